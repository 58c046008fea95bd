import type { ApiClient } from '@sealbridge/api-client';
import type { DirectoryState } from '@sealbridge/directory';
import type { DeviceKeys, Pins } from '@sealbridge/keyring';
import { toHex } from '@sealbridge/sodium';
import type { Policy } from '@sealbridge/transparency';
import type { Id, Role } from '@sealbridge/vocabulary';

import type { ClientStores } from '../stores.js';
import type { NodeIdentity } from './node-identity.js';
import type { StepUp } from './step-up.js';

/** Who a device is and what it believes: settled when it joined, and taken from no server since. */
export interface Identity {
  readonly org: Id;
  readonly orgHandle: string;
  readonly unit: Id;
  readonly unitHandle: string;
  readonly member: Id;
  readonly device: Id;
  readonly roles: readonly Role[];
  /** `event_hash` of the stewards' first event, hex: the pin everything in the directory hangs from. */
  readonly genesis: string;
  /** Name of the log. */
  readonly origin: string;
}

/** The replay of a verified log, and its time in UNIX seconds: that of its newest cosignature, or of the clock when that is later. */
export interface SyncedDirectory {
  readonly log: { readonly now: number };
  readonly state: DirectoryState;
}

/** Whose device it is, from its keys and what was pinned with them. */
export function identityOf(
  { org, member, device }: Pick<DeviceKeys, 'org' | 'member' | 'device'>,
  pins: Pins,
): Identity {
  const { orgHandle, unit, unitHandle, roles, genesis, origin } = pins;
  return { org, orgHandle, unit, unitHandle, member, device, roles, genesis: toHex(genesis), origin };
}

/** Somebody who is signed in: keys unlocked, server checked against the pinned policy, session started. */
export interface Person {
  readonly profile: Identity;
  readonly keys: DeviceKeys;
  readonly policy: Policy;
  /** Origin of the server. */
  readonly server: string;
  readonly node: NodeIdentity;
  readonly client: ApiClient;
  /** Bearer token of the session; null where a cookie carries it. */
  readonly token: string | null;
  readonly stores: ClientStores;
  /** What the program does with each directory it has verified, before anything else is done with it: the self-audit. */
  readonly synced?: (directory: SyncedDirectory) => Promise<void>;
  /** How the person is verified anew where the server asks for it; absent where this device has no passkey. */
  readonly stepUp?: StepUp;
}
