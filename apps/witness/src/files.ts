import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o600;

/** The bytes of a file, or null when there is none. Throws on any other failure: a record that cannot be read is not "none". */
export function readFileOrNull(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Replaces a file so that after a crash at any moment it holds either the old or the new bytes, and after this returns
 * the new ones: temporary file, sync, rename, sync of the folder. One writer at a time.
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.new`;
  writeSynced(temporary, bytes, 'w');
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Creates a file, only readable by its owner, and syncs it. Throws EEXIST when it is there already. */
export function createFile(path: string, bytes: Uint8Array): void {
  writeSynced(path, bytes, 'wx');
  syncFolder(dirname(path));
}

/** Whether an error is one of the operating system, with a code such as ENOENT. */
export function isSystemError(error: unknown): error is { readonly code: string } {
  return typeof error === 'object' && error !== null && 'code' in error;
}

function writeSynced(path: string, bytes: Uint8Array, flags: 'w' | 'wx'): void {
  const file = openSync(path, flags, OWNER_ONLY);
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(file, bytes, offset);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
