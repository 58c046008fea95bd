/**
 * Purpose of use: the legal basis that a reader named stands beside the purpose of the opening. Its form alone is checked: the list of
 * codes (`sealbridge.legal-basis`) grows, and what fits which purpose is for policy to say.
 */
export const PURPOSES_OF_USE = `
ALTER TABLE opening ADD COLUMN legal_basis text CHECK (legal_basis ~ '^[a-z_]{1,64}$');
`;
