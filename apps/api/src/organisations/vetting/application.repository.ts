import { Injectable } from '@nestjs/common';
import type { Id, VettingEvidence, VettingState } from '@sealbridge/vocabulary';

import type { Permit } from '../../access/permit.js';
import { named } from '../../platform/database/statement.js';
import type { Transaction } from '../../platform/database/transaction.js';

import type {
  ApplicationRow,
  EvidenceRow,
  NewApplication,
  StatementRow,
  StoredState,
  SubjectRow,
} from './application.rows.js';
import {
  ADD_APPLICATION,
  ADD_STATEMENT,
  CONFUSABLE,
  COUNT_OPEN,
  END_INSIDE,
  EVIDENCE,
  EVIDENCE_HASHES,
  FIND_STATEMENT,
  LOCK_APPLICATION,
  LOCK_BY_ADMISSION,
  MOVE_APPLICATION,
  ONE_APPLICATION,
  OPEN_OF_SUBJECT,
  pageText,
  PUT_EVIDENCE,
  SET_ADMISSION,
  STATE_FILTERS,
  STATEMENTS,
  SUBJECT,
} from './application.sql.js';

/** Fields of the policy's Application, as columns. */
const POLICY_COLUMNS = {
  org: { expression: 'a.org_id', type: 'uuid' },
  decided: { expression: `(a.kind <> 'organisation' or a.state in ('provisional', 'active'))`, type: 'boolean' },
} as const;

/** What of a file changes with a transition. */
export type Movement = Pick<ApplicationRow, 'state' | 'round' | 'attesting'> & { readonly evidenceSet: Uint8Array };

/** One item of evidence as it is submitted. */
export interface Submission {
  readonly kind: VettingEvidence;
  readonly note: boolean;
  readonly documentSha256: Uint8Array | null;
}

/** A statement to be kept. */
export type NewStatement = Omit<StatementRow, 'hash' | 'record'> & {
  readonly hash: Uint8Array;
  readonly record: Uint8Array;
  /** Who gave a verdict; null for what applicants say. */
  readonly steward: Id | null;
};

/** Which page of the applications. */
export interface ApplicationPage {
  readonly state: VettingState | null;
  readonly after: bigint | null;
  readonly limit: number;
}

/** Applications, their statements and their evidence. */
@Injectable()
export class ApplicationRepository {
  /** The application, whose row is held until the transaction ends; null when there is none. */
  async lock(tx: Transaction, id: Id): Promise<ApplicationRow | null> {
    const [row] = await tx.query<ApplicationRow>(LOCK_APPLICATION, [id]);
    return row ?? null;
  }

  /** The application whose verifiers signed the admission with this event_hash, held; null when there is none. */
  async lockByAdmission(tx: Transaction, eventHash: Uint8Array): Promise<ApplicationRow | null> {
    const [row] = await tx.query<ApplicationRow>(LOCK_BY_ADMISSION, [eventHash]);
    return row ?? null;
  }

  /** The application, or null when there is none the context may see. */
  async one(tx: Transaction, id: Id): Promise<ApplicationRow | null> {
    const [row] = await tx.query<ApplicationRow>(ONE_APPLICATION, [id]);
    return row ?? null;
  }

  /** The applications that policy shows, newest first. */
  page(tx: Transaction, permit: Permit, { state, after, limit }: ApplicationPage): Promise<ApplicationRow[]> {
    const filter = filterOf(state);
    const own = [after === null ? null : after.toString(), limit, ...(state === null ? [] : [state])];
    const policy = permit.condition(POLICY_COLUMNS, own.length + 1);
    const text = pageText(policy.text, STATE_FILTERS[filter]);
    return tx.query<ApplicationRow>(named(`applications-${filter}`, text), [...own, ...policy.values]);
  }

  /** Adds an application; false when the id is taken. */
  async add(tx: Transaction, made: NewApplication): Promise<boolean> {
    const { id, kind, profile, org, subject, handle, country, name, rootKeys, skeletons, evidenceSet } = made;
    const values = [id, kind, profile, org, subject, handle, country, name, rootKeys, skeletons, evidenceSet];
    return (await tx.query(ADD_APPLICATION, values)).length === 1;
  }

