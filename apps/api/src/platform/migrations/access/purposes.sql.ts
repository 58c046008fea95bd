/** Purpose of use: what is kept of an opening and of a unit. */
export const PURPOSES_OF_USE = 'SELECT 1';
