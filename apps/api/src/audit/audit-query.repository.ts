import { Injectable } from '@nestjs/common';
import { decodeStrict, encode } from '@sealbridge/cbor';
import { hashTyped, toHex } from '@sealbridge/sodium';
import { directoryLeafOf } from '@sealbridge/transparency';
import type { Id } from '@sealbridge/vocabulary';

import type { Permit } from '../access/permit.js';
import { named } from '../platform/database/statement.js';
import type { Transaction } from '../platform/database/transaction.js';

/** An entry with what is needed to check it. */
export interface EventRow {
  readonly index: number;
  readonly eventId: Id;
  readonly leafHash: Buffer;
  readonly payload: Buffer;
  readonly salt: Buffer;
}

/** A leaf with what policy shows of it: payload, salt and signature are null where it shows nothing. */
export interface LineRow {
  readonly index: number;
  readonly kind: 'audit' | 'dir' | 'grantset' | 'agreement' | 'policy' | 'cover';
  readonly entry: Buffer;
  readonly coverSalt: Buffer | null;
  readonly payload: Buffer | null;
  readonly salt: Buffer | null;
  readonly nodeSig: Buffer | null;
}

/** Which entries of the log. */
export interface EntryFilter {
  readonly report: Id | null;
  readonly sinceUs: number | null;
  /** Only entries before this leaf. */
  readonly before: number | null;
  readonly limit: number;
}

/** Fields of the policy's AuditEntry, as columns. */
const COLUMNS = { aboutOrg: { expression: 'a.about_org', type: 'uuid' } } as const;

/** Longest stored list of signatures, in bytes. */
const MAX_SIGNATURES_BYTES = 65_536;

const POSITION = {
  name: 'audit-position',
  text: 'SELECT leaf_index::float8 AS index, leaf_hash AS "leafHash" FROM audit_event WHERE event_id = $1 LIMIT 1',
};
const SIGNING_KEY = { name: 'audit-signing-key', text: 'SELECT sign_pk AS key FROM device WHERE id = $1' };
const USE_NONCE = {
  name: 'audit-export-nonce',
  text: 'INSERT INTO opening_nonce (nonce, device_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING device_id',
};
const CERTIFICATES = {
  name: 'audit-certificates',
  text: 'SELECT certificate FROM node_certificate ORDER BY certificate',
};
const RECORDS = {
  name: 'audit-directory-records',
  text: "SELECT encode(event_hash, 'hex') AS hash, leaf, signatures, body FROM directory_event WHERE event_hash = ANY ($1::bytea[])",
};
const HANDLES = { name: 'audit-handles', text: 'SELECT id, handle FROM organisation WHERE id = ANY ($1::uuid[])' };

/** Reads the audit record. Policy's condition stands in a subquery that nothing outside can widen. */
@Injectable()
export class AuditQueryRepository {
  /** Entries that policy shows, newest first. */
  entries(tx: Transaction, permit: Permit, filter: EntryFilter): Promise<EventRow[]> {
    const { report, sinceUs, before, limit } = filter;
    const own = [report, sinceUs, before, limit];
    const policy = permit.condition(COLUMNS, own.length + 1);
    const text = `SELECT leaf_index::float8 AS index, event_id AS "eventId", leaf_hash AS "leafHash", payload, salt
      FROM (SELECT a.* FROM audit_event a WHERE ${policy.text}) e
      WHERE ($1::text IS NULL OR (object_type = 'report' AND object_id = $1::text))
        AND ($2::bigint IS NULL OR ts_us >= $2::bigint) AND ($3::bigint IS NULL OR leaf_index < $3::bigint)
      ORDER BY leaf_index DESC LIMIT $4::int`;
    return tx.query<EventRow>(named('audit-entries', text), [...own, ...policy.values]);
  }

  /** Leaves from `from` to `end` (exclusive), each with what policy shows of it. */
  lines(tx: Transaction, permit: Permit, from: number, end: number): Promise<LineRow[]> {
    const policy = permit.condition(COLUMNS, 3);
    const text = `SELECT l.idx::float8 AS index, l.kind, l.entry, l.salt AS "coverSalt", e.payload, e.salt, e.node_sig AS "nodeSig"
      FROM log_leaf l LEFT JOIN (SELECT a.* FROM audit_event a
        WHERE a.leaf_index >= $1::bigint AND a.leaf_index < $2::bigint AND ${policy.text}) e ON e.leaf_index = l.idx
      WHERE l.idx >= $1::bigint AND l.idx < $2::bigint ORDER BY l.idx`;
    return tx.query<LineRow>(named('audit-lines', text), [from, end, ...policy.values]);
  }

  /** Where an event of the caller's organisation, or about its reports, stands; null while it has no leaf. */
  async position(tx: Transaction, eventId: Id): Promise<{ index: number; leafHash: Buffer } | null> {
    const [row] = await tx.query<{ index: number; leafHash: Buffer }>(POSITION, [eventId]);
    return row ?? null;
  }

  /** The directory's event records for these entries, without private parts, by the hex of the event hash. */
  async records(tx: Transaction, entries: readonly Uint8Array[]): Promise<ReadonlyMap<string, Uint8Array>> {
    const hashes = entries.flatMap((entry) => eventHashOf(entry) ?? []);
    const rows = await tx.query<{ hash: string; leaf: Buffer; signatures: Buffer; body: Buffer }>(RECORDS, [hashes]);
    return new Map(
      rows.map(({ hash, leaf, signatures, body }) => {
        const list = decodeStrict(new Uint8Array(signatures), { maxBytes: MAX_SIGNATURES_BYTES });
        return [hash, encode([new Uint8Array(leaf), list, new Uint8Array(body), null])];
      }),
    );
  }

  /** The signing key of a device. */
  async signingKey(tx: Transaction, device: Id): Promise<Uint8Array | null> {
    const [row] = await tx.query<{ key: Buffer }>(SIGNING_KEY, [device]);
    return row === undefined ? null : new Uint8Array(row.key);
  }

  /** Uses a nonce up; false when it was used before. */
  async useNonce(tx: Transaction, nonce: Uint8Array, device: Id): Promise<boolean> {
    return (await tx.query(USE_NONCE, [nonce, device])).length === 1;
  }

  /** Certificates of all nodes. */
  async certificates(tx: Transaction): Promise<Uint8Array[]> {
    const rows = await tx.query<{ certificate: Buffer }>(CERTIFICATES);
    return rows.map((row) => new Uint8Array(row.certificate));
  }

  /** Handles of organisations that the caller may know. */
  async handles(tx: Transaction, organisations: readonly Id[]): Promise<ReadonlyMap<Id, string>> {
    const rows = await tx.query<{ id: Id; handle: string }>(HANDLES, [organisations]);
    return new Map(rows.map(({ id, handle }) => [id, handle]));
  }
}

/** The event hash of a directory entry, null for other entries. */
export function eventHashOf(entry: Uint8Array): Uint8Array | null {
  const leaf = directoryLeafOf(entry);
  return leaf === null ? null : hashTyped('sr1.dir', leaf);
}

/** The key of `records` for an entry. */
export const recordKey = (entry: Uint8Array): string => toHex(eventHashOf(entry) ?? new Uint8Array());
