import { Injectable } from '@nestjs/common';
import { DirectoryState, parseEventRecord } from '@sealbridge/directory';
import { toHex } from '@sealbridge/sodium';
import { directoryEntry, leafHash } from '@sealbridge/transparency';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { DirectoryReplay } from './directory-replay.js';
import { DirectoryRepository } from './directory.repository.js';
import type { AdmittedOrganisation } from './directory.rows.js';

/** The directory as the server has accepted it, for whoever has to verify a signature against it. */
@Injectable()
export class DirectoryStateService {
  readonly #replay = new DirectoryReplay();

  constructor(private readonly directory: DirectoryRepository) {}

  /** Holds publications back until the transaction ends, so that what `committed` gives stays the newest. */
  lock(tx: Transaction): Promise<void> {
    return this.directory.lock(tx);
  }

  /** The record of an accepted event without its private part, or null. */
  eventRecord(tx: Transaction, eventHash: Uint8Array): Promise<Uint8Array | null> {
    return this.directory.eventRecord(tx, eventHash);
  }

  /**
   * The state of everything committed, null before the genesis. Must be asked before the transaction adds events of its own.
   * Throws in a context that does not see the whole directory: the replay is shared, and what one act did not see would be
   * missing for all.
   */
  async committed(tx: Transaction): Promise<DirectoryState | null> {
    if (!(await this.directory.seesAll(tx))) throw new Error('the directory is replayed from all of it or not at all');
    return this.#replay.advance(await this.directory.eventsAfter(tx, this.#replay.through));
  }

  /**
   * The chain of the stewards with the places of its events on the log, verified from its first event; null before the genesis. For
   * whoever asks who was in force when something was entered there. Needs a context that sees the whole directory. Throws DirectoryError.
   */
  async stewardsOnLog(tx: Transaction): Promise<DirectoryState | null> {
    const chain = await this.directory.stewardsChain(tx);
    const records = (chain?.records ?? []).map(parseEventRecord);
    const [first] = records;
    if (first === undefined) return null;
    const entries = records.map(({ leafBytes }) => leafHash(directoryEntry(leafBytes)));
    const places = await this.directory.places(tx, entries);
    const placed = records.map((record, at) => ({
      record,
      index: places.get(toHex(entries[at] ?? new Uint8Array())) ?? null,
    }));
    return DirectoryState.empty(first.eventHash).applyAll(placed);
  }

  /** Organisations by id with the record of their admission. Needs a context that sees the whole directory. */
  admitted(tx: Transaction, organisations: readonly Id[]): Promise<AdmittedOrganisation[]> {
    return this.directory.admitted(tx, organisations);
  }
}
