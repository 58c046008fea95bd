import { PolicyError } from './policy-error.js';

/** The value as an object that has no other keys than these. Throws PolicyError. */
export function shaped(input: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  const object = recordOf(input);
  if (Object.keys(object).some((key) => !keys.includes(key))) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return object;
}

/** The value as an object, whatever its keys. Throws PolicyError. */
export function recordOf(input: unknown): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new PolicyError('E_POLICY_SHAPE');
  }
  return input as Readonly<Record<string, unknown>>;
}

/** JSON without spaces, the keys of every object in the order of their UTF-16 units: the same text for the same value. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
