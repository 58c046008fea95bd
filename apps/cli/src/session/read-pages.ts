const PAGE = 100;

/** A page as every list of the API gives it. */
export interface ConnectionPage<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** The entries of a list, at most `limit`, page by page. */
export async function readPages<Node>(
  limit: number,
  page: (variables: { first: number; after: string | null }) => Promise<ConnectionPage<Node>>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: ConnectionPage<Node> = await page({
      first: Math.min(PAGE, limit - nodes.length),
      after,
    });
    nodes.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage || nodes.length >= limit) return nodes;
    after = pageInfo.endCursor ?? null;
  }
}
