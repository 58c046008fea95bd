import { MyLockboxesDocument } from '@sealbridge/api-client';
import { type DirectoryState, listedLockbox } from '@sealbridge/directory';
import { KeyringError, openLockbox } from '@sealbridge/keyring';
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
  const { myLockboxes } = await call(() => person.client.request(MyLockboxesDocument, {}));
  const lockbox = myLockboxes.find((candidate) => candidate.unit === unit && candidate.epoch === epoch);
  const listed = listedLockbox(state, unit, epoch, person.keys.device);
  if (lockbox === undefined || listed === null) throw noKey();
  try {
    return { org: listed.org, unit, epoch, seed: openLockbox(fromBase64(lockbox.bytes), person.keys, listed) };
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
