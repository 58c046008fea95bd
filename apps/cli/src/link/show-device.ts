import type { LetIn } from '@sealbridge/client';

import { entryText } from '../directory/published.js';
import { EXIT } from '../output/exit-code.js';

/** What a command that let a device in tells. */
export function letInText({ device, fingerprint, epochs, entry }: LetIn): string {
  return [
    `let in ${device}`,
    `fingerprint ${fingerprint}: the new device shows the same`,
    epochs === 0
      ? 'it got no keys: this device has none of any unit'
      : `it got the keys of ${epochs} epochs: what you can open, it can`,
    entryText(entry),
  ].join('\n');
}

/** Sets exit code 8 when the log was not seen to have it in time. */
export function notePartly({ entry }: Pick<LetIn, 'entry'>): void {
  if (entry === null) process.exitCode = EXIT.PARTLY;
}
