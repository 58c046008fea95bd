import { Injectable } from '@nestjs/common';
import { wipe } from '@sealbridge/sodium';

import { Database, type Transaction } from '../platform/database/database.js';

import { KekRotationRepository } from './kek-rotation.repository.js';
import { type Kek, KekStore, kekMadeAt } from './kek-store.js';
import { unwrapRecoveryLockbox, unwrapShredKey, wrapRecoveryLockbox, wrapShredKey } from './shred-wrap.js';

const DAY_MS = 86_400_000;
const KEK_LIFE_MS = 6 * DAY_MS;
/** A submission that read the old key as newest has long committed or failed when this has passed. */
const SETTLING_MS = 3_600_000;
/** Rows wrapped anew in one transaction. */
const BATCH = 500;

/** What one round did. */
export interface RotationResult {
  readonly made: string | null;
  /** Shred keys and recovery lockboxes. */
  readonly rewrapped: number;
  readonly destroyed: string[];
}

/**
 * Weekly rotation of the key-encryption keys (security-corrections B1): a new key, living rows wrapped under it, the old
 * file destroyed. A key lives six days and is gone within a day after that, so no backup outlives seven days.
 */
@Injectable()
export class KekRotationService {
  constructor(
    private readonly database: Database,
    private readonly repository: KekRotationRepository,
    private readonly store: KekStore,
  ) {}

  /** One round; safe at any time and from several processes, the others find nothing left to do. */
  async run(now = new Date()): Promise<RotationResult> {
    const made = await this.#makeIfDue(now);
    const newest = (await this.store.ids()).at(-1);
    if (newest === undefined) throw new Error('no key-encryption key for reports');
    const rewrapped = await this.#rewrapAll(newest);
    const destroyed = await this.#destroyUnused(newest, now);
    return { made, rewrapped, destroyed };
  }

  #makeIfDue(now: Date): Promise<string | null> {
    return this.database.system(async (tx) => {
      await this.repository.lock(tx);
      const newest = (await this.store.ids()).at(-1);
      const due = newest === undefined || now.getTime() - kekMadeAt(newest).getTime() >= KEK_LIFE_MS;
      return due ? this.store.make(now) : null;
    });
  }

  async #rewrapAll(newest: string): Promise<number> {
    let total = 0;
    const batches = [this.#rewrapShredKeys.bind(this), this.#rewrapLockboxes.bind(this)];
    for (const batch of batches) {
      for (let done = BATCH; done === BATCH; total += done) {
        const kek = { id: newest, key: await this.store.key(newest) };
        done = await this.database.system((tx) => batch(tx, kek));
      }
    }
    return total;
  }

  async #rewrapShredKeys(tx: Transaction, newest: Kek): Promise<number> {
    const rows = await this.repository.takeOthers(tx, newest.id, BATCH);
    for (const row of rows) {
      const shredKey = unwrapShredKey(row.wrapped, row.reportId, await this.#kek(row.kekId));
      await this.repository.replace(tx, row.reportRow, newest.id, wrapShredKey(shredKey, row.reportId, newest));
      wipe(shredKey);
    }
    return rows.length;
  }

  /** What is not moved over dies with the old key, and with it the way back of everybody who loses all devices. */
  async #rewrapLockboxes(tx: Transaction, newest: Kek): Promise<number> {
    const rows = await this.repository.takeOtherLockboxes(tx, newest.id, BATCH);
    for (const row of rows) {
      const lockbox = unwrapRecoveryLockbox(row.wrapped, row, await this.#kek(row.kekId));
      await this.repository.replaceLockbox(tx, row, newest.id, wrapRecoveryLockbox(lockbox, row, newest));
    }
    return rows.length;
  }

  async #kek(id: string): Promise<Kek> {
    return { id, key: await this.store.key(id) };
  }

  async #destroyUnused(newest: string, now: Date): Promise<string[]> {
    if (now.getTime() - kekMadeAt(newest).getTime() < SETTLING_MS) return [];
    const destroyed: string[] = [];
    for (const id of await this.store.ids()) {
      if (id === newest) continue;
      const used = await this.database.system((tx) => this.repository.isUsed(tx, id));
      if (used) continue;
      await this.store.destroy(id);
      destroyed.push(id);
    }
    return destroyed;
  }
}
