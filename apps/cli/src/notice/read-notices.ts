import { NoticesDocument } from '@sealbridge/api-client';
import { call, PAGE, pagesOf } from '@sealbridge/client';

import type { Person } from '../session/person.js';
import type { NoticeNode } from './notice-words.js';

/** The caller's notices, newest first, until `limit` of them are wanted and found. */
export async function readNotices(
  { client }: Person,
  limit: number,
  isWanted: (notice: NoticeNode) => boolean,
): Promise<NoticeNode[]> {
  const found: NoticeNode[] = [];
  const read = async (after: string | null) =>
    (await call(() => client.request(NoticesDocument, { first: PAGE, after }))).notices;
  for await (const edges of pagesOf(read)) {
    found.push(...edges.map(({ node }) => node).filter(isWanted));
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}
