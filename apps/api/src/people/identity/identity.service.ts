import { Injectable } from '@nestjs/common';
import type { Resource } from '@sealbridge/policy';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { EntryDetail } from '../../access/act.js';
import type { Caller } from '../../access/caller.js';
import { PARTNERS_ALONE } from '../../access/own-agreements.js';
import type { Permit } from '../../access/permit.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure, type Refused } from '../../platform/graphql/user-error.js';

import { checkQuestion, MAX_OPEN_QUESTIONS, questionId, requireReason } from './identity-rules.js';
import { IdentityRepository, type NewQuestion, type QuestionRow, type SubjectRow } from './identity.repository.js';
import { questionType } from './question-list.service.js';
import {
  AnswerIdentityPayload,
  AskIdentityPayload,
  RevealedIdentity,
  type AnswerIdentityInput,
  type AskIdentityInput,
} from './identity.types.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Detail = Mutable<Partial<EntryDetail>>;

/**
 * Who stands behind a role handle. Across the border people are handles; a name passes only after a question with a reason, an
 * answer by a custodian of the handle's organisation who is not the person concerned, and then for a day. Every step is an entry
 * about that organisation. The entries name the question and not the handle: the log of the organisation is read by its members.
 */
@Injectable()
export class IdentityService {
  constructor(
    private readonly access: Access,
    private readonly questions: IdentityRepository,
    private readonly directory: DirectoryStateService,
    private readonly notices: NoticeService,
  ) {}

