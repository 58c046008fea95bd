/** SQLSTATE of a key that is there already. */
const UNIQUE_VIOLATION = '23505';

/** Whether PostgreSQL refused a row because its key, or this key of it, is there already. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== UNIQUE_VIOLATION)
    return false;
  return constraint === undefined || ('constraint' in error && error.constraint === constraint);
}
