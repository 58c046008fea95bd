import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Database } from '../../platform/database/database.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { failureFields, Log } from '../../platform/logging/logger.js';

/** The channel on which processes tell each other of changes. */
export const INBOX_CHANNEL = 'sealbridge_inbox';

/**
 * Something happened to a report that shows in the inbox of units. `row` is its internal number, which never leaves the instance.
 * `received`: by all units it is addressed to. `changed`: to this unit alone; what one unit does is none of another's business.
 */
export type InboxChange =
  | { readonly kind: 'received'; readonly row: string }
  | { readonly kind: 'changed'; readonly row: string; readonly unit: Id };

/** Changes that come together travel together, within this time, in milliseconds. */
const TOGETHER_MS = 25;
/** After a failure the next attempt comes this much later, in milliseconds. */
const AGAIN_MS = 500;
/** A payload of PostgreSQL has less than 8,000 bytes; the longest change has 58. */
const CHANGES_OF_A_PAYLOAD = 100;
/** What is kept while PostgreSQL does not answer; what comes then is lost, and clients find it in the inbox. */
const MAX_KEPT = 10_000;

const ANNOUNCE = { name: 'inbox-announce', text: `select pg_notify('${INBOX_CHANNEL}', $1)` };

/**
 * Tells every process of the instance what changed, once it is committed. Not in the transaction itself: PostgreSQL lets one
 * transaction at a time commit that notifies, and reports are stored by many at once (docs/decisions/0034).
 */
@Injectable()
export class InboxChanges implements OnApplicationShutdown {
  readonly #kept: InboxChange[] = [];
  #timer: NodeJS.Timeout | null = null;
  #telling: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly log: Log,
  ) {}

  /** To be told when the transaction is committed, and not at all when it is not. */
  afterwards(tx: Transaction, change: InboxChange): void {
    tx.onEnd((outcome) => {
      if (outcome !== 'rolled back' && this.#kept.length < MAX_KEPT) this.#kept.push(change);
      if (this.#kept.length > 0) this.#soon(TOGETHER_MS);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#telling;
  }

  #soon(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#telling = this.#tell();
    }, ms).unref();
  }

  async #tell(): Promise<void> {
    const now = this.#kept.splice(0, CHANGES_OF_A_PAYLOAD);
    try {
      await this.database.query(ANNOUNCE, [writeChanges(now)]);
    } catch (error) {
      this.#kept.unshift(...now);
      this.log.warn('changes not told', failureFields(error));
      this.#soon(AGAIN_MS);
      return;
    }
    if (this.#kept.length > 0) this.#soon(0);
  }
}

/** Changes as they travel: no content, and no id that means anything outside the database but that of a unit. */
export function writeChanges(changes: readonly InboxChange[]): string {
  return changes.map((change) => (change.kind === 'received' ? change.row : `${change.row}:${change.unit}`)).join(',');
}

/** The changes of a payload; what is none is left out. */
export function readChanges(payload: string): InboxChange[] {
  return payload.split(',').flatMap((text): InboxChange[] => {
    const [row = '', unit] = text.split(':');
    if (!/^\d{1,19}$/u.test(row)) return [];
    if (unit === undefined) return [{ kind: 'received', row }];
    const id = parseId(unit);
    return id === null ? [] : [{ kind: 'changed', row, unit: id }];
  });
}
