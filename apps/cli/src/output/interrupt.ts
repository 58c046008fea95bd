import { EXIT } from './exit-code.js';
import { removeTemporaryFolders } from './temporary-files.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends the process with 130 when it is interrupted, temporary files removed. */
export function exitWhenInterrupted(): void {
  for (const name of SIGNALS) process.off(name, leave).on(name, leave);
}

/** For a command that stops in order by itself: `stop` is called instead. */
export function stopWhenInterrupted(stop: () => void): void {
  for (const name of SIGNALS) {
    process.off(name, leave);
    process.on(name, stop);
  }
}

function leave(): void {
  removeTemporaryFolders();
  process.exit(EXIT.INTERRUPTED);
}
