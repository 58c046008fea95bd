import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Zip, ZipDeflate } from 'fflate';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';

/**
 * Packs files of a folder into a new zip file of mode 0600, piece by piece. Throws a Failure (exit 2) when `out` exists or
 * cannot be written; a file that could not be finished is removed.
 */
export async function packBundle(folder: string, paths: readonly string[], out: string): Promise<void> {
  const file = await open(out, 'wx', 0o600).catch(() => {
    throw new Failure({
      code: 'E_FILE_EXISTS',
      exit: EXIT.USAGE,
      message: 'the bundle cannot be written, or exists already',
    });
  });
  const waiting: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    waiting.push(chunk);
  });
  const flush = async (): Promise<void> => {
    for (const chunk of waiting.splice(0)) await file.writeFile(chunk);
  };
  try {
    for (const path of paths) await addFile(zip, join(folder, path), path, flush);
    zip.end();
    await flush();
    await file.sync();
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function addFile(zip: Zip, source: string, path: string, flush: () => Promise<void>): Promise<void> {
  const entry = new ZipDeflate(path, { level: 6 });
  zip.add(entry);
  for await (const chunk of createReadStream(source)) {
    entry.push(new Uint8Array(chunk as Buffer), false);
    await flush();
  }
  entry.push(new Uint8Array(0), true);
  await flush();
}
