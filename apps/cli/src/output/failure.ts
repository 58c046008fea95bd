import { ClientError, type ClientErrorKind } from '@sealbridge/client';

import { EXIT, type ExitCode } from './exit-code.js';

/** What a failure says: `error:`, `hint:` and `code:` on stderr, and the exit code. */
interface FailureWords {
  readonly code: `E_${string}`;
  readonly exit: ExitCode;
  /** One lower-case line; never any content of a report, key or passphrase. */
  readonly message: string;
  readonly hint?: string;
}

/** An expected failure of a command. What the client library throws (`ClientError`) is one too; everything else is a bug and ends with E_UNEXPECTED and exit 1. */
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

/** An expected failure, of a command or of what it does with a server. */
export type ExpectedFailure = Failure | ClientError;

/** Whether something thrown is an expected failure. */
export function isExpected(error: unknown): error is ExpectedFailure {
  return error instanceof Failure || error instanceof ClientError;
}

const EXIT_OF_KIND: Readonly<Record<ClientErrorKind, ExitCode>> = {
  usage: EXIT.USAGE,
  refused: EXIT.REFUSED,
  sign_in: EXIT.SIGN_IN,
  verification: EXIT.VERIFICATION,
  conflict: EXIT.CONFLICT,
  network: EXIT.NETWORK,
  partly: EXIT.PARTLY,
  unexpected: EXIT.UNEXPECTED,
};

/** The exit code of an expected failure. */
export function exitOf(failure: ExpectedFailure): ExitCode {
  return failure instanceof Failure ? failure.exit : EXIT_OF_KIND[failure.kind];
}
