import { Inject, Injectable } from '@nestjs/common';
import { ENTRY_SALT_BYTES, auditEntry, leafHash } from '@sealbridge/transparency';
import { randomBytes } from '@sealbridge/sodium';
import { type Id, idFromBytes } from '@sealbridge/vocabulary';

import type { Statement } from '../platform/database/statement.js';
import type { Transaction } from '../platform/database/transaction.js';
import { NodeIdentity } from './node-identity.js';
import { NodeSequence } from './node-sequence.js';

const ENTRY: Statement = {
  name: 'outbox-entry',
  text: `INSERT INTO audit_outbox (kind, entry, node_id, boot_id, node_seq, node_sig) VALUES ($1, $2, $3, $4, $5, $6)`,
};

const EVENT_HEAD = `
  event AS (
    INSERT INTO audit_outbox (kind, entry, event_id, payload, salt, about_org, node_id, boot_id, node_seq, node_sig)
    VALUES ('audit', $1, $2, $3, $4, $5, $6, $7, $8, $9)),
  snapshot AS (INSERT INTO audit_attrs (event_id, actor_org, salt, attrs) VALUES ($2, $10, $11, $12))`;

const EVENT: Statement = { name: 'outbox-event', text: `WITH ${EVENT_HEAD} SELECT 1` };

const EVENT_WITH_DETAIL: Statement = {
  name: 'outbox-event-detail',
  text: `WITH ${EVENT_HEAD},
  detail AS (
    INSERT INTO audit_detail (event_id, actor_org, case_ref, case_ref_salt, justification, justification_salt)
    VALUES ($2, $10, $13, $14, $15, $16))
  SELECT 1`,
};

/** A directory event, grant set, signed agreement or record about the policy on its way into the log; its bytes are the leaf's bytes. */
export interface LogEntry {
  readonly kind: 'dir' | 'grantset' | 'agreement' | 'policy';
  readonly entry: Uint8Array;
}

/** What a person wrote for an act: kept apart, each with the salt of its commitment (security-corrections C6). */
export interface WrittenDetail {
  readonly caseRef: string;
  readonly caseRefSalt: Uint8Array;
  readonly justification: string;
  readonly justificationSalt: Uint8Array;
}

/** An audit event on its way into the outbox. */
export interface EventRow {
  readonly eventId: Id;
  /** Encodes the payload for the place this row gets among those of the node. */
  readonly encode: (bootId: Uint8Array, nodeSeq: number) => Uint8Array;
  readonly aboutOrg: Id | null;
  readonly actorOrg: Id | null;
  readonly attrs: { readonly salt: Uint8Array; readonly bytes: Uint8Array };
  readonly detail: WrittenDetail | null;
}

/** What an entry is made of: SHA-256("al1" || salt || payload), and the leaf hash it has. */
export interface MadeEntry {
  readonly payload: Uint8Array;
  readonly salt: Uint8Array;
  readonly leafHash: Uint8Array;
}

/** Rows for the log, written in the transaction of what they are about. Nothing here reads or changes a row. */
@Injectable()
export class Outbox {
  /** Entries that are public bytes are counted apart: heartbeats account for payloads alone. */
  private nextEntry = 0;

  constructor(
    @Inject(NodeIdentity) private readonly node: NodeIdentity,
    @Inject(NodeSequence) private readonly sequence: NodeSequence,
  ) {}

  /** Appends such an entry. It becomes a leaf if and only if the transaction commits. */
  async append(tx: Transaction, { kind, entry }: LogEntry): Promise<void> {
    const { nodeId, entryBootId: bootId } = this.node;
    const nodeSeq = this.nextEntry;
    this.nextEntry += 1;
    const signature = this.node.sign(entry, { bootId, nodeSeq });
    await tx.query(ENTRY, [kind, entry, nodeId, idFromBytes(bootId), nodeSeq, signature]);
  }

  /**
   * Appends an audit event: entry, attribute snapshot and, if given, what the person wrote, in one statement that is issued
   * before this returns. Gives what the entry will be made of, and its leaf hash.
   */
  record(tx: Transaction, row: EventRow): { readonly made: MadeEntry; readonly done: Promise<unknown> } {
    const nodeSeq = this.sequence.take(tx);
    const { nodeId, bootId } = this.node;
    const payload = row.encode(bootId, nodeSeq);
    const salt = randomBytes(ENTRY_SALT_BYTES);
    const entry = auditEntry(salt, payload);
    const signature = this.node.sign(payload, { bootId, nodeSeq });
    const { eventId, aboutOrg, actorOrg, attrs, detail } = row;
    const values = [entry, eventId, payload, salt, aboutOrg, nodeId, idFromBytes(bootId), nodeSeq, signature];
    const snapshot = [actorOrg, attrs.salt, attrs.bytes];
    const done =
      detail === null || actorOrg === null
        ? tx.query(EVENT, [...values, ...snapshot])
        : tx.query(EVENT_WITH_DETAIL, [...values, ...snapshot, ...written(detail)]);
    return { made: { payload, salt, leafHash: leafHash(entry) }, done };
  }
}

const written = (detail: WrittenDetail): (string | Uint8Array)[] => [
  detail.caseRef,
  detail.caseRefSalt,
  detail.justification,
  detail.justificationSalt,
];
