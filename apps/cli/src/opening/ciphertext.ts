import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { call } from '@sealbridge/client';
import { MAX_ATTACHMENT_CIPHERTEXT_BYTES } from '@sealbridge/envelope';
import type { CiphertextSource } from '@sealbridge/opening';
import { toHex } from '@sealbridge/sodium';

import { makeTemporaryFolder } from '../output/temporary-files.js';
import type { Person } from '../session/person.js';
import { cannotOpen } from './cannot-open.js';

/**
 * Fetches ciphertext of an opened report into a temporary file of mode 0600 and gives it back as a source that can be read
 * twice: hashed whole before a byte of it is decrypted. Throws a Failure: exit 3 or 7, exit 5 for more than any report can hold.
 */
export async function fetchCiphertext(person: Person, sha256: Uint8Array, eventId: string): Promise<CiphertextSource> {
  const path = join(makeTemporaryFolder(), 'ciphertext.sealed');
  const chunks = await call(() => person.client.getBlob(toHex(sha256), eventId));
  await call(() => pipeline(Readable.from(bounded(chunks)), createWriteStream(path, { mode: 0o600, flags: 'wx' })));
  return { open: () => createReadStream(path) };
}

/** The pieces, as long as they are no more than the longest ciphertext: a server must not fill the disk. */
async function* bounded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > MAX_ATTACHMENT_CIPHERTEXT_BYTES) throw cannotOpen('E_CIPHERTEXT');
    yield piece;
  }
}
