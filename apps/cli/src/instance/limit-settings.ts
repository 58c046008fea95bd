/** What the API is told of its limits, by the names of its variables (docs/reference/limits.md). */
export type LimitVariables = Readonly<Record<string, string>>;

const PASSED_ON = [
  'SEALBRIDGE_LIMIT_MEMBER_PER_MINUTE',
  'SEALBRIDGE_LIMIT_ORG_PER_MINUTE',
  'SEALBRIDGE_LIMIT_GUEST_PER_MINUTE',
  'SEALBRIDGE_PROXIES',
] as const;

/** Those that are set; the API checks them. */
export function limitVariables(env: Readonly<Record<string, string | undefined>>): LimitVariables {
  const given = PASSED_ON.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}
