import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { CiphertextSource } from '@sealbridge/opening';
import { toHex } from '@sealbridge/sodium';

import { makeTemporaryFolder } from '../output/temporary-files.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';

/**
 * Fetches ciphertext of an opened report into a temporary file of mode 0600 and gives it back as a source that can be read
 * twice: hashed whole before a byte of it is decrypted. Throws a Failure (exit 3 or 7).
 */
export async function fetchCiphertext(person: Person, sha256: Uint8Array, eventId: string): Promise<CiphertextSource> {
  const path = join(makeTemporaryFolder(), 'ciphertext.sealed');
  const chunks = await call(() => person.client.getBlob(toHex(sha256), eventId));
  await call(() => pipeline(Readable.from(chunks), createWriteStream(path, { mode: 0o600, flags: 'wx' })));
  return { open: () => createReadStream(path) };
}
