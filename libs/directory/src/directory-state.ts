import type { Id } from '@sealbridge/vocabulary';
import { applyRecord } from './apply-record.js';
import type { ChainPosition } from './build-event.js';
import { draftOf, emptyDraft, type DirectoryData } from './directory-data.js';
import type { EventRecord } from './event-record.js';
import { eventsUpTo, type ChainEvent } from './own-chain/chain-event.js';
import type { Recovery, RecoverySetup } from './recovery/recovery.js';
import { isSuspendedAtHour, openSuspension } from './suspension.js';
import type { Chain, Device, Epoch, LogIndex, Member, Organisation, Suspension, Unit } from './world.js';

/** A record and where its leaf lies on the log; `index` null while it is not integrated. */
export interface PlacedRecord {
  readonly record: EventRecord;
  readonly index: LogIndex;
}

/** What a replay of signed events has shown. Immutable: `apply` gives a new state and leaves this one as it was. */
export class DirectoryState {
  readonly #data: DirectoryData;

  private constructor(data: DirectoryData) {
    this.#data = data;
  }

  /** Knows nothing but the pinned `event_hash` of the stewards' admission (32 bytes). */
  static empty(genesisHash: Uint8Array): DirectoryState {
    return new DirectoryState(emptyDraft(genesisHash.slice()));
  }

  /** The state after one more event. Throws DirectoryError, and this state stays valid. */
  apply(record: EventRecord, index: LogIndex = null): DirectoryState {
    return this.applyAll([{ record, index }]);
  }

  /** The state after these events in this order, which must be log order across organisations. All or nothing. */
  applyAll(records: Iterable<PlacedRecord>): DirectoryState {
    const draft = draftOf(this.#data);
    for (const { record, index } of records) applyRecord(draft, record, index);
    return new DirectoryState(draft);
  }

  /** Where the next event of an organisation goes. */
  nextPosition(org: Id): ChainPosition {
    const chain = this.#data.chains.get(org);
    return chain === undefined ? { org, seq: 0, prev: null } : { org, seq: chain.seq + 1, prev: chain.head };
  }

  /** Heads of all chains, those without readable bodies included. */
  get chains(): ReadonlyMap<Id, Chain> {
    return this.#data.chains;
  }

  get organisations(): ReadonlyMap<Id, Organisation> {
    return this.#data.organisations;
  }

  get units(): ReadonlyMap<Id, Unit> {
    return this.#data.units;
  }

  /** Members, ended ones included. */
  get members(): ReadonlyMap<Id, Member> {
    return this.#data.members;
  }

  /** Devices, ended ones included. */
  get devices(): ReadonlyMap<Id, Device> {
    return this.#data.devices;
  }

  /** All suspensions of an organisation, unit or member, oldest first. */
  get suspensions(): ReadonlyMap<Id, readonly Suspension[]> {
    return this.#data.suspensions;
  }

  /** The suspension of an organisation, unit or member that is not lifted, lapsed or not; else null. */
  suspensionOf(subject: Id): Suspension | null {
    return openSuspension(this.#data, subject);
  }

  /** Whether an organisation, unit or member is suspended at a UNIX hour: an emergency lapses, a confirmed one lasts. */
  isSuspended(subject: Id, hour: number): boolean {
    return isSuspendedAtHour(this.#data, subject, hour);
  }

  /** The recovery key of an organisation that is in force, with its guardians and recovery lockboxes, or null. */
  recoveryOf(org: Id): RecoverySetup | null {
    return this.#data.setups.get(org) ?? null;
  }

  /** All recoveries of an organisation, oldest first. */
  recoveries(org: Id): readonly Recovery[] {
    return this.#data.recoveries.get(org) ?? [];
  }

  /** The events of an organisation up to the first that could not be read, oldest first. */
  events(org: Id): readonly ChainEvent[] {
    return eventsUpTo(this.#data.newest.get(org));
  }

  /** Every device a member ever had, oldest first. */
  devicesOf(member: Id): readonly Device[] {
    return (this.#data.devicesOf.get(member) ?? []).flatMap((id) => this.#data.devices.get(id) ?? []);
  }

  /** The stewards' organisation once it is applied. */
  get stewards(): Id | null {
    return this.#data.stewards;
  }

  /** The organisation of a handle, or null. */
  organisationByHandle(handle: string): Organisation | null {
    const org = this.#data.orgHandles.get(handle);
    return org === undefined ? null : (this.#data.organisations.get(org) ?? null);
  }

  /** The unit of a handle, or null. */
  unitByHandle(handle: string): Unit | null {
    const unit = this.#data.unitHandles.get(handle);
    return unit === undefined ? null : (this.#data.units.get(unit) ?? null);
  }

  /** The current epoch of a unit, whatever its status, or null. */
  currentEpoch(unit: Id): Epoch | null {
    return this.#data.units.get(unit)?.epochs.at(-1) ?? null;
  }

  /** An epoch of a unit by number, or null. */
  epoch(unit: Id, epoch: number): Epoch | null {
    return this.#data.units.get(unit)?.epochs.find((candidate) => candidate.epoch === epoch) ?? null;
  }
}
