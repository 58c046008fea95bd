import {
  edgeFromTiles,
  rootOfEdge,
  type Tile,
  TILE_WIDTH,
  type TileAddress,
  TREE_HASH_BYTES,
  type TreeEdge,
} from '@sealbridge/transparency';

import type { ExclusiveConnection } from '../../platform/database/exclusive-connection.js';
import type { Statement } from '../../platform/database/statement.js';
import type { AcceptedRow, RefusedRow } from './outbox-row.js';

const NEWEST: Statement = {
  name: 'log-newest',
  text: 'SELECT size, root FROM log_checkpoint ORDER BY size DESC LIMIT 1',
};
const ROOT_AT: Statement = { name: 'log-root-at', text: 'SELECT root FROM log_checkpoint WHERE size = $1' };
const TILE: Statement = { name: 'log-tile', text: 'SELECT hashes FROM log_tile WHERE level = $1 AND n = $2' };
const ENTRIES: Statement = {
  name: 'log-entries',
  text: 'SELECT entry FROM log_leaf WHERE idx >= $1 AND idx < $2 ORDER BY idx',
};
const CERTIFICATES: Statement = { name: 'log-certificates', text: 'SELECT certificate FROM node_certificate' };
const PARTITION: Statement = { name: 'log-partition', text: 'SELECT ensure_audit_partition($1)' };
const LEAVES: Statement = {
  name: 'log-leaves',
  text: `INSERT INTO log_leaf (idx, kind, entry, leaf_hash, salt, node_sig, boot_id, node_seq)
    SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::uuid[], $8::bigint[])`,
};
const EVENTS: Statement = {
  name: 'log-events',
  text: `INSERT INTO audit_event (leaf_index, event_id, leaf_hash, payload, salt, node_sig, about_org, actor_org, action,
      object_type, object_id, decision, ts_us)
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::uuid[], $8::uuid[],
      $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[])`,
};
const TILES: Statement = {
  name: 'log-tiles',
  text: `INSERT INTO log_tile (level, n, hashes) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])
    ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes`,
};
const CHECKPOINT: Statement = {
  name: 'log-checkpoint',
  text: 'INSERT INTO log_checkpoint (size, root) VALUES ($1, $2)',
};
const REFUSED: Statement = {
  name: 'log-refused',
  text: `INSERT INTO audit_refused (outbox_id, code, entry) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[])`,
};

/** Size and root of a tree. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** One leaf with everything that is stored of it. */
export interface Leaf {
  readonly index: number;
  readonly kind: 'audit' | 'dir' | 'grantset' | 'agreement' | 'policy' | 'cover';
  readonly entry: Uint8Array;
  readonly leafHash: Uint8Array;
  /** Of a cover alone; an audit entry's salt lies with its payload. */
  readonly coverSalt: Uint8Array | null;
  readonly row: AcceptedRow | null;
}

/** The log in PostgreSQL. Only the sequencer writes it. */
export class LogStore {
  constructor(private readonly connection: ExclusiveConnection) {}

  /** The newest tree, null before the first batch. */
  async newest(): Promise<TreeHead | null> {
    const [row] = await this.connection.query<{ size: string; root: Buffer }>(NEWEST);
    return row === undefined ? null : { size: Number(row.size), root: new Uint8Array(row.root) };
  }

  /** The root recorded for exactly this size, null when no batch ended there. */
  async rootAt(size: number): Promise<Uint8Array | null> {
    const [row] = await this.connection.query<{ root: Buffer }>(ROOT_AT, [size]);
    return row === undefined ? null : new Uint8Array(row.root);
  }

  /** The right edge of a tree from its stored tiles, null when its root is not the recorded one. */
  async edgeOf(head: TreeHead): Promise<TreeEdge | null> {
    const edge = await edgeFromTiles(head.size, (address) => this.tile(address));
    return Buffer.from(rootOfEdge(edge)).equals(Buffer.from(head.root)) ? edge : null;
  }