  /** May be called by members about handles whose chain they may read, their own organisation's excepted. */
  ask(caller: Caller, input: AskIdentityInput): Promise<AskIdentityPayload | Failure> {
    return orRejected(async () => {
      const { device, member: asker } = sessionOf(caller);
      const { purpose, written } = await this.access.read(caller, 'identity.ask', () => checkQuestion(input));
      const member = idOf(input.member, 'member');
      const id = questionId(device, input.clientMutationId);
      const detail: Detail = { ...about(id), written, idempotencyKey: input.clientMutationId };
      let subject: SubjectRow | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'identity.ask',
        agreements: PARTNERS_ALONE,
        // under which other handles the person stands shows to the own organisation alone, and is needed to tell nobody concerned
        reach: 'directory',
        purpose,
        detail,
        resource: async (tx) => {
          subject = await this.questions.subject(tx, member);
          return subject === null ? null : revealResource(asker, subject.org, member);
        },
        work: async (permit, tx) => {
          const { org } = requireVisible(permit, existing(subject));
          detail.aboutOrg = org;
          const { caseRef, justification } = written;
          const asked = { id, org, member, askerOrg: permit.member.org, asker, purpose, caseRef, justification };
          await this.#ask(tx, asked);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(AskIdentityPayload, { clientMutationId: input.clientMutationId, question: id });
    });
  }

  /** May be called by custodians of the organisation asked; never by the person concerned, under whatever handle. */
  answer(caller: Caller, input: AnswerIdentityInput): Promise<AnswerIdentityPayload | Failure> {
    return orRejected(async () => {
      await this.access.read(caller, 'identity.answer', () => requireReason(input));
      const id = idOf(input.question, 'question');
      const detail: Detail = { ...about(id), idempotencyKey: input.clientMutationId };
      let row: QuestionRow | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'identity.answer',
        reach: 'directory',
        purpose: () => row?.purpose,
        detail,
        resource: async (tx) => {
          row = await this.#question(tx, id, detail);
          return row === null ? null : revealResource(row.askedBy, row.orgId, row.member);
        },
        work: (permit, tx) => this.#answer(permit, tx, existing(row), input),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      return asType(AnswerIdentityPayload, { clientMutationId, question: questionType(outcome.value) });
    });
  }

  /** May be called by whoever asked, for a day after it was granted and while they may read the chain of the organisation. */
  async reveal(caller: Caller, question: string): Promise<RevealedIdentity | Refused> {
    const id = parseId(question) ?? NO_QUESTION;
    const detail: Detail = about(id);
    let row: QuestionRow | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'identity.read',
      agreements: PARTNERS_ALONE,
      reach: 'directory',
      purpose: () => row?.purpose,
      detail,
      resource: async (tx) => {
        row = await this.#question(tx, id, detail);
        return row === null ? null : revealResource(row.askedBy, row.orgId, row.member);
      },
      work: (permit, tx) => this.#reveal(permit, tx, existing(row)),
    });
    return outcome.ok ? asType(RevealedIdentity, outcome.value) : refused(outcome.reason, outcome.ref);
  }

  async #ask(tx: Transaction, asked: NewQuestion): Promise<void> {
    const before = await this.questions.one(tx, asked.id);
    if (before !== null) {
      if (!isSame(before, asked)) throw new Rejected(conflict('the key stands for another request'));
      return;
    }
    if ((await this.questions.open(tx, asked.asker, MAX_OPEN_QUESTIONS)) === MAX_OPEN_QUESTIONS) {
      throw new Rejected(invalid('E_LIMIT', 'too many of your questions wait for an answer', 'member'));
    }
    if (!(await this.questions.ask(tx, asked))) return this.#ask(tx, asked);
    // whoever is asked about is not to hear of it before a colleague has looked
    const besides = await this.questions.handlesOf(tx, asked.member);
    const to = { org: asked.org, right: 'identity.reveal', besides } as const;
    await this.notices.raise(tx, { kind: 'identity_asked', to, object: { type: 'reveal', id: asked.id } });
  }

  async #answer(permit: Permit, tx: Transaction, row: QuestionRow, input: AnswerIdentityInput): Promise<QuestionRow> {
    const { member } = permit.member;
    const handles = await this.questions.handlesOf(tx, row.member);
    if (handles.includes(member)) throw new Refusal('conflict_of_interest');
    const isFirst = await this.questions.answer(tx, row.id, member, input);
    const stored = await this.questions.one(tx, row.id);
    if (stored === null) throw new Error('the question is gone');
    const asAsked = stored.state === (input.grant ? 'granted' : 'refused') && stored.answerReason === input.reason;
    if (!isFirst && !asAsked) throw new Refusal('wrong_state');
    if (isFirst) await this.#tell(tx, row);
    return stored;
  }

  /** Whoever asked is told that there is an answer, once. */
  async #tell(tx: Transaction, { id, askedBy }: QuestionRow): Promise<void> {
    const object = { type: 'reveal', id } as const;
    await this.notices.raise(tx, { kind: 'identity_asked', to: { member: askedBy }, object, occasion: 'answered' });
  }

  async #reveal(permit: Permit, tx: Transaction, row: QuestionRow): Promise<RevealedIdentity> {
    const subject = await this.questions.subject(tx, row.member);
    requireVisible(permit, existing(subject));
    if (row.state !== 'granted' || row.readableUntil === null) throw new Refusal('wrong_state');
    if (row.readable !== true) throw new Refusal('expired');
    const person = (await this.directory.committed(tx))?.members.get(row.member)?.person ?? null;
    if (person === null) throw new Refusal('wrong_state');
    return { question: row.id, member: row.member, name: person.name, readableUntil: row.readableUntil };
  }

  async #question(tx: Transaction, id: Id, detail: Detail): Promise<QuestionRow | null> {
    const row = await this.questions.one(tx, id);
    if (row !== null) detail.aboutOrg = row.orgId;
    return row;
  }
}

/** Nothing has this id: text that is no id is answered like an unknown one. */
const NO_QUESTION = '00000000-0000-0000-0000-000000000000' as Id;

function about(id: Id): Detail {
  return { object: { type: 'identity', id, version: null, hash: null } };
}

function idOf(text: string, path: string): Id {
  const id = parseId(text);
  if (id === null) throw new Rejected(invalid('E_ID', 'not an id', path));
  return id;
}

function isSame(before: QuestionRow, asked: NewQuestion): boolean {
  const { member, purpose, caseRef, justification } = asked;
  const isReason = before.purpose === purpose && before.caseRef === caseRef && before.justification === justification;
  return isReason && before.member === member;
}

/** `visible` is decided in the act, by the rule for reading the organisation's chain. */
function revealResource(asker: Id, org: Id, member: Id): Resource {
  return { type: 'Reveal', attributes: { asker, org, member, visible: true } };
}

/** Names of the own organisation are in its own directory; of others only those whose chain the caller may read. */
function requireVisible(permit: Permit, subject: SubjectRow): SubjectRow {
  if (subject.org === permit.member.org) throw new Refusal('not_permitted');
  permit.require('directory.read', { type: 'Organisation', attributes: { org: subject.org, kind: subject.orgKind } });
  return subject;
}

function existing<T>(found: T | null): T {
  if (found === null) throw new Error('an act on nothing was permitted');
  return found;
}
