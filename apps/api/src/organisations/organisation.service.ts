import { Injectable } from '@nestjs/common';
import type { EventRecord, UnitAdd } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { OrganisationRepository } from './organisation.repository.js';
import type { OrganisationSummary } from './organisation.types.js';

/** Organisations and units as projections of their chains. */
@Injectable()
export class OrganisationService {
  constructor(private readonly organisations: OrganisationRepository) {}

  /** Writes what a verified event says of organisations and units, and moves the head of the chain on. */
  async project(tx: Transaction, { leaf, eventHash, body }: EventRecord): Promise<void> {
    const head = { seq: leaf.seq, hash: eventHash };
    const event = body?.event;
    if (event?.type === 'ORG_ADMIT') {
      await this.organisations.admit(tx, leaf.org, event, head);
      return;
    }
    if (event?.type === 'UNIT_ADD') await this.#addUnit(tx, leaf.org, event);
    if (event?.type === 'UNIT_PURPOSES') await this.organisations.limitUnit(tx, event);
    if (event?.type === 'UNIT_EPOCH') await this.organisations.setCurrentEpoch(tx, event.unit, event.epoch);
    await this.organisations.advance(tx, leaf.org, head);
  }

  /** The first unit of police bears the organisation's handle and was vetted with it; further ones are vetted by themselves. */
  async #addUnit(tx: Transaction, org: Id, event: UnitAdd): Promise<void> {
    const owner = await this.organisations.byId(tx, org);
    const vettedByItself = owner?.kind === 'police_unit' && event.handle !== owner.handle;
    await this.organisations.addUnit(tx, org, event, vettedByItself ? 'provisional' : 'active');
  }

  /** The three root keys that are in force from now on. */
  async setRoots(tx: Transaction, org: Id, rootKeys: readonly Uint8Array[]): Promise<void> {
    await this.organisations.setRoots(tx, org, rootKeys);
  }

  /** The organisation with this handle, its own or a unit's, or null when there is none that the context may see. */
  byHandle(tx: Transaction, handle: string): Promise<OrganisationSummary | null> {
    return this.organisations.byHandle(tx, handle);
  }

  /** The organisation with this id, or null when there is none that the context may see. */
  byId(tx: Transaction, id: Id): Promise<OrganisationSummary | null> {
    return this.organisations.byId(tx, id);
  }

  /** Whether no organisation was admitted yet; the first are the stewards, by the genesis. */
  isEmpty(tx: Transaction): Promise<boolean> {
    return this.organisations.isEmpty(tx);
  }

  /** Handles of units by id, for the units that the context may see. */
  unitHandles(tx: Transaction, units: readonly Id[]): Promise<Map<Id, string>> {
    return this.organisations.unitHandles(tx, units);
  }
}
