/** Longest text of a document, in UTF-16 units. */
export const MAX_DOCUMENT_LENGTH = 16_384;
/** Deepest nesting of variables; inputs nest three deep. */
export const MAX_VARIABLE_DEPTH = 8;
/** Longest list in variables: the longest that an operation takes has 1,000 entries. */
export const MAX_LIST_ITEMS = 1_000;
/** Most values in all variables together. */
export const MAX_VALUES = 20_000;

/** Whether variables are an object, or none, and of no more depth, length and number than any operation takes. Takes linear time. */
export function isWithinLimits(variables: unknown): boolean {
  if (variables === undefined || variables === null) return true;
  if (typeof variables !== 'object' || Array.isArray(variables)) return false;
  let level: unknown[] = [variables];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length;
    if (depth > MAX_VARIABLE_DEPTH || values > MAX_VALUES) return false;
    if (level.some((value) => Array.isArray(value) && value.length > MAX_LIST_ITEMS)) return false;
    level = level.flatMap((value): unknown[] => (isComposite(value) ? Object.values(value) : []));
  }
  return true;
}

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;
