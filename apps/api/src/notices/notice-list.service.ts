import { Injectable } from '@nestjs/common';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { sessionOf } from '../access/session-of.js';
import { ApiError } from '../platform/errors/api-error.js';
import { asType } from '../platform/graphql/as-type.js';
import { MAX_PAGE, pageOf, pageSize } from '../platform/graphql/page.js';
import type { PageArgs } from '../platform/graphql/page.types.js';
import { SealedCursor } from '../platform/graphql/sealed-cursor.js';
import { invalid, refused, type Failure } from '../platform/graphql/user-error.js';

import { NoticeRepository, type NoticeRow } from './notice.repository.js';
import {
  MarkNoticesSeenPayload,
  type MarkNoticesSeenInput,
  type Notice,
  type NoticeConnection,
} from './notice.types.js';

const LIST = 'notices';

/** A member's own notices. Whoever is suspended reads them too: they say why nothing else answers. */
@Injectable()
export class NoticeListService {
  constructor(
    private readonly access: Access,
    private readonly notices: NoticeRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by any signed-in member, about themselves. */
  async page(caller: Caller, page: PageArgs): Promise<NoticeConnection> {
    const { member } = sessionOf(caller);
    const size = pageSize(page);
    const after = this.#after(member, page);
    const outcome = await this.access.perform(caller, {
      action: 'notice.list',
      resource: () => Promise.resolve({ type: 'Notice', attributes: { member } }),
      work: (_permit, tx) => this.notices.page(tx, member, after, size + 1),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(outcome.ok ? outcome.value : [], size, (row) => ({
      cursor: this.cursors.seal(LIST, member, BigInt(row.row)),
      node: noticeType(row),
    }));
  }

  /** May be called by any signed-in member, about their own; marking again changes nothing. */
  async markSeen(caller: Caller, input: MarkNoticesSeenInput): Promise<MarkNoticesSeenPayload | Failure> {
    const { member } = sessionOf(caller);
    const { clientMutationId } = input;
    const ids = input.ids.map(parseId);
    if (ids.length > MAX_PAGE) return invalid('E_LIMIT', 'too many notices', 'ids');
    if (ids.includes(null)) return invalid('E_ID', 'not an id', 'ids');
    const outcome = await this.access.perform(caller, {
      action: 'notice.list',
      detail: { idempotencyKey: clientMutationId },
      resource: () => Promise.resolve({ type: 'Notice', attributes: { member } }),
      work: (_permit, tx) => this.notices.markSeen(tx, member, ids as Id[]),
    });
    return outcome.ok ? asType(MarkNoticesSeenPayload, { clientMutationId }) : refused(outcome.reason, outcome.ref);
  }

  #after(member: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(LIST, member, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }
}

function noticeType({ id, kind, objectType, objectId, dueAt, madeAt, seenAt }: NoticeRow): Notice {
  return { id, kind, objectType, objectId, dueAt, madeAt, seen: seenAt !== null };
}
