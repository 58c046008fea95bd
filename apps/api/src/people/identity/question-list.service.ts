import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Permit } from '../../access/permit.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { pageOf, pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';

import { IdentityRepository, type QuestionRow } from './identity.repository.js';
import type { IdentityQuestion, IdentityQuestionConnection } from './identity.types.js';

const ASKED = 'identity-asked';
const RECEIVED = 'identity-received';

/** Questions who stands behind a role handle, without names. */
@Injectable()
export class QuestionListService {
  constructor(
    private readonly access: Access,
    private readonly questions: IdentityRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by any member; shows the member's own questions. */
  asked(caller: Caller, page: PageArgs): Promise<IdentityQuestionConnection> {
    return this.#list(caller, page, { action: 'identity.read', list: ASKED }, (permit, tx, after, limit) =>
      this.questions.of(tx, permit.member.member, after, limit),
    );
  }

  /** May be called by custodians; shows the questions to their organisation, but not those about themselves, under any handle. */
  received(caller: Caller, page: PageArgs): Promise<IdentityQuestionConnection> {
    return this.#list(
      caller,
      page,
      { action: 'identity.list', list: RECEIVED },
      async ({ member }, tx, after, limit) => {
        const notAbout = await this.questions.handlesOf(tx, member.member);
        return this.questions.to(tx, member.org, { after, limit, notAbout });
      },
    );
  }

  async #list(
    caller: Caller,
    page: PageArgs,
    { action, list }: Listing,
    read: Read,
  ): Promise<IdentityQuestionConnection> {
    const { member } = sessionOf(caller);
    const size = pageSize(page);
    const after = this.#after(list, member, page);
    const outcome = await this.access.perform(caller, {
      action,
      resource: () => Promise.resolve({ type: 'Reveal', list: true }),
      work: (permit, tx) => read(permit, tx, after, size + 1),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => ({
      cursor: this.cursors.seal(list, member, BigInt(row.row)),
      node: questionType(row),
    }));
  }

  #after(list: string, member: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(list, member, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }
}

interface Listing {
  readonly action: 'identity.read' | 'identity.list';
  readonly list: string;
}

type Read = (permit: Permit, tx: Transaction, after: bigint | null, limit: number) => Promise<QuestionRow[]>;

/** A question as the API shows it. */
export function questionType({
  row: _row,
  orgId: _orgId,
  readable: _readable,
  ...fields
}: QuestionRow): IdentityQuestion {
  return fields;
}
