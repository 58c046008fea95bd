import { EXIT, type ExitCode } from './exit-code.js';

/** What a failure says: `error:`, `hint:` and `code:` on stderr, and the exit code. */
interface FailureWords {
  readonly code: `E_${string}`;
  readonly exit: ExitCode;
  /** One lower-case line; never any content of a report, key or passphrase. */
  readonly message: string;
  readonly hint?: string;
}

/** An expected failure of a command. Everything else that is thrown is a bug and ends with E_UNEXPECTED and exit 1. */
export class Failure extends Error {
  readonly code: `E_${string}`;
  readonly exit: ExitCode;
  readonly hint: string | null;

  constructor({ code, exit, message, hint }: FailureWords, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.exit = exit;
    this.hint = hint ?? null;
  }
}

/** A wrong flag, argument, file or variable: exit 2. */
export function usage(code: `E_${string}`, message: string, hint?: string): Failure {
  return new Failure({ code, exit: EXIT.USAGE, message, ...(hint === undefined ? {} : { hint }) });
}
