import { createReadStream } from 'node:fs';

import { LIMITS } from '@sealbridge/vocabulary';

import { usage } from '../output/failure.js';

/** The bytes of a file, or of stdin for `-`. Throws a Failure (exit 2) when it cannot be read or is too long. */
export async function readInput(path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      const bytes = chunk as Buffer;
      length += bytes.length;
      if (length > LIMITS.MAX_FILE_BYTES) break;
      chunks.push(bytes);
    }
  } catch {
    throw usage('E_FILE', 'the file cannot be read');
  }
  if (length > LIMITS.MAX_FILE_BYTES) throw usage('E_FILE_SIZE', 'the file is longer than 8 MiB');
  return new Uint8Array(Buffer.concat(chunks));
}
