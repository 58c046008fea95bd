import { Injectable } from '@nestjs/common';
import type { OrgAdmit, UnitAdd, UnitPurposes } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { OrganisationEntity } from './organisation.entity.js';
import type { OrganisationSummary } from './organisation.types.js';
import { skeleton } from './skeleton.js';
import { UnitEntity } from './unit.entity.js';

/** The head of a chain. */
export interface ChainHead {
  readonly seq: number;
  readonly hash: Uint8Array;
}

const BY_HANDLE = {
  name: 'organisation-by-handle',
  text: `select o.id, o.handle, o.kind, o.state, o.head_seq as "headSeq" from organisation o
    where o.handle = $1 or exists (select 1 from unit u where u.org_id = o.id and u.handle = $1)`,
};

const UNIT_HANDLES = { name: 'unit-handles', text: 'select id, handle from unit where id = any($1::uuid[])' };

const WITHOUT_SKELETON = {
  name: 'organisation-without-skeleton',
  text: 'select id, name from organisation where name_skeleton is null',
};

const FILL_SKELETONS = {
  name: 'organisation-fill-skeletons',
  text: `update organisation set name_skeleton = s.skeleton from unnest($1::uuid[], $2::text[]) s (id, skeleton)
    where organisation.id = s.id and name_skeleton is null`,
};

/** Organisations and their units. */
@Injectable()
export class OrganisationRepository {
  /** Adds an admitted organisation; its first event is the head of its chain. Only the stewards, who come with the genesis, are past vetting. */
  async admit(tx: Transaction, id: Id, event: OrgAdmit, head: ChainHead): Promise<void> {
    await tx.manager.insert(OrganisationEntity, {
      id,
      handle: event.handle,
      kind: event.kind,
      country: event.country,
      name: event.name,
      nameSkeleton: skeleton(event.name),
      rootKeys: event.rootKeys.map((key) => Buffer.from(key)),
      headSeq: head.seq,
      headHash: Buffer.from(head.hash),
      state: event.kind === 'stewards' ? 'active' : 'provisional',
    });
  }

  /** Gives a skeleton to the names of organisations that were admitted before names had one. */
  async fillSkeletons(tx: Transaction): Promise<void> {
    const rows = await tx.query<{ id: Id; name: string }>(WITHOUT_SKELETON);
    if (rows.length === 0) return;
    const skeletons = rows.map(({ name }) => skeleton(name));
    await tx.query(FILL_SKELETONS, [rows.map(({ id }) => id), skeletons]);
  }

  /** Adds a unit, which has no key yet. */
  async addUnit(tx: Transaction, orgId: Id, event: UnitAdd, state: UnitEntity['state']): Promise<void> {
    await tx.manager.insert(UnitEntity, { id: event.unit, orgId, handle: event.handle, currentEpoch: 0, state });
  }

  /** Makes these the purposes a unit works for; openings and submissions under way are waited for. */
  async limitUnit(tx: Transaction, { unit, purposes }: UnitPurposes): Promise<void> {
    await tx.manager.update(UnitEntity, { id: unit }, { purposes: [...purposes] });
  }

  /** Puts other root keys in the place of those before. */
  async setRoots(tx: Transaction, id: Id, rootKeys: readonly Uint8Array[]): Promise<void> {
    await tx.manager.update(OrganisationEntity, { id }, { rootKeys: rootKeys.map((key) => Buffer.from(key)) });
  }

  /** Moves the head of a chain on. */
  async advance(tx: Transaction, id: Id, head: ChainHead): Promise<void> {
    await tx.manager.update(OrganisationEntity, { id }, { headSeq: head.seq, headHash: Buffer.from(head.hash) });
  }

  /** Makes an epoch the one that reports are sealed to; a submission under way holds the row and is waited for. */
  async setCurrentEpoch(tx: Transaction, unit: Id, epoch: number): Promise<void> {
    await tx.manager.update(UnitEntity, { id: unit }, { currentEpoch: epoch });
  }

  /** The organisation with this handle, its own or one of its units', as far as row-level security shows it. */
  async byHandle(tx: Transaction, handle: string): Promise<OrganisationSummary | null> {
    const [row] = await tx.query<OrganisationSummary>(BY_HANDLE, [handle]);
    return row ?? null;
  }

  /** The organisation with this id, as far as row-level security shows it. */
  async byId(tx: Transaction, id: Id): Promise<OrganisationSummary | null> {
    return tx.manager.findOneBy(OrganisationEntity, { id });
  }

  /** Whether no organisation is there yet. */
  async isEmpty(tx: Transaction): Promise<boolean> {
    return (await tx.manager.count(OrganisationEntity)) === 0;
  }

  /** Handles of units by id. */
  async unitHandles(tx: Transaction, units: readonly Id[]): Promise<Map<Id, string>> {
    const rows = await tx.query<{ id: Id; handle: string }>(UNIT_HANDLES, [units]);
    return new Map(rows.map(({ id, handle }) => [id, handle]));
  }
}
