import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';
import { idToBytes } from '@sealbridge/vocabulary';

import { type ContextClaims, Database, isConnectionLoss, type Transaction } from '../platform/database/database.js';
import { withoutDeadline } from '../platform/deadline/deadline.js';
import { type AuditEvent, eventRow } from './event.js';
import { NodeIdentity } from './node-identity.js';
import { type MadeEntry, Outbox } from './outbox.js';

/** How long after a lost connection an event is written again, in milliseconds: the pool learns of each connection that is gone by itself. */
const AGAIN_AFTER_MS = [10, 100, 500];

/** SQLSTATE of a key that is there already. */
const UNIQUE_VIOLATION = '23505';

const GUEST_CLAIMS: ContextClaims = { class: 'guest', org: null, member: null, device: null };

/** Writes audit events: in the transaction of the act, or, when that one was rolled back, in one of their own. */
@Injectable()
export class AuditTrailWriter {
  private readonly unrecorded = new Map<string, number>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(NodeIdentity) private readonly node: NodeIdentity,
  ) {}

  /** Issues the event's statement in this transaction at once. The receipt is signed when it is first read. */
  record(tx: Transaction, event: AuditEvent): { readonly event: Recorded; readonly done: Promise<unknown> } {
    const { made, done } = this.outbox.record(tx, eventRow(this.node.nodeId, event));
    return { event: new Recorded(this.node, event, made), done };
  }

  /**
   * Records an event whose transaction was rolled back, or that has none. `make` is called in the event's transaction, and again when
   * the connection was lost: what made a refusal's own transaction fail must not take its entry too. Rejects when it stands nowhere.
   */
  async recordAlone(make: (tx: Transaction) => AuditEvent): Promise<void> {
    const waits = [...AGAIN_AFTER_MS];
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.recordOnce(make);
        return;
      } catch (error) {
        // the answer to the attempt before was lost, and the event was not
        if (attempt > 1 && isThereAlready(error)) return;
        const wait = waits.shift();
        if (wait === undefined || !isConnectionLoss(error)) throw error;
        await sleep(wait);
      }
    }
  }

  private recordOnce(make: (tx: Transaction) => AuditEvent): Promise<unknown> {
    return withoutDeadline(() =>
      this.database.transaction(
        (tx) => this.database.enter(tx, GUEST_CLAIMS, null),
        (tx) => this.record(tx, make(tx)).done,
      ),
    );
  }

  /** Counts a refusal that gets no entry of its own: one row a minute, not one a request (security-corrections C10). */
  countOnly(action: string): void {
    this.unrecorded.set(action, (this.unrecorded.get(action) ?? 0) + 1);
  }

  /** The counts since last asked, by action. */
  takeCounts(): ReadonlyMap<string, number> {
    const counts = new Map(this.unrecorded);
    this.unrecorded.clear();
    return counts;
  }
}

function isThereAlready(error: unknown): boolean {
  return error instanceof Error && (error as Error & { readonly code?: unknown }).code === UNIQUE_VIOLATION;
}

/** An event that was written: its id, its entry and the signed promise that it will be in the log. */
export class Recorded {
  readonly eventId: AuditEvent['eventId'];
  #receipt: Uint8Array | null = null;

  constructor(
    private readonly node: NodeIdentity,
    private readonly written: AuditEvent,
    private readonly made: MadeEntry,
  ) {
    this.eventId = written.eventId;
  }

  get leafHash(): Uint8Array {
    return this.made.leafHash;
  }

  get payload(): Uint8Array {
    return this.made.payload;
  }

  get salt(): Uint8Array {
    return this.made.salt;
  }

  get receipt(): Uint8Array {
    this.#receipt ??= this.node.promise(idToBytes(this.eventId), this.leafHash, this.written.timestampUs);
    return this.#receipt;
  }
}
