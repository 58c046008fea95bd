import { Injectable } from '@nestjs/common';
import type { Id, Purpose } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import type { DecidedGrant } from './opening-attributes.js';

/** Stored ciphertext. */
export interface BlobRow {
  readonly row: string;
  readonly length: number;
}

/** Stored ciphertext of an opened report, with the grant it was opened by. */
export interface OpenedBlobRow extends BlobRow, DecidedGrant {
  readonly openedFor: Purpose;
}

const COMPLETE = {
  name: 'blob-complete',
  text: 'select row, length::integer as length from blob where org_id = $1 and sha256 = $2 and complete',
};

const BEGIN = {
  name: 'blob-begin',
  text: 'insert into blob (org_id, sha256, length) values ($1, $2, $3) returning row, length::integer as length',
};

const WAITING = {
  name: 'blob-waiting',
  text: 'select coalesce(sum(length), 0)::float8 as bytes from blob where org_id = $1 and waiting',
};

/** Uploads of one organisation begin one after the other, or several at once would each find room. */
const BEGIN_ONE_BY_ONE = {
  name: 'blob-begin-one-by-one',
  text: "select pg_advisory_xact_lock(hashtextextended('blob-begin' || $1, 0))",
};

const ADD_CHUNK = { name: 'blob-chunk-add', text: 'insert into blob_chunk (blob_row, n, bytes) values ($1, $2, $3)' };

/** Of several uploads of the same bytes one finishes after the other. */
const ONE_BY_ONE = {
  name: 'blob-one-by-one',
  text: "select pg_advisory_xact_lock(hashtextextended($1 || encode($2::bytea, 'hex'), 0))",
};

const FINISH = {
  name: 'blob-finish',
  text: `update blob set complete = true where row = $1
    and not exists (select 1 from blob b where b.org_id = $2 and b.sha256 = $3 and b.complete)`,
};

const DISCARD = { name: 'blob-discard', text: 'delete from blob where row = $1 and not complete' };

const CHUNKS = {
  name: 'blob-chunks',
  text: 'select bytes from blob_chunk where blob_row = $1 and n >= $2 and n < $2 + $3 order by n',
};

/** The grant as it is now, in the columns of an opening: it is decided upon again. */
const OPENED = {
  name: 'blob-opened',
  text: `select b.row, b.length::integer as length, p.purpose as "openedFor", r.origin_org as "originOrg", r.state, r.discovery, r.held,
      r.origin_unit as "originUnit", r.marking, r.handling, least(r.open_until, g.not_after) as "openUntil",
      s.state as "grantSetState", g.unit_id as unit, g.purposes, g.agreement_id as "agreementId",
      coalesce(encode(g.agreement_version_hash, 'hex'), '') as "versionHash"
    from opening p
    join report r on r.row = p.row join stored_grant g on g.id = p.grant_id
    join lateral (select state from grantset where row = p.row order by seq desc limit 1) s on true
    join report_blob rb on rb.row = p.row and rb.version = p.version join blob b on b.row = rb.blob_row
    where p.event_id = $1 and p.device_id = $2 and b.sha256 = $3
      and p.unit_id in (select unit_id from member_unit where member_id = $4)`,
};

const SWEEP = {
  name: 'blob-sweep',
  text: `delete from blob where row in (select row from blob
    where waiting and made_at < now() - make_interval(hours => $1) limit $2 for update skip locked)
    returning row`,
};

/** Ciphertext in slices. */
@Injectable()
export class BlobRepository {
  /** A complete upload of this organisation, or null. */
  async complete(tx: Transaction, org: Id, sha256: Uint8Array): Promise<BlobRow | null> {
    const [row] = await tx.query<BlobRow>(COMPLETE, [org, sha256]);
    return row ?? null;
  }

  /** Begins an upload; it counts for nothing until it is finished. */
  async begin(tx: Transaction, org: Id, sha256: Uint8Array, length: number): Promise<BlobRow> {
    const [row] = await tx.query<BlobRow>(BEGIN, [org, sha256, length]);
    if (row === undefined) throw new Error('an upload was not begun');
    return row;
  }

  /** Bytes of this organisation that no report names; they stay what they are until the transaction ends. */
  async waitingBytes(tx: Transaction, org: Id): Promise<number> {
    await tx.query(BEGIN_ONE_BY_ONE, [org]);
    const [row] = await tx.query<{ bytes: number }>(WAITING, [org]);
    return row?.bytes ?? 0;
  }

  /** Stores slices of an upload, the first of them being number `from`. */
  async addChunks(tx: Transaction, row: string, from: number, slices: readonly Uint8Array[]): Promise<void> {
    await Promise.all(slices.map((bytes, place) => tx.query(ADD_CHUNK, [row, from + place, bytes])));
  }

  /** Makes a verified upload count, unless the same bytes were complete already. */
  async finish(tx: Transaction, row: string, org: Id, sha256: Uint8Array): Promise<void> {
    await tx.query(ONE_BY_ONE, [org, sha256]);
    await tx.query(FINISH, [row, org, sha256]);
    await tx.query(DISCARD, [row]);
  }

  /** Forgets an upload that was not finished. */
  async discard(tx: Transaction, row: string): Promise<void> {
    await tx.query(DISCARD, [row]);
  }

  /** At most `count` slices from number `from` on; none after the last. */
  async chunks(tx: Transaction, row: string, from: number, count: number): Promise<Uint8Array[]> {
    const rows = await tx.query<{ bytes: Uint8Array }>(CHUNKS, [row, from, count]);
    return rows.map(({ bytes }) => bytes);
  }

  /** Ciphertext of the report that this device opened under the event for a unit its member still belongs to, or null. */
  async opened(
    tx: Transaction,
    event: Id,
    by: { device: Id; member: Id },
    sha256: Uint8Array,
  ): Promise<OpenedBlobRow | null> {
    const [row] = await tx.query<OpenedBlobRow>(OPENED, [event, by.device, sha256, by.member]);
    return row ?? null;
  }

  /** Deletes uploads that no report names after so many hours, at most `limit`. Returns how many. */
  async sweep(tx: Transaction, hours: number, limit: number): Promise<number> {
    return (await tx.query(SWEEP, [hours, limit])).length;
  }
}
