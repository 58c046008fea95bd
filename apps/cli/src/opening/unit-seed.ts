import { MyLockboxesDocument } from '@sealbridge/api-client';
import { type DirectoryState, listedLockbox } from '@sealbridge/directory';
import { KeyringError, openLockbox } from '@sealbridge/keyring';
import type { ReadingUnit } from '@sealbridge/opening';
import { fromBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { call } from '../session/call.js';
import type { Person } from '../session/person.js';

/**
 * The key of a unit's epoch out of this device's lockbox, checked against the directory. Throws a Failure: exit 3 when this
 * device has no lockbox for it, exit 5 when the lockbox is not the listed one. The caller wipes the seed.
 */
export async function openUnitSeed(
  person: Person,
  state: DirectoryState,
  unit: Id,
  epoch: number,
): Promise<ReadingUnit> {
  const { myLockboxes } = await call(() => person.client.request(MyLockboxesDocument, {}));
  const lockbox = myLockboxes.find((candidate) => candidate.unit === unit && candidate.epoch === epoch);
  const listed = listedLockbox(state, unit, epoch, person.keys.device);
  if (lockbox === undefined || listed === null) throw noKey();
  try {
    return { org: listed.org, unit, epoch, seed: openLockbox(fromBase64(lockbox.bytes), person.keys, listed) };
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    throw new Failure({ code: error.code, exit: EXIT.VERIFICATION, message: error.message });
  }
}

function noKey(): Failure {
  return new Failure({
    code: 'E_NO_LOCKBOX',
    exit: EXIT.REFUSED,
    message: 'this device has no key of the unit for the time the report was sealed',
    hint: 'the administrator of the unit can add the device to it',
  });
}
