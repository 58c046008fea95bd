import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { randomBytes, toHex, wipe } from '@sealbridge/sodium';

const FOLDER = 'shred-kek';
const FILE = /^(?<id>\d{8}T\d{6}Z-[0-9a-f]{8})\.key$/;
const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;
/** How long a process may go on wrapping under the key it last saw as newest. */
const LISTING_MAX_AGE_MS = 60_000;

/** A key-encryption key by its id; ids sort by the time they were made. */
export interface Kek {
  readonly id: string;
  readonly key: Uint8Array;
}

/**
 * The weekly keys that wrap the per-report shred keys, each a file outside PostgreSQL and outside its backups
 * (security-corrections B1): a backup of the database is dead once the file of its week is gone.
 */
export class KekStore {
  readonly #folder: string;
  readonly #keys = new Map<string, Uint8Array>();
  #newest: { id: string; seenAt: number } | null = null;

  /** Given the folder of the instance's keys; the files live in `shred-kek/` below it, which must exist. */
  constructor(keysDir: string) {
    this.#folder = join(keysDir, FOLDER);
  }

  /** The ids of all keys on disk, oldest first. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.#folder);
    return names.flatMap((name) => FILE.exec(name)?.groups?.['id'] ?? []).sort();
  }

  /** The key new rows are wrapped under, at most a minute behind the folder. Throws when there is none: fail closed. */
  async newest(now = Date.now()): Promise<Kek> {
    if (this.#newest === null || now - this.#newest.seenAt > LISTING_MAX_AGE_MS) {
      const ids = await this.ids();
      this.#forgetAllBut(ids);
      const id = ids.at(-1);
      if (id === undefined) throw new Error('no key-encryption key for reports');
      this.#newest = { id, seenAt: now };
    }
    return { id: this.#newest.id, key: await this.key(this.#newest.id) };
  }

  /** The key with this id. Throws when its file is gone: what it wrapped is unreadable for ever. */
  async key(id: string): Promise<Uint8Array> {
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    if (!FILE.test(`${id}.key`)) throw new Error('malformed key-encryption key id');
    const key = new Uint8Array(await readFile(join(this.#folder, `${id}.key`)));
    if (key.length !== KEY_BYTES) throw new Error('damaged key-encryption key');
    this.#keys.set(id, key);
    return key;
  }

  /** Makes the next key, durable before it is used. */
  async make(now: Date): Promise<string> {
    const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/gu, '');
    const id = `${stamp}-${toHex(randomBytes(4))}`;
    const partial = join(this.#folder, `.${id}.partial`);
    await writeDurably(partial, randomBytes(KEY_BYTES));
    await rename(partial, join(this.#folder, `${id}.key`));
    await syncFolder(this.#folder);
    this.#newest = null;
    return id;
  }

  /** Overwrites and removes a key; everything still wrapped under it is lost, which is the point. */
  async destroy(id: string): Promise<void> {
    const path = join(this.#folder, `${id}.key`);
    await writeDurably(path, randomBytes(KEY_BYTES));
    await unlink(path);
    await syncFolder(this.#folder);
    this.#forgetAllBut(await this.ids());
  }

  /** A key that another process destroyed must not live on in the memory of this one. */
  #forgetAllBut(ids: readonly string[]): void {
    for (const [id, key] of this.#keys) {
      if (ids.includes(id)) continue;
      this.#keys.delete(id);
      wipe(key);
    }
  }
}

/** When the key was made, read out of its id. */
export function kekMadeAt(id: string): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/u.exec(id) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', OWNER_ONLY);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
