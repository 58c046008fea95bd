import { Injectable } from '@nestjs/common';
import { IDENTITY_READ_HOURS, type Id, type OrgKind, type Purpose } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import {
  ANSWER,
  ASK,
  COUNT_OPEN,
  HANDLES_OF_PERSON,
  ONE_QUESTION,
  QUESTIONS_OF,
  QUESTIONS_TO,
  SUBJECT,
} from './identity.sql.js';

/** A question as it is stored. Handles are null where the context does not see the organisation. */
export interface QuestionRow {
  readonly row: string;
  readonly id: Id;
  readonly orgId: Id;
  readonly member: Id;
  readonly organisationHandle: string | null;
  readonly askedBy: Id;
  readonly askingHandle: string | null;
  readonly purpose: Purpose;
  readonly caseRef: string;
  readonly justification: string;
  readonly askedAt: Date;
  readonly state: 'open' | 'granted' | 'refused';
  readonly answerReason: string | null;
  readonly answeredAt: Date | null;
  readonly readableUntil: Date | null;
  /** Whether the name may be read now; null before a grant. */
  readonly readable: boolean | null;
}

/** Where a member belongs. */
export interface SubjectRow {
  readonly org: Id;
  readonly orgKind: OrgKind;
}

/** A question to be written. */
export interface NewQuestion {
  readonly id: Id;
  readonly org: Id;
  readonly member: Id;
  readonly askerOrg: Id;
  readonly asker: Id;
  readonly purpose: Purpose;
  readonly caseRef: string;
  readonly justification: string;
}

/** Which questions to an organisation. */
export interface QuestionsTo {
  readonly after: bigint | null;
  readonly limit: number;
  /** Questions about these members are left out. */
  readonly notAbout: readonly Id[];
}

/** Questions who stands behind a role handle. */
@Injectable()
export class IdentityRepository {
  /** Where a member belongs, or null when the context sees no such member. */
  async subject(tx: Transaction, member: Id): Promise<SubjectRow | null> {
    const [row] = await tx.query<SubjectRow>(SUBJECT, [member]);
    return row ?? null;
  }

  /** Every handle that the person behind one has had, itself too: whoever is renewed under another handle is the same person. */
  async handlesOf(tx: Transaction, member: Id): Promise<Id[]> {
    const rows = await tx.query<{ id: Id }>(HANDLES_OF_PERSON, [member]);
    return rows.map(({ id }) => id);
  }

  /** How many questions of a member wait for an answer, counted up to `limit`. */
  async open(tx: Transaction, member: Id, limit: number): Promise<number> {
    const [row] = await tx.query<{ count: number }>(COUNT_OPEN, [member, limit]);
    return row?.count ?? 0;
  }

  /** Writes a question; false when one of this id was written meanwhile. */
  async ask(tx: Transaction, question: NewQuestion): Promise<boolean> {
    const { id, org, member, askerOrg, asker, purpose, caseRef, justification } = question;
    const values = [id, org, member, askerOrg, asker, purpose, caseRef, justification];
    return (await tx.query(ASK, values)).length === 1;
  }

  /** One question, or null when the context sees none of this id. */
  async one(tx: Transaction, id: Id): Promise<QuestionRow | null> {
    const [row] = await tx.query<QuestionRow>(ONE_QUESTION, [id]);
    return row ?? null;
  }

  /** Questions to an organisation, newest first, after this row. */
  to(tx: Transaction, org: Id, { after, limit, notAbout }: QuestionsTo): Promise<QuestionRow[]> {
    return tx.query<QuestionRow>(QUESTIONS_TO, [org, after === null ? null : after.toString(), limit, notAbout]);
  }

  /** Questions of a member, newest first, after this row. */
  of(tx: Transaction, member: Id, after: bigint | null, limit: number): Promise<QuestionRow[]> {
    return tx.query<QuestionRow>(QUESTIONS_OF, [member, after === null ? null : after.toString(), limit]);
  }

  /** Answers a question; false when it has an answer. */
  async answer(tx: Transaction, id: Id, by: Id, answer: { grant: boolean; reason: string }): Promise<boolean> {
    const values = [id, answer.grant ? 'granted' : 'refused', answer.reason, by, IDENTITY_READ_HOURS];
    return (await tx.query(ANSWER, values)).length === 1;
  }
}