  /** The bytes of a tile cut to a width. Throws RangeError when it is not there or shorter. */
  async tile({ level, index, width }: TileAddress): Promise<Uint8Array> {
    const [row] = await this.connection.query<{ hashes: Buffer }>(TILE, [level, index]);
    const bytes = row === undefined ? new Uint8Array() : new Uint8Array(row.hashes);
    if (bytes.length < width * TREE_HASH_BYTES) {
      throw new RangeError('a tile of the log is missing');
    }
    return bytes.slice(0, width * TREE_HASH_BYTES);
  }

  /** The entries of one bundle of a tree, from its first to `end` (exclusive). */
  async entries(bundle: number, end: number): Promise<Uint8Array[]> {
    const first = bundle * TILE_WIDTH;
    const rows = await this.connection.query<{ entry: Buffer }>(ENTRIES, [first, Math.min(end, first + TILE_WIDTH)]);
    return rows.map((row) => new Uint8Array(row.entry));
  }

  /** Certificates of all nodes, as they stored them; whose signature counts is the caller's to check. */
  async certificates(): Promise<Uint8Array[]> {
    const rows = await this.connection.query<{ certificate: Buffer }>(CERTIFICATES);
    return rows.map((row) => new Uint8Array(row.certificate));
  }

  /** Writes leaves, their payloads, the tiles they touched and the unsigned checkpoint. Inside the batch's transaction. */
  async append(leaves: readonly Leaf[], tiles: readonly Tile[], head: TreeHead): Promise<void> {
    await this.writeLeaves(leaves);
    await this.writeEvents(leaves);
    await this.connection.query(TILES, [
      tiles.map((tile) => tile.level),
      tiles.map((tile) => tile.index),
      tiles.map((tile) => tile.bytes),
    ]);
    await this.connection.query(CHECKPOINT, [head.size, head.root]);
  }

  /** Keeps what was refused, so that it can be looked into. */
  async refuse(rows: readonly RefusedRow[]): Promise<void> {
    if (rows.length > 0) {
      await this.connection.query(REFUSED, [
        rows.map((row) => row.id),
        rows.map((row) => row.code),
        rows.map((row) => row.entry),
      ]);
    }
  }

  private async writeLeaves(leaves: readonly Leaf[]): Promise<void> {
    await this.connection.query(LEAVES, [
      leaves.map((leaf) => leaf.index),
      leaves.map((leaf) => leaf.kind),
      leaves.map((leaf) => leaf.entry),
      leaves.map((leaf) => leaf.leafHash),
      leaves.map((leaf) => leaf.coverSalt),
      leaves.map((leaf) => leaf.row?.nodeSignature ?? null),
      leaves.map((leaf) => leaf.row?.bootId ?? null),
      leaves.map((leaf) => leaf.row?.nodeSeq ?? null),
    ]);
  }

  private async writeEvents(leaves: readonly Leaf[]): Promise<void> {
    const events = leaves.flatMap(({ index, leafHash, row }) =>
      row?.event === null || row?.event === undefined ? [] : [{ index, leafHash, row, event: row.event }],
    );
    const [first, last] = [events[0], events.at(-1)];
    if (first === undefined || last === undefined) {
      return;
    }
    await this.connection.query(PARTITION, [first.index]);
    await this.connection.query(PARTITION, [last.index]);
    await this.connection.query(EVENTS, [
      events.map(({ index }) => index),
      events.map(({ event }) => event.eventId),
      events.map(({ leafHash }) => leafHash),
      events.map(({ event }) => event.payload),
      events.map(({ event }) => event.salt),
      events.map(({ row }) => row.nodeSignature),
      events.map(({ event }) => event.aboutOrg),
      events.map(({ event }) => event.actorOrg),
      events.map(({ event }) => event.action),
      events.map(({ event }) => event.objectType),
      events.map(({ event }) => event.objectId),
      events.map(({ event }) => event.decision),
      events.map(({ event }) => event.timestampUs),
    ]);
  }
}
