import { sha256, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { requireThat } from './directory-error.js';
import type { ChainLink } from './own-chain/chain-event.js';
import type { Recovery, RecoverySetup } from './recovery/recovery.js';
import type { Chain, Device, LogIndex, Member, Organisation, Suspension, Unit } from './world.js';

/** Everything a replay has learnt. */
export interface DirectoryData {
  /** Pinned `event_hash` of the stewards' admission. */
  readonly genesis: Uint8Array;
  readonly stewards: Id | null;
  readonly chains: ReadonlyMap<Id, Chain>;
  readonly organisations: ReadonlyMap<Id, Organisation>;
  readonly units: ReadonlyMap<Id, Unit>;
  readonly members: ReadonlyMap<Id, Member>;
  readonly devices: ReadonlyMap<Id, Device>;
  /** Every device a member ever had, so that ending one member does not look at all devices. */
  readonly devicesOf: ReadonlyMap<Id, readonly Id[]>;
  /** Organisation of each organisation handle, unit of each unit handle. */
  readonly orgHandles: ReadonlyMap<string, Id>;
  readonly unitHandles: ReadonlyMap<string, Id>;
  /** All suspensions of a subject, oldest first; at most the last is not lifted. */
  readonly suspensions: ReadonlyMap<Id, readonly Suspension[]>;
  /** Every invitation or link by which a device came, and every recovery. */
  readonly invitations: ReadonlySet<Id>;
  /** SHA-256 of every public key ever used, in hexadecimal. */
  readonly keys: ReadonlySet<string>;
  /** The recovery key in force of each organisation that has one. */
  readonly setups: ReadonlyMap<Id, RecoverySetup>;
  /** All recoveries of an organisation, oldest first. */
  readonly recoveries: ReadonlyMap<Id, readonly Recovery[]>;
  /** The newest event that was read of each organisation, with those before it. */
  readonly newest: ReadonlyMap<Id, ChainLink>;
}

/** A private copy that a replay changes in place, so that a batch of records costs one copy. */
export interface Draft {
  readonly genesis: Uint8Array;
  stewards: Id | null;
  readonly chains: Map<Id, Chain>;
  readonly organisations: Map<Id, Organisation>;
  readonly units: Map<Id, Unit>;
  readonly members: Map<Id, Member>;
  readonly devices: Map<Id, Device>;
  readonly devicesOf: Map<Id, readonly Id[]>;
  readonly orgHandles: Map<string, Id>;
  readonly unitHandles: Map<string, Id>;
  readonly suspensions: Map<Id, readonly Suspension[]>;
  readonly invitations: Set<Id>;
  readonly keys: Set<string>;
  readonly setups: Map<Id, RecoverySetup>;
  readonly recoveries: Map<Id, readonly Recovery[]>;
  readonly newest: Map<Id, ChainLink>;
}

/** What the effects of an event need to know besides the event. */
export interface EventPlace {
  readonly org: Id;
  readonly hour: number;
  readonly index: LogIndex;
  readonly eventHash: Uint8Array;
}

/** A draft with nothing in it. */
export function emptyDraft(genesis: Uint8Array): Draft {
  return {
    genesis,
    stewards: null,
    chains: new Map(),
    organisations: new Map(),
    units: new Map(),
    members: new Map(),
    devices: new Map(),
    devicesOf: new Map(),
    orgHandles: new Map(),
    unitHandles: new Map(),
    suspensions: new Map(),
    invitations: new Set(),
    keys: new Set(),
    setups: new Map(),
    recoveries: new Map(),
    newest: new Map(),
  };
}

/** A copy to change. Entries are immutable and shared. */
export function draftOf(data: DirectoryData): Draft {
  return {
    genesis: data.genesis,
    stewards: data.stewards,
    chains: new Map(data.chains),
    organisations: new Map(data.organisations),
    units: new Map(data.units),
    members: new Map(data.members),
    devices: new Map(data.devices),
    devicesOf: new Map(data.devicesOf),
    orgHandles: new Map(data.orgHandles),
    unitHandles: new Map(data.unitHandles),
    suspensions: new Map(data.suspensions),
    invitations: new Set(data.invitations),
    keys: new Set(data.keys),
    setups: new Map(data.setups),
    recoveries: new Map(data.recoveries),
    newest: new Map(data.newest),
  };
}

/** Throws E_DUPLICATE_ID when anything in the directory has this id. */
export function requireNewId(draft: Draft, id: Id): void {
  const used = [draft.chains, draft.units, draft.members, draft.devices].some((things) => things.has(id));
  requireThat(!used, 'E_DUPLICATE_ID', 'an id is used before');
}

/** Takes an invitation, a link or a recovery into use. Throws E_DUPLICATE_ID when one of this id was used before. */
export function claimInvitation(draft: Draft, invitation: Id): void {
  requireThat(!draft.invitations.has(invitation), 'E_DUPLICATE_ID', 'an invitation is used before');
  draft.invitations.add(invitation);
}

/** Takes public keys into use. Throws E_DUPLICATE_KEY when one was ever used, among themselves too. */
export function claimKeys(draft: Draft, ...publicKeys: Uint8Array[]): void {
  for (const publicKey of publicKeys) draft.keys.add(requireNewKey(draft, publicKey));
}

/** The name under which a public key is taken into use. Throws E_DUPLICATE_KEY when it was ever used. */
export function requireNewKey(draft: Pick<Draft, 'keys'>, publicKey: Uint8Array): string {
  const key = toHex(sha256(publicKey));
  requireThat(!draft.keys.has(key), 'E_DUPLICATE_KEY', 'a key is used before');
  return key;
}
