import { Injectable } from '@nestjs/common';
import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { MAX_RECORD_BYTES, type DirectoryState, type EventRecord, type UnitEpoch } from '@sealbridge/directory';
import { sha256, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { DirectoryEventEntity } from './directory-event.entity.js';
import type { StoredEvent } from './directory-replay.js';
import type { AdmittedOrganisation, ChainRow, DirectoryReader, LockboxRow } from './directory.rows.js';
import { recordBytes, type EventParts } from './event-parts.js';
import { LockboxEntity, UnitEpochEntity } from './unit-epoch.entity.js';

/** Any number, the same in every process: publications are rare and come one after the other, so log order is chain order. */
const PUBLICATION_LOCK = 7_301_202;

const CHANGE_GROUNDS = { name: 'change-grounds', text: 'select change_grounds()' };

const LOCK = { name: 'directory-lock', text: 'select pg_advisory_xact_lock($1)' };

const SEES_ALL = {
  name: 'directory-sees-all',
  text: "select (app_ctx()).class in ('directory', 'auditor', 'system') as all",
};

const EVENTS_AFTER = {
  name: 'directory-events-after',
  text: `select row, leaf, signatures, body, private from directory_event where row > $1 order by row`,
};

const HAS_EVENT = {
  name: 'directory-has-event',
  text: 'select 1 as found from directory_event where event_hash = $1',
};

const ONE_EVENT = {
  name: 'directory-one-event',
  text: 'select leaf, signatures, body, null::bytea as private from directory_event where event_hash = $1',
};

const CHAINS = {
  name: 'directory-chains',
  text: `select o.id as organisation, o.handle, o.head_seq as "headSeq", e.leaf, e.signatures, e.body,
      case when o.id = $2 then e.private end as private
    from organisation o join directory_event e on e.org_id = o.id
    where o.id = any($1::uuid[])
      and ($3 or o.id = $2 or o.kind = 'stewards' or o.id = any($4::uuid[]))
    order by o.id, e.seq`,
};

const ADMITTED = {
  name: 'directory-admitted',
  text: `select o.id as organisation, o.handle, o.name, e.leaf, e.signatures, e.body
    from organisation o left join directory_event e on e.org_id = o.id and e.seq = 0 where o.id = any($1::uuid[])`,
};

const STEWARDS_CHAIN = {
  name: 'directory-stewards-chain',
  text: `select o.id as organisation, o.handle, o.head_seq as "headSeq", e.leaf, e.signatures, e.body, null::bytea as private
    from organisation o join directory_event e on e.org_id = o.id where o.kind = 'stewards' order by e.seq`,
};

const PLACES = {
  name: 'directory-places',
  text: `select leaf_hash as hash, min(idx)::float8 as index from log_leaf where leaf_hash = any($1::bytea[]) group by leaf_hash`,
};

const ALIGN_EPOCHS = {
  name: 'directory-align-epochs',
  text: `update unit_epoch e set state = n.state, due_since = n.due
    from unnest($1::uuid[], $2::integer[], $3::text[], $4::integer[]) n (unit, epoch, state, due)
    where e.unit_id = n.unit and e.epoch = n.epoch and (e.state, e.due_since) is distinct from (n.state, n.due)`,
};

const ADD_LOCKBOXES = {
  name: 'directory-add-lockboxes',
  text: `insert into lockbox (org_id, unit_id, epoch, device_id, lockbox, sha256)
    select $1, n.unit, n.epoch, n.device, n.lockbox, n.sha256
    from unnest($2::uuid[], $3::integer[], $4::uuid[], $5::bytea[], $6::bytea[]) n (unit, epoch, device, lockbox, sha256)`,
};

const OWN_LOCKBOXES = {
  name: 'directory-lockboxes',
  text: `select unit_id as unit, epoch, lockbox as bytes from lockbox where device_id = $1 order by unit_id, epoch`,
};

/** Events of the chains, epochs and lockboxes. */
@Injectable()
export class DirectoryRepository {
  /** Holds publications back until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await tx.query(LOCK, [PUBLICATION_LOCK]);
  }

  /** Waits for acts that release or store a grant, and holds further ones back until the transaction ends. */
  async changeGrounds(tx: Transaction): Promise<void> {
    await tx.query(CHANGE_GROUNDS);
  }

  /** Whether the context sees every organisation, and not only its own and those of partners. */
  async seesAll(tx: Transaction): Promise<boolean> {
    const [row] = await tx.query<{ all: boolean | null }>(SEES_ALL, []);
    return row?.all === true;
  }

  /** Every event accepted after this row, in the order of acceptance. */
  async eventsAfter(tx: Transaction, row: string): Promise<StoredEvent[]> {
    const rows = await tx.query<EventParts & { row: string }>(EVENTS_AFTER, [row]);
    return rows.map((parts) => ({ row: parts.row, record: recordBytes(parts) }));
  }

  /** Whether an event was accepted before. */
  async hasEvent(tx: Transaction, eventHash: Uint8Array): Promise<boolean> {
    return (await tx.query(HAS_EVENT, [eventHash])).length > 0;
  }

  /** The record of an event without its private part, or null. */
  async eventRecord(tx: Transaction, eventHash: Uint8Array): Promise<Uint8Array | null> {
    const [row] = await tx.query<EventParts>(ONE_EVENT, [eventHash]);
    return row === undefined ? null : recordBytes(row);
  }

  /** Stores a verified event, part by part. */
  async addEvent(tx: Transaction, bytes: Uint8Array, record: EventRecord): Promise<void> {
    const signatures = readItems(decodeStrict(bytes, { maxBytes: MAX_RECORD_BYTES })).value(1);
    await tx.manager.insert(DirectoryEventEntity, {
      orgId: record.leaf.org,
      seq: record.leaf.seq,
      type: record.body?.event.type ?? '',
      eventHash: Buffer.from(record.eventHash),
      leaf: Buffer.from(record.leafBytes),
      signatures: Buffer.from(encode(signatures)),
      body: Buffer.from(record.bodyBytes ?? new Uint8Array()),
      private: record.privateBytes === null ? null : Buffer.from(record.privateBytes),
    });
  }

  /** Adds the epoch of a UNIT_EPOCH event. */
  async addEpoch(tx: Transaction, record: EventRecord, event: UnitEpoch, hour: number): Promise<void> {
    await tx.manager.insert(UnitEpochEntity, {
      unitId: event.unit,
      epoch: event.epoch,
      orgId: record.leaf.org,
      kemPk: Buffer.from(event.kemPublicKey),
      kemPkSha256: Buffer.from(sha256(event.kemPublicKey)),
      reason: event.reason,
      history: event.history,
      hour,
      state: 'current',
      dueSince: null,
      eventHash: Buffer.from(record.eventHash),
    });
  }

  /**
   * Brings the states of all epochs of an organisation into line with the replay: a revocation may have closed some. One statement,
   * which writes those that changed: a unit has a key more every 90 days.
   */
  async alignEpochs(tx: Transaction, org: Id, state: DirectoryState): Promise<void> {
    const units = [...state.units.values()].filter((unit) => unit.org === org);
    const epochs = units.flatMap(({ unit, epochs: all }) =>
      all.map(({ epoch, closed, dueSince }) => {
        const status = closed ? 'closed' : epoch === all.length ? 'current' : 'previous';
        return { unit, epoch, status, dueSince };
      }),
    );
    const columns = (['unit', 'epoch', 'status', 'dueSince'] as const).map((name) =>
      epochs.map((epoch) => epoch[name]),
    );
    await tx.query(ALIGN_EPOCHS, columns);
  }

  /** Adds lockboxes, whose hashes events name. */
  async addLockboxes(
    tx: Transaction,
    org: Id,
    lockboxes: readonly (LockboxRow & { readonly device: Id })[],
  ): Promise<void> {
    if (lockboxes.length === 0) return;
    const columns = [
      lockboxes.map(({ unit }) => unit),
      lockboxes.map(({ epoch }) => epoch),
      lockboxes.map(({ device }) => device),
      lockboxes.map(({ bytes }) => bytes),
      lockboxes.map(({ bytes }) => sha256(bytes)),
    ];
    await tx.query(ADD_LOCKBOXES, [org, ...columns]);
  }

  /** Removes every lockbox of a device that ended. */
  async dropLockboxes(tx: Transaction, device: Id): Promise<void> {
    await tx.manager.delete(LockboxEntity, { deviceId: device });
  }

  /**
   * The whole chains of these organisations as far as the reader may see them (docs/reference/directory.md, who sees what);
   * private parts only of the own.
   */
  async chains(tx: Transaction, organisations: readonly Id[], reader: DirectoryReader): Promise<ChainRow[]> {
    const values = [organisations, reader.organisation, reader.seesAll, reader.partners];
    return chainsOf(await tx.query<ChainParts>(CHAINS, values));
  }

  /** The chain of the stewards without private parts, or null before the genesis. */
  async stewardsChain(tx: Transaction): Promise<ChainRow | null> {
    return chainsOf(await tx.query<ChainParts>(STEWARDS_CHAIN))[0] ?? null;
  }

  /** Hex of the hash of a leaf of the log → where it first stands; those that are not there are left out. */
  async places(tx: Transaction, hashes: readonly Uint8Array[]): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.query<{ hash: Uint8Array; index: number }>(PLACES, [hashes]);
    return new Map(rows.map(({ hash, index }) => [toHex(new Uint8Array(hash)), index]));
  }

  /** Organisations by id with the event record of their admission, as far as the context may see them. */
  async admitted(tx: Transaction, organisations: readonly Id[]): Promise<AdmittedOrganisation[]> {
    const rows = await tx.query<AdmittedRow>(ADMITTED, [organisations]);
    return rows.map(({ leaf, signatures, body, ...rest }) => {
      const stored = leaf !== null && signatures !== null && body !== null;
      return { ...rest, admission: stored ? recordBytes({ leaf, signatures, body, private: null }) : null };
    });
  }

  /** The lockboxes of one device, all units and epochs. */
  ownLockboxes(tx: Transaction, device: Id): Promise<LockboxRow[]> {
    return tx.query<LockboxRow>(OWN_LOCKBOXES, [device]);
  }
}

type AdmittedRow = Omit<AdmittedOrganisation, 'admission'> & {
  readonly [Part in 'leaf' | 'signatures' | 'body']: Uint8Array | null;
};

type ChainParts = EventParts & Omit<ChainRow, 'records'>;

/** Rows of events, those of a chain in order, as chains. */
function chainsOf(rows: readonly ChainParts[]): ChainRow[] {
  const chains = new Map<Id, ChainRow & { records: Uint8Array[] }>();
  for (const { organisation, handle, headSeq, ...parts } of rows) {
    const chain = chains.get(organisation) ?? { organisation, handle, headSeq, records: [] };
    chain.records.push(recordBytes(parts));
    chains.set(organisation, chain);
  }
  return [...chains.values()];
}
