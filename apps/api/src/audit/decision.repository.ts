import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

/** An entry of the log with what its decision was made on. */
export interface DecisionRow {
  readonly index: number;
  readonly eventId: Id;
  readonly leafHash: Buffer;
  readonly payload: Buffer;
  readonly salt: Buffer;
  readonly aboutOrg: Id | null;
  readonly snapshot: Buffer | null;
  readonly snapshotSalt: Buffer | null;
}

const DECISION = {
  name: 'decision',
  text: `select e.leaf_index::float8 as index, e.event_id as "eventId", e.leaf_hash as "leafHash", e.payload, e.salt,
      e.about_org as "aboutOrg", s.attrs as snapshot, s.salt as "snapshotSalt"
    from audit_event e left join audit_attrs s on s.event_id = e.event_id where e.event_id = $1 limit 1`,
};

const POLICY_TEXT = { name: 'decision-policy-text', text: 'select text from policy_text where hash = $1' };

/** What decisions were made on. */
@Injectable()
export class DecisionRepository {
  /** The decision of an event that has its leaf and shows in this context, or null. */
  async decision(tx: Transaction, eventId: Id): Promise<DecisionRow | null> {
    const [row] = await tx.query<DecisionRow>(DECISION, [eventId]);
    return row ?? null;
  }

  /** The text of a policy that was in force, by its hash, or null. */
  async policyText(tx: Transaction, hash: Uint8Array): Promise<string | null> {
    const [row] = await tx.query<{ text: string }>(POLICY_TEXT, [hash]);
    return row?.text ?? null;
  }
}
