import { CommanderError } from 'commander';

import { EXIT, type ExitCode } from './output/exit-code.js';
import { type Failure, usage } from './output/failure.js';
import { exitWhenInterrupted } from './output/interrupt.js';
import { reportFailure } from './output/report-failure.js';
import { makeProgram } from './program.js';

/**
 * Runs one command line and returns its exit code. Data are on stdout, words on stderr; nothing is thrown.
 * The process ends by itself once nothing is left to do.
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  process.stdout.off('error', ignoreClosedPipe).on('error', ignoreClosedPipe);
  exitWhenInterrupted();
  try {
    await makeProgram().parseAsync([...args], { from: 'user' });
    return exitCodeSoFar();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.OK;
    return reportFailure(error instanceof CommanderError ? asUsage(error) : error, process.env);
  }
}

/** A command that ends well but not with 0 (8, partly done) has set the process's exit code. */
function exitCodeSoFar(): ExitCode {
  const code = Number(process.exitCode ?? EXIT.OK);
  return Object.values(EXIT).find((known) => known === code) ?? EXIT.UNEXPECTED;
}

function asUsage(error: CommanderError): Failure {
  const words = error.message.replace(/^error: /, '').split('\n')[0] ?? '';
  const message = error.code === 'commander.help' ? 'a command is missing' : lowerFirst(words);
  return usage('E_USAGE', message, 'see --help');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** `sealbridge … | head` closes stdout early: that is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
