import { EXIT, type ExitCode } from './exit-code.js';
import { type ExpectedFailure, exitOf, Failure, isExpected, usage } from './failure.js';
import { oneLine } from './printable.js';

/** Why a file cannot be written that is nobody's mistake in the program, and by which calls it shows. */
const DISK_CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM'];
const DISK_CALLS: readonly unknown[] = ['open', 'write', 'fsync', 'mkdir', 'rename', 'link', 'unlink'];

/**
 * Prints what went wrong on stderr in three lines and returns the exit code. A disk that is full or not writable is told as that. An
 * unexpected error shows its kind and nothing else, because its message could hold content; `SEALBRIDGE_DEBUG=1` adds the stack for a
 * developer.
 */
export function reportFailure(error: unknown, env: NodeJS.ProcessEnv): ExitCode {
  const failure = isExpected(error) ? error : isOfDisk(error) ? cannotWrite() : unexpected(error);
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

function isOfDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return DISK_CODES.includes(code) && DISK_CALLS.includes(syscall);
}

function cannotWrite(): Failure {
  const hint = 'make space, or the folder of the profile writable for you; SEALBRIDGE_DEBUG=1 shows which file it was';
  return usage('E_FILE', 'a file cannot be written or read: the disk is full, or it is not yours', hint);
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
