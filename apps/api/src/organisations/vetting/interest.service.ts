import { Injectable } from '@nestjs/common';
import { isHandle } from '@sealbridge/directory';
import { CONFLICT_RELATIONS, type ConflictRelation } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { asType } from '../../platform/graphql/as-type.js';
import { pageOf, pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';
import { invalid, refused, type Failure } from '../../platform/graphql/user-error.js';

import { StewardInterest, type InterestConnection } from './application.types.js';
import { DeclareInterestPayload, type DeclareInterestInput } from './statement.types.js';
import { VerdictRepository } from './verdict.repository.js';

const LIST = 'interests';

/** Interests that stewards declare: who has one decides nothing about the organisation any more. */
@Injectable()
export class InterestService {
  constructor(
    private readonly access: Access,
    private readonly verdicts: VerdictRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by stewards, for themselves. The same interest twice is one. */
  declare(caller: Caller, input: DeclareInterestInput): Promise<DeclareInterestPayload | Failure> {
    return orRejected(async () => {
      const { member } = sessionOf(caller);
      const { handle, relation } = await this.access.read(caller, 'interest.declare', () => parse(input));
      const outcome = await this.access.perform(caller, {
        action: 'interest.declare',
        detail: { idempotencyKey: input.clientMutationId },
        resource: () => Promise.resolve({ type: 'Interest', attributes: { member } }),
        work: async (_permit, tx) => {
          const orgs = await this.verdicts.organisationsOf(tx, handle);
          if (orgs.length === 0) throw new Refusal('not_permitted');
          await this.verdicts.declare(tx, member, { orgs, handle, relation });
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const interest = asType(StewardInterest, { member, handle, relation, declaredAt: new Date() });
      return asType(DeclareInterestPayload, { clientMutationId: input.clientMutationId, interest });
    });
  }

  /** May be called by stewards; shows their own. */
  async own(caller: Caller, page: PageArgs): Promise<InterestConnection> {
    const { member } = sessionOf(caller);
    const size = pageSize(page);
    const [handle, relation] = this.#after(member, page);
    const outcome = await this.access.perform(caller, {
      action: 'interest.read',
      resource: () => Promise.resolve({ type: 'Interest', attributes: { member } }),
      work: (_permit, tx) => this.verdicts.interestsOf(tx, member, { after: { handle, relation }, limit: size + 1 }),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => ({
      cursor: this.cursors.sealKey(LIST, member, [row.handle, row.relation]),
      node: asType(StewardInterest, row),
    }));
  }

  #after(member: Parameters<SealedCursor['openKey']>[1], { after }: PageArgs): readonly [string, string] {
    if (after === undefined || after === null) return ['', ''];
    const [handle, relation] = this.cursors.openKey(LIST, member, after) ?? [];
    if (typeof handle !== 'string' || typeof relation !== 'string') throw new ApiError('BAD_USER_INPUT');
    return [handle, relation];
  }
}

function parse({ handle, relation }: DeclareInterestInput): { handle: string; relation: ConflictRelation } {
  const known = CONFLICT_RELATIONS.find((candidate) => candidate === relation);
  if (known === undefined) throw new Rejected(invalid('E_FIELD', 'not a relation', 'relation'));
  if (!isHandle(handle)) throw new Rejected(invalid('E_FIELD', 'not a handle', 'handle'));
  return { handle, relation: known };
}
