import { Injectable } from '@nestjs/common';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import { sessionOf } from '../../access/session-of.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { pageOf, pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';

import { OwnSessionsRepository, type OwnSessionRow, type SessionPlace } from './own-sessions.repository.js';
import type { OwnSession, OwnSessionConnection } from './own-sessions.types.js';

const LIST = 'sessions';

/** The sessions of a member, for that member. */
@Injectable()
export class OwnSessionsService {
  constructor(
    private readonly access: Access,
    private readonly sessions: OwnSessionsRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by any signed-in member, about themselves, however they stand. */
  async list(caller: Caller, page: PageArgs): Promise<OwnSessionConnection> {
    const { member } = sessionOf(caller);
    const size = pageSize(page);
    const after = this.#after(member, page);
    const outcome = await this.access.perform(caller, {
      action: 'session.list',
      resource: () => Promise.resolve({ type: 'Session', attributes: { member } }),
      work: async (permit, tx) => {
        const rows = await this.sessions.page(tx, permit.member.member, after, size + 1);
        return rows.map((row) => ({ row, node: ownSession(row, permit.member.session) }));
      },
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, ({ row, node }) => ({
      cursor: this.cursors.sealKey(LIST, member, [row.startedUs, row.id]),
      node,
    }));
  }

  #after(member: Id, { after }: PageArgs): SessionPlace | null {
    if (after === undefined || after === null) return null;
    const [startedUs, session] = this.cursors.openKey(LIST, member, after) ?? [];
    const id = typeof session === 'string' ? parseId(session) : null;
    if (typeof startedUs !== 'string' || id === null) throw new ApiError('BAD_USER_INPUT');
    return { startedUs, id };
  }
}

function ownSession(row: OwnSessionRow, current: Id): OwnSession {
  const { id, device, method, transport, startedAt, seenAt, verifiedAt } = row;
  return { id, device, method, transport, startedAt, seenAt, verifiedAt, current: id === current };
}
