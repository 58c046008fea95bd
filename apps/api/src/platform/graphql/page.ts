import { ApiError } from '../errors/api-error.js';

import type { PageArgs, PageInfo } from './page.types.js';

/** Most entries of a page. */
export const MAX_PAGE = 100;

/** A page as Relay wants it. */
export interface Page<Node> {
  readonly edges: (Node & { readonly cursor: string })[];
  readonly pageInfo: PageInfo;
}

/** How many entries a page may have. Throws ApiError BAD_USER_INPUT outside 1 to 100. */
export function pageSize({ first }: PageArgs): number {
  if (first < 1 || first > MAX_PAGE) throw new ApiError('BAD_USER_INPUT');
  return first;
}

/** The page made of rows of which one more than `size` was asked for, so that it is known whether there is more. */
export function pageOf<Row, Node>(
  rows: readonly Row[],
  size: number,
  edge: (row: Row) => Node & { cursor: string },
): Page<Node> {
  const edges = rows.slice(0, size).map(edge);
  return { edges, pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null } };
}
