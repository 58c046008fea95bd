import { NoticesDocument } from '@sealbridge/api-client';

import { call } from '../session/call.js';
import type { Person } from '../session/person.js';
import type { NoticeNode } from './notice-words.js';

const PAGE = 100;

/** The caller's notices, newest first, until `limit` of them are wanted and found. */
export async function readNotices(
  person: Person,
  limit: number,
  isWanted: (notice: NoticeNode) => boolean,
): Promise<NoticeNode[]> {
  const found: NoticeNode[] = [];
  for (let after: string | null = null; ;) {
    const variables: { first: number; after: string | null } = { first: PAGE, after };
    const { notices } = await call(() => person.client.request(NoticesDocument, variables));
    found.push(...notices.edges.map(({ node }) => node).filter(isWanted));
    if (!notices.pageInfo.hasNextPage || found.length >= limit) return found.slice(0, limit);
    after = notices.pageInfo.endCursor ?? null;
  }
}
