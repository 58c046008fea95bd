/** Exit codes of every command; the numbers are part of the interface. */
export const EXIT = {
  OK: 0,
  UNEXPECTED: 1,
  USAGE: 2,
  REFUSED: 3,
  SIGN_IN: 4,
  VERIFICATION: 5,
  CONFLICT: 6,
  NETWORK: 7,
  PARTLY: 8,
  GATE: 9,
  INTERRUPTED: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
