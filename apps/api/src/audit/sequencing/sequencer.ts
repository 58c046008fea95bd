import {
  appendLeaves,
  coverEntry,
  coversNeeded,
  EMPTY_EDGE,
  ENTRY_SALT_BYTES,
  leafHash,
  type NodeCertificate,
  type TreeEdge,
  verifyNodeCertificate,
} from '@sealbridge/transparency';
import { randomBytes } from '@sealbridge/sodium';

import type { ExclusiveConnection } from '../../platform/database/exclusive-connection.js';
import { type Leaf, LogStore, type TreeHead } from './log-store.js';
import { type AcceptedRow, examine, takeRows } from './outbox-row.js';

/** What one batch did. */
export interface BatchOutcome {
  readonly taken: number;
  readonly refused: number;
  /** The newest tree afterwards, null while there is no leaf. */
  readonly head: TreeHead | null;
}

/**
 * Numbers outbox rows and makes them leaves, one transaction per batch: rows out, leaves, payloads, tiles and an unsigned
 * checkpoint in. Taking from a table of pending rows, not "everything after the last id", loses no late commit.
 */
export class Sequencer {
  private readonly store: LogStore;
  private nodes: ReadonlyMap<string, readonly NodeCertificate[]> = new Map();

  constructor(
    private readonly connection: ExclusiveConnection,
    private readonly logPublicKey: Uint8Array,
    private edge: TreeEdge = EMPTY_EDGE,
    private head: TreeHead | null = null,
  ) {
    this.store = new LogStore(connection);
  }

  /** Takes one batch of rows and, with `covers`, pads the tree to the public multiple. Does nothing when there is nothing. */
  async batch(covers: boolean): Promise<BatchOutcome> {
    const outcome = await this.connection.transaction(async () => {
      const rows = await takeRows(this.connection);
      if (rows.some((row) => !this.nodes.has(row.node_id))) {
        this.nodes = await this.readNodes();
      }
      const { accepted, refused } = examine(rows, this.nodes);
      await this.store.refuse(refused);
      const next = await this.append(accepted, covers);
      return { taken: rows.length, refused: refused.length, next };
    });
    if (outcome.next !== null) {
      this.edge = outcome.next.edge;
      this.head = outcome.next.head;
    }
    return { taken: outcome.taken, refused: outcome.refused, head: this.head };
  }

  private async append(
    rows: readonly AcceptedRow[],
    covers: boolean,
  ): Promise<{ edge: TreeEdge; head: TreeHead } | null> {
    const { size } = this.edge;
    const padding = covers ? coversNeeded(size + rows.length) : 0;
    const leaves = [
      ...rows.map((row, place) => leafOf(row, size + place)),
      ...Array.from({ length: padding }, (_, place) => coverAt(size + rows.length + place)),
    ];
    if (leaves.length === 0) {
      return null;
    }
    const { edge, tiles, root } = appendLeaves(
      this.edge,
      leaves.map((leaf) => leaf.leafHash),
    );
    const head = { size: edge.size, root };
    await this.store.append(leaves, tiles, head);
    return { edge, head };
  }

  /** Nodes whose certificate the log key signed; others in the table count for nothing. */
  private async readNodes(): Promise<ReadonlyMap<string, readonly NodeCertificate[]>> {
    const nodes = new Map<string, NodeCertificate[]>();
    for (const bytes of await this.store.certificates()) {
      const certificate = this.verified(bytes);
      if (certificate !== null) {
        nodes.set(certificate.nodeId, [...(nodes.get(certificate.nodeId) ?? []), certificate]);
      }
    }
    return nodes;
  }

  private verified(bytes: Uint8Array): NodeCertificate | null {
    try {
      return verifyNodeCertificate(bytes, this.logPublicKey);
    } catch {
      return null;
    }
  }
}

const leafOf = (row: AcceptedRow, index: number): Leaf => ({
  index,
  kind: row.kind,
  entry: row.entry,
  leafHash: leafHash(row.entry),
  coverSalt: null,
  row,
});

function coverAt(index: number): Leaf {
  const coverSalt = randomBytes(ENTRY_SALT_BYTES);
  const entry = coverEntry(coverSalt);
  return { index, kind: 'cover', entry, leafHash: leafHash(entry), coverSalt, row: null };
}
