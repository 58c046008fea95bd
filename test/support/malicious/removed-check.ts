// One check of the client, taken out for as long as an attack runs: the attack has to succeed then, or the check is not what stops it.
// `removable-checks.ts` puts the doubles in place, which do what they stand for unless their check is out.

/** What the name of a check does instead while it is out. */
type Instead = (...args: never[]) => unknown;

const out = new Map<string, Instead>();

/** Runs an attack against a client without one check, which is named by the words it refuses with, or by its function. */
export async function without<T>(
  check: string,
  attack: () => Promise<T>,
  instead: Instead = () => undefined,
): Promise<T> {
  out.set(check, instead);
  try {
    return await attack();
  } finally {
    out.delete(check);
  }
}

/** As `without`, for a check that stands in several places. */
export function withoutAll<T>([check, ...others]: readonly string[], attack: () => Promise<T>): Promise<T> {
  return check === undefined ? attack() : without(check, () => withoutAll(others, attack));
}

/** Whether the check of these words is out. */
export function isOut(check: string): boolean {
  return out.has(check);
}

/** The module with these functions made removable. */
export function removable<M extends object>(actual: M, ...names: (keyof M & string)[]): M {
  const doubles = names.map((name) => {
    const real = actual[name] as Instead;
    return [name, (...args: never[]) => (out.get(name) ?? real)(...args)];
  });
  return { ...actual, ...(Object.fromEntries(doubles) as Partial<M>) };
}

/** The module with a constant that is another one while its check is out. */
export function constant<M extends object>(actual: M, name: keyof M & string): M {
  return Object.defineProperty({ ...actual }, name, {
    enumerable: true,
    get: () => out.get(name)?.() ?? actual[name],
  });
}
