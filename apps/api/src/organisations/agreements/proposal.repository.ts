import { Injectable } from '@nestjs/common';
import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import {
  type AgreementRecord,
  agreementRecord,
  MAX_AGREEMENT_RECORD_BYTES,
  parseAgreementRecord,
  writeAgreementRecord,
} from '@sealbridge/directory';
import { type Id, idFromBytes } from '@sealbridge/vocabulary';

import type { Permit } from '../../access/permit.js';
import type { Transaction } from '../../platform/database/transaction.js';

import { signedBytes } from './agreement.repository.js';
import {
  ADD_PROPOSAL,
  CLOSE_PROPOSAL,
  OPEN_PROPOSAL_PAGES,
  PROPOSAL,
  PROPOSAL_BY_HASH,
  PROPOSAL_BY_ID,
  PROPOSAL_PAGES,
  proposalsOf,
  SETTLE_PROPOSALS,
  SIGN_PROPOSAL,
} from './agreement.sql.js';
import { pageStatement, type ListPage } from './list-page.js';

const ID_BYTES = 16;

/** `open` until both have signed, somebody withdraws it, or another version comes first. */
export type ProposalState = 'open' | 'in_force' | 'withdrawn' | 'superseded';

/** A next version that not all have signed, or what became of it. */
export interface StoredProposal {
  readonly row: string;
  readonly id: Id;
  readonly agreementId: Id;
  readonly version: number;
  readonly versionHash: Uint8Array;
  readonly orgs: readonly [Id, Id];
  /** Those of the parties that have signed. */
  readonly signedBy: readonly Id[];
  readonly state: ProposalState;
  readonly proposedBy: Id;
  readonly proposedAt: Date;
  readonly closedAt: Date | null;
  /** The agreement record with the signatures there are. */
  readonly record: Uint8Array;
}

/** The id of a proposal follows from its bytes: the first half of its agreement_version_hash. */
export function proposalId(hash: Uint8Array): Id {
  return idFromBytes(hash.slice(0, ID_BYTES));
}

/** Proposals, open and settled. */
@Injectable()
export class ProposalRepository {
  /** A page of the proposals that policy shows, newest first; open ones alone, or all. */
  async page(tx: Transaction, permit: Permit, page: ListPage, open: boolean): Promise<StoredProposal[]> {
    const ways = open ? OPEN_PROPOSAL_PAGES : PROPOSAL_PAGES;
    const { statement, values } = pageStatement(ways, proposalsOf, permit, page);
    return (await tx.query<ProposalRow>(statement, values)).map(storedProposal);
  }

  /** The proposal of these terms, held until the transaction ends; null when nobody proposed them. */
  async byHash(tx: Transaction, hash: Uint8Array): Promise<StoredProposal | null> {
    const [row] = await tx.query<ProposalRow>(PROPOSAL_BY_HASH, [hash]);
    return row === undefined ? null : storedProposal(row);
  }

  /** The proposal with this id as it is; null when there is none. */
  async find(tx: Transaction, id: Id): Promise<StoredProposal | null> {
    const [row] = await tx.query<ProposalRow>(PROPOSAL, [id]);
    return row === undefined ? null : storedProposal(row);
  }

  /** The proposal with this id, held until the transaction ends; null when there is none. */
  async byId(tx: Transaction, id: Id): Promise<StoredProposal | null> {
    const [row] = await tx.query<ProposalRow>(PROPOSAL_BY_ID, [id]);
    return row === undefined ? null : storedProposal(row);
  }

  /** Opens a proposal without signatures. False when the agreement has an open one already. */
  async add(tx: Transaction, { agreement, hash, bytes }: AgreementRecord, proposedBy: Id): Promise<boolean> {
    const [orgA, orgB] = agreement.orgs;
    if (orgA === undefined || orgB === undefined) throw new Error('an agreement has two parties');
    const about = [proposalId(hash), agreement.agreement, agreement.version, hash];
    const rows = await tx.query(ADD_PROPOSAL, [...about, orgA, orgB, bytes, encode([]), proposedBy]);
    return rows.length === 1;
  }

  /** Adds the signatures of one party and gives the record as it is then. */
  async sign(tx: Transaction, proposal: StoredProposal, signed: AgreementRecord, org: Id): Promise<Uint8Array> {
    const before = parseAgreementRecord(proposal.record);
    const record = writeAgreementRecord(agreementRecord(before.bytes, [...before.signatures, ...signed.signatures]));
    const signatures = readItems(decodeStrict(record, { maxBytes: MAX_AGREEMENT_RECORD_BYTES })).value(1);
    await tx.query(SIGN_PROPOSAL, [proposal.id, encode(signatures), org]);
    return record;
  }

  /** Closes an open proposal. */
  async withdraw(tx: Transaction, id: Id): Promise<void> {
    await tx.query(CLOSE_PROPOSAL, [id, 'withdrawn']);
  }

  /** Settles the open proposals of an agreement of which a version with this hash came into force. */
  async settle(tx: Transaction, agreement: Id, hash: Uint8Array): Promise<void> {
    await tx.query(SETTLE_PROPOSALS, [agreement, hash]);
  }
}

type ProposalRow = Omit<StoredProposal, 'orgs' | 'record'> & {
  readonly orgA: Id;
  readonly orgB: Id;
  readonly body: Uint8Array;
  readonly signatures: Uint8Array;
};

function storedProposal({ orgA, orgB, body, signatures, ...rest }: ProposalRow): StoredProposal {
  return { ...rest, orgs: [orgA, orgB], record: signedBytes(body, signatures) };
}
