import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { CiphertextSink } from '@sealbridge/sealing';

const MODE_PRIVATE = 0o600;

/** Gives sinks that write to files of mode 0600 in `folder`. Only ciphertext is ever written. */
export function temporarySinks(folder: string): () => Promise<CiphertextSink> {
  let number = 0;
  return async () => {
    const path = join(folder, `${number++}.sealed`);
    const file = await open(path, 'wx', MODE_PRIVATE);
    return {
      write: async (chunk) => {
        await file.writeFile(chunk);
      },
      finish: async () => {
        await file.close();
        return { open: () => createReadStream(path) };
      },
      abort: async () => {
        await file.close();
        await rm(path, { force: true });
      },
    };
  };
}
