import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

const MODE_PRIVATE = 0o600;

/** Writes a file of mode 0600 whole or not at all, flushed to disk, replacing what was there. */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  const draft = writeDraft(path, content);
  renameSync(draft, path);
}

/**
 * The file's bytes; when it is absent they are made, written with mode 0600 and flushed first. Of two processes that
 * make it at the same time one wins and both return its bytes.
 */
export function readOrMakePrivateFile(path: string, make: () => string | Uint8Array): Buffer {
  if (!existsSync(path)) {
    const draft = writeDraft(path, make());
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(path);
}

function writeDraft(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  const file = openSync(draft, 'wx', MODE_PRIVATE);
  try {
    writeAll(file, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return draft;
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
