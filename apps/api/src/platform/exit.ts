import { ConfigurationError } from './configuration/reader.js';
import { failureFields, type Log } from './logging/logger.js';

/** Runs a program's start; an error is logged by name, and by the variable when one is wrong, and the process ends with exit code 1. */
export async function exitOnFailure(log: Log, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const variable = error instanceof ConfigurationError ? { variable: error.variable, code: error.problem } : {};
    log.error('not started', { ...failureFields(error), ...variable });
    // whatever was opened half-way must not keep a process alive that does no work: the supervisor starts it again
    process.exit(1);
  }
}
