import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, toHex, utf8 } from '@sealbridge/sodium';
import { parseCheckpoint, parseNote } from '@sealbridge/transparency';
import type { Recorded } from './decide.js';
import { createFile, isSystemError, readFileOrNull, replaceFile } from './files.js';
import { lockFolder } from './lock.js';

/** Most pieces of evidence kept per origin, so that nobody can fill the disk. */
export const MAX_EVIDENCE = 1_000;

const OWNER_ONLY = 0o700;

/** The SHA-256 of an origin in hex: its name on disk and in the monitoring path (tlog-witness). */
export function originHash(origin: string): string {
  return toHex(sha256(utf8(origin)));
}

/**
 * The records of a witness, one folder per origin with the newest cosigned checkpoint as it is served, and the evidence
 * kept. All calls are synchronous: between reading a record and replacing it nothing else runs.
 */
export class WitnessState {
  readonly #folder: string;
  readonly #unlock: () => void;

  /** Opens and locks the folder, making it when it is not there. Throws LockedError. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    this.#folder = folder;
    this.#unlock = lockFolder(folder);
  }

  /** The record of an origin, or null when nothing was ever cosigned for it. Throws when the file is not a checkpoint. */
  recordOf(origin: string): Recorded | null {
    const note = this.noteOf(originHash(origin));
    if (note === null) return null;
    const checkpoint = parseCheckpoint(parseNote(note).text);
    if (checkpoint.origin !== origin) throw new Error('a record is of another log');
    return { size: checkpoint.size, root: checkpoint.root, note };
  }

  /** The recorded note under an origin's hash (64 hex characters), or null. */
  noteOf(hash: string): Uint8Array | null {
    return readFileOrNull(join(this.#folder, hash, 'checkpoint'));
  }

  /** Replaces the record of an origin; when this returns it is on disk. */
  record(origin: string, note: Uint8Array): void {
    replaceFile(join(this.#makeFolder(originHash(origin)), 'checkpoint'), note);
  }

  /** Keeps two notes of an origin as evidence, once for each second note, up to MAX_EVIDENCE. */
  keepEvidence(origin: string, kind: 'fork' | 'suspect', recorded: Uint8Array | null, offered: Uint8Array): void {
    const folder = this.#makeFolder(join(originHash(origin), 'evidence'));
    if (readdirSync(folder).length >= MAX_EVIDENCE) return;
    const parts = [`${kind}\n\nrecorded:\n\n`, recorded ?? utf8('none\n'), '\noffered:\n\n', offered];
    const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? utf8(part) : part)));
    try {
      createFile(join(folder, `${kind}-${toHex(sha256(offered))}.txt`), bytes);
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    }
  }

  /** Gives the folder back. */
  close(): void {
    this.#unlock();
  }

  #makeFolder(name: string): string {
    const folder = join(this.#folder, name);
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    return folder;
  }
}
