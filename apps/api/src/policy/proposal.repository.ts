import { Injectable } from '@nestjs/common';
import { type RulesRecord, rulesProposalId, writeRulesRecord } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import {
  ADD_PROPOSAL,
  COUNT_OPEN,
  OPEN_PROPOSALS,
  PROPOSAL,
  PROPOSALS,
  SETTLE_PROPOSALS,
  SIGN_PROPOSAL,
  WITHDRAW_PROPOSAL,
} from './policy.sql.js';

/** `open` until it is adopted, somebody withdraws it, or another record comes first. */
export type PolicyProposalState = 'open' | 'adopted' | 'withdrawn' | 'superseded';

/** A statement on its way to two signatures, or what became of it. */
export interface StoredProposal {
  readonly row: string;
  readonly id: Id;
  /** The statement with the signatures there are. */
  readonly record: Uint8Array;
  /** The members who signed. */
  readonly signedBy: readonly Id[];
  readonly state: PolicyProposalState;
  readonly proposedBy: Id;
  readonly proposedAt: Date;
  readonly closedAt: Date | null;
}

/** Which proposals. */
export interface ProposalPage {
  readonly open: boolean;
  readonly below: bigint | null;
  readonly limit: number;
}

/** Statements about the policy that not all have signed. */
@Injectable()
export class PolicyProposalRepository {
  page(tx: Transaction, { open, below, limit }: ProposalPage): Promise<StoredProposal[]> {
    return tx.query<StoredProposal>(open ? OPEN_PROPOSALS : PROPOSALS, [below === null ? null : String(below), limit]);
  }

  /** The proposal with this id, held until the transaction ends; null when there is none. */
  async byId(tx: Transaction, id: Id): Promise<StoredProposal | null> {
    const [row] = await tx.query<StoredProposal>(PROPOSAL, [id]);
    return row ?? null;
  }

  async countOpen(tx: Transaction): Promise<number> {
    const [row] = await tx.query<{ open: number }>(COUNT_OPEN);
    return row?.open ?? 0;
  }

  async add(tx: Transaction, record: RulesRecord, proposedBy: Id): Promise<void> {
    await tx.query(ADD_PROPOSAL, [rulesProposalId(record.bytes), writeRulesRecord(record), proposedBy]);
  }

  /** Keeps the record as it is with one more signature, of this member. */
  async sign(tx: Transaction, id: Id, record: RulesRecord, member: Id): Promise<void> {
    await tx.query(SIGN_PROPOSAL, [id, writeRulesRecord(record), member]);
  }

  async withdraw(tx: Transaction, id: Id): Promise<void> {
    await tx.query(WITHDRAW_PROPOSAL, [id]);
  }

  /** Settles the open proposals when the statement with this id was adopted. */
  async settle(tx: Transaction, id: Id): Promise<void> {
    await tx.query(SETTLE_PROPOSALS, [id]);
  }
}
