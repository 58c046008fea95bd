import { ConfigurationError } from './configuration/reader.js';
import { failureFields, type Log } from './logging/logger.js';

/** Runs a program's start; an error is logged by name, and by the variable when one is wrong, and the exit code is 1. */
export async function exitOnFailure(log: Log, start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const variable = error instanceof ConfigurationError ? { variable: error.variable, code: error.problem } : {};
    log.error('not started', { ...failureFields(error), ...variable });
    process.exitCode = 1;
  }
}
