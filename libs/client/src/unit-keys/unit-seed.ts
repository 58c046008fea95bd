import { MyLockboxesDocument, type MyLockboxesQuery } from '@sealbridge/api-client';
import { type DirectoryState, listedLockbox } from '@sealbridge/directory';
import { type DeviceKeys, KeyringError, openLockbox } from '@sealbridge/keyring';
import { fromBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';

/** The key of one epoch of a unit, out of a lockbox. Whoever asked for it wipes the seed. */
export interface UnitSeed {
  readonly org: Id;
  readonly unit: Id;
  readonly epoch: number;
  readonly seed: Uint8Array;
}

/**
 * The key of a unit's epoch out of this device's lockbox, checked against the directory. Throws a ClientError: `refused` when this
 * device has no lockbox for it, `verification` when the lockbox is not the listed one. The caller wipes the seed.
 */
export async function openUnitSeed(person: Person, state: DirectoryState, unit: Id, epoch: number): Promise<UnitSeed> {
  return openListedSeed(person.keys, state, await ownLockboxes(person), { unit, epoch });
}

/** The lockboxes of a device, as its server has them. */
export type OwnLockboxes = MyLockboxesQuery['myLockboxes'];

/** The lockboxes of this device. */
export async function ownLockboxes({ client }: Pick<Person, 'client'>): Promise<OwnLockboxes> {
  return (await call(() => client.request(MyLockboxesDocument, {}))).myLockboxes;
}

/** As `openUnitSeed`, out of lockboxes that were read before. */
export function openListedSeed(
  keys: DeviceKeys,
  state: DirectoryState,
  lockboxes: OwnLockboxes,
  { unit, epoch }: { readonly unit: Id; readonly epoch: number },
): UnitSeed {
  const lockbox = lockboxes.find((candidate) => candidate.unit === unit && candidate.epoch === epoch);
  const listed = listedLockbox(state, unit, epoch, keys.device);
  if (lockbox === undefined || listed === null) throw noKey();
  try {
    return { org: listed.org, unit, epoch, seed: openLockbox(fromBase64(lockbox.bytes), keys, listed) };
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    throw new ClientError(error.code, 'verification', error.message);
  }
}

function noKey(): ClientError {
  return new ClientError(
    'E_NO_LOCKBOX',
    'refused',
    'this device has no key of the unit for the time the report was sealed',
    'the administrator of the unit can add the device to it',
  );
}
