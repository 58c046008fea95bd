import { syncDirectory } from '@sealbridge/client';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Person } from '../session/person.js';

/** Throws a Failure (exit 5) unless the directory names this device as one of its owner: that a server lets it sign in shows little. */
export async function requireNamed(person: Person): Promise<void> {
  const { state } = await syncDirectory(person);
  const device = state.devices.get(person.keys.device);
  if (device?.member === person.profile.member && device.ended === null) return;
  throw new Failure({
    code: 'E_NOT_NAMED',
    exit: EXIT.VERIFICATION,
    message: 'the directory does not name this device as yours',
    hint: 'do not use it; tell your administrator, and begin again on a machine that has your keys',
  });
}
