import { EXIT, type ExitCode } from './exit-code.js';
import { type ExpectedFailure, exitOf, Failure, isExpected } from './failure.js';
import { oneLine } from './printable.js';

/**
 * Prints what went wrong on stderr in three lines and returns the exit code. An unexpected error shows its kind and
 * nothing else, because its message could hold content; `SEALBRIDGE_DEBUG=1` adds the stack for a developer.
 */
export function reportFailure(error: unknown, env: NodeJS.ProcessEnv): ExitCode {
  const failure = isExpected(error) ? error : unexpected(error);
  process.stderr.write(wordsOf(failure));
  if (failure !== error && env['SEALBRIDGE_DEBUG'] === '1' && error instanceof Error) {
    process.stderr.write(`${error.stack ?? error.message}\n`);
  }
  return exitOf(failure);
}

/** `error:`, `hint:` where there is one, `code:`. */
export function wordsOf({ message, hint, code }: ExpectedFailure): string {
  const lines = [`error: ${message}`, ...(hint === null ? [] : [`hint: ${hint}`]), `code: ${code}`];
  return `${lines.map(oneLine).join('\n')}\n`;
}

function unexpected(error: unknown): Failure {
  const kind = error instanceof Error ? error.name : typeof error;
  return new Failure({
    code: 'E_UNEXPECTED',
    exit: EXIT.UNEXPECTED,
    message: `unexpected ${kind}`,
    hint: 'set SEALBRIDGE_DEBUG=1 to see where it happened',
  });
}