  /** Moves the file on. */
  async move(tx: Transaction, id: Id, { state, round, attesting, evidenceSet }: Movement): Promise<void> {
    await tx.query(MOVE_APPLICATION, [id, state, round, attesting, evidenceSet]);
  }

  /** Ends the applications of every unit and liaison of an organisation. */
  async endInside(tx: Transaction, org: Id): Promise<void> {
    await tx.query(END_INSIDE, [org]);
  }

  /** Keeps the admission that the verifiers sign; the one of verdicts that are void goes. */
  async setAdmission(tx: Transaction, id: Id, hash: Uint8Array, leaf: Uint8Array, body: Uint8Array): Promise<void> {
    await tx.query(SET_ADMISSION, [id, hash, leaf, body]);
  }

  /** How many organisations wait for admission that somebody touched in the last `days`; counted up to `most`. */
  async countOpen(tx: Transaction, days: number, most: number): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT_OPEN, [days, most]);
    return row?.count ?? 0;
  }

  /** The unit or member of this organisation, or null; of one that has ended, null. */
  async subject(tx: Transaction, kind: 'unit' | 'liaison', id: Id, org: Id): Promise<SubjectRow | null> {
    const [row] = await tx.query<SubjectRow>(SUBJECT[kind], [id, org]);
    return row ?? null;
  }

  /** Whether a unit or member has an application that is not ended. */
  async hasOpen(tx: Transaction, subject: Id): Promise<boolean> {
    return (await tx.query(OPEN_OF_SUBJECT, [subject])).length > 0;
  }

  /** Handles of others whose name or handle can be taken for that of this application. */
  async confusable(tx: Transaction, id: Id, skeletons: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ handle: string }>(CONFUSABLE, [id, skeletons]);
    return rows.map(({ handle }) => handle);
  }

  /** Keeps a statement as it was signed. */
  async addStatement(tx: Transaction, application: Id, statement: NewStatement): Promise<void> {
    const { hash, steward, kind, round, record } = statement;
    await tx.query(ADD_STATEMENT, [hash, steward, application, kind, round, record]);
  }

  /**
   * The application in which a statement was taken before; null when it is new. Two stewards can say the very same thing, so a
   * verdict is new for each of them.
   */
  async takenIn(tx: Transaction, hash: Uint8Array, steward: Id | null): Promise<Id | null> {
    const [row] = await tx.query<{ application: Id }>(FIND_STATEMENT, [hash, steward]);
    return row?.application ?? null;
  }

  /** All statements of an application in the order they were taken, as far as the context may see them. */
  statements(tx: Transaction, application: Id): Promise<StatementRow[]> {
    return tx.query<StatementRow>(STATEMENTS, [application]);
  }

  /** Hashes of the evidence statements of a round. */
  async evidenceHashes(tx: Transaction, application: Id, round: number): Promise<Uint8Array[]> {
    const rows = await tx.query<{ hash: Buffer }>(EVIDENCE_HASHES, [application, round]);
    return rows.map(({ hash }) => new Uint8Array(hash));
  }

  /** Notes the newest submission of a kind of evidence. */
  async putEvidence(tx: Transaction, application: Id, round: number, item: Submission): Promise<void> {
    await tx.query(PUT_EVIDENCE, [application, round, item.kind, item.note, item.documentSha256]);
  }

  /** The newest submissions of a round, by kind. */
  evidence(tx: Transaction, application: Id, round: number): Promise<EvidenceRow[]> {
    return tx.query<EvidenceRow>(EVIDENCE, [application, round]);
  }
}

function filterOf(state: VettingState | null): keyof typeof STATE_FILTERS {
  if (state === null) return 'all';
  if (state === 'suspended') return 'suspended';
  return isDecided(state) ? 'decided' : 'waiting';
}

const isDecided = (state: StoredState): boolean => state === 'provisional' || state === 'active';
