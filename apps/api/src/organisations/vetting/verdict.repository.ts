import { Injectable } from '@nestjs/common';
import type { ConflictRelation, Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import type { InterestRow, VerdictRow } from './application.rows.js';
import {
  ADD_INTEREST,
  ADD_VERDICT,
  CONFLICTED,
  INTERESTS_IN,
  INTERESTS_OF,
  ORGANISATIONS_BY_HANDLE,
  VERDICTS_OF_ROUND,
} from './verdict.sql.js';

/** Interests in one organisation that a file shows; there are few stewards. */
const MAX_INTERESTS_SHOWN = 100;

/** A verdict to be kept. */
export type NewVerdict = Omit<
  VerdictRow,
  'inForce' | 'madeAt' | 'hash' | 'evidenceSet' | 'admitHash' | 'admitSignature'
> & {
  readonly hash: Uint8Array;
  readonly evidenceSet: Uint8Array;
  readonly admitHash: Uint8Array | null;
  readonly admitSignature: Uint8Array | null;
};

/** After which interest a page goes on. */
export interface InterestPage {
  readonly after: { readonly handle: string; readonly relation: string };
  readonly limit: number;
}

/** Verdicts of stewards and the interests they declared. */
@Injectable()
export class VerdictRepository {
  /** Keeps a verdict. */
  async add(tx: Transaction, application: Id, verdict: NewVerdict): Promise<void> {
    const { hash, round, stage, member, device, seat, evidenceSet, conflict, admitHash, admitSignature } = verdict;
    const findings = JSON.stringify(verdict.findings);
    const values = [hash, application, round, stage, verdict.verdict, member, device, seat, evidenceSet, conflict];
    await tx.query(ADD_VERDICT, [...values, findings, admitHash, admitSignature]);
  }

  /** The verdicts of a round in the order they were given. */
  ofRound(tx: Transaction, application: Id, round: number): Promise<VerdictRow[]> {
    return tx.query<VerdictRow>(VERDICTS_OF_ROUND, [application, round]);
  }

  /** Whether a steward has an interest in the organisation with this id, admitted or not. */
  async isConflicted(tx: Transaction, member: Id, org: Id): Promise<boolean> {
    const [row] = await tx.query<{ conflicted: boolean }>(CONFLICTED, [member, org]);
    return row?.conflicted ?? true;
  }

  /** The interests that stewards declared in an organisation. */
  interestsIn(tx: Transaction, org: Id): Promise<InterestRow[]> {
    return tx.query<InterestRow>(INTERESTS_IN, [org, MAX_INTERESTS_SHOWN]);
  }

  /** Ids of the organisation of this handle and of every application for the handle. */
  async organisationsOf(tx: Transaction, handle: string): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(ORGANISATIONS_BY_HANDLE, [handle]);
    return rows.map(({ id }) => id);
  }

  /** Declares an interest; declaring it again changes nothing. */
  async declare(
    tx: Transaction,
    member: Id,
    { orgs, handle, relation }: { readonly orgs: readonly Id[]; readonly handle: string; relation: ConflictRelation },
  ): Promise<void> {
    await tx.query(ADD_INTEREST, [member, orgs, relation, handle]);
  }

  /** The interests one steward declared, by handle and relation. */
  interestsOf(tx: Transaction, member: Id, { after, limit }: InterestPage): Promise<InterestRow[]> {
    return tx.query<InterestRow>(INTERESTS_OF, [member, after.handle, after.relation, limit]);
  }
}
