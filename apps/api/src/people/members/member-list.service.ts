import { Injectable } from '@nestjs/common';
import { parseId, TLP, type Id } from '@sealbridge/vocabulary';
import { sha256, utf8 } from '@sealbridge/sodium';

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
import { conflict, invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';

import { MemberListRepository, type MemberRow } from './member-list.repository.js';
import {
  EnableMemberPayload,
  type EnableMemberInput,
  type OrganisationMember,
  type OrganisationMemberConnection,
} from './member-list.types.js';

const LIST = 'members';

/** Members of an organisation, for its administrators. */
@Injectable()
export class MemberListService {
  constructor(
    private readonly access: Access,
    private readonly members: MemberListRepository,
    private readonly idempotency: IdempotencyRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by administrators; shows who was not removed. */
  async list(caller: Caller, page: PageArgs): Promise<OrganisationMemberConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(page);
    const after = this.#after(organisation, page);
    const outcome = await this.access.perform(caller, {
      action: 'member.list',
      resource: () => Promise.resolve({ type: 'Member', list: true }),
      work: (permit, tx) => this.members.page(tx, permit.member.org, after, size + 1),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => ({
      cursor: this.cursors.sealKey(LIST, organisation, [row.member]),
      node: memberType(row),
    }));
  }

  /** May be called by administrators, for somebody who was not seen for too long. Anybody else's standing is not theirs to change. */
  enable(caller: Caller, { clientMutationId, member }: EnableMemberInput): Promise<EnableMemberPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      const id = parseId(member);
      if (id === null) throw new Rejected(invalid('E_ID', 'not an id', 'member'));
      const outcome = await this.access.perform(caller, {
        action: 'member.enable',
        reach: 'directory',
        detail: { object: { type: 'member', id, version: null, hash: null }, idempotencyKey: clientMutationId },
        resource: async (tx) => {
          const org = await this.members.organisation(tx, id);
          return org === null ? null : { type: 'Member', attributes: { org, member: id } };
        },
        work: async (_permit, tx) => {
          const claim = await this.idempotency.claim(tx, {
            device,
            operation: 'enableMember',
            key: clientMutationId,
            requestSha256: sha256(utf8(id)),
            resultIds: [id],
          });
          if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
          if (claim === 'again') return;
          if (!(await this.members.enable(tx, id))) throw new Refusal('wrong_state');
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(EnableMemberPayload, { clientMutationId, member: id });
    });
  }

  #after(organisation: Id, { after }: PageArgs): Id | null {
    if (after === undefined || after === null) return null;
    const [member] = this.cursors.openKey(LIST, organisation, after) ?? [];
    const id = typeof member === 'string' ? parseId(member) : null;
    if (id === null) throw new ApiError('BAD_USER_INPUT');
    return id;
  }
}

function memberType({ clearance, ...row }: MemberRow): OrganisationMember {
  return {
    ...row,
    roles: [...row.roles],
    unitHandles: [...row.unitHandles],
    jurisdictions: [...row.jurisdictions],
    devices: [...row.devices],
    clearance: TLP[clearance] ?? 'CLEAR',
  };
}
