/** What decisions are explained from. */
export const EXPLAIN = 'SELECT 1';
