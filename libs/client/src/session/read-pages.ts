import { ClientError } from '../client-error.js';

/** A page of a list, as every connection of the API has it. */
export interface ListPage<Edge> {
  readonly edges: readonly Edge[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** Entries asked for at once: the most the server gives. */
export const PAGE = 100;

/**
 * The pages of a list, one after the other, as long as the caller goes on. `read` asks for the page after a cursor. Throws a
 * ClientError (`verification`) when the server says there is more and does not move on.
 */
export async function* pagesOf<Edge>(
  read: (after: string | null) => Promise<ListPage<Edge>>,
): AsyncGenerator<readonly Edge[], void, undefined> {
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: ListPage<Edge> = await read(after);
    yield edges;
    if (!pageInfo.hasNextPage) return;
    const next: string | null = pageInfo.endCursor ?? null;
    if (edges.length === 0 || next === null || next === after) throw stuck();
    after = next;
  }
}

/** The entries of a list, at most `limit`, page by page. */
export async function readPages<Node>(
  limit: number,
  page: (variables: { first: number; after: string | null }) => Promise<ListPage<{ readonly node: Node }>>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  const read = (after: string | null): ReturnType<typeof page> =>
    page({ first: Math.min(PAGE, limit - nodes.length), after });
  for await (const edges of pagesOf(read)) {
    nodes.push(...edges.map(({ node }) => node));
    if (nodes.length >= limit) break;
  }
  return nodes;
}

/** A list that does not end, or ends nowhere. */
export function stuck(): ClientError {
  return new ClientError(
    'E_ANSWER',
    'verification',
    'the server gives a list that does not end',
    'do not send anything; call the stewards by a way you trust',
  );
}
