import { sleep, syncDirectory } from '@sealbridge/client';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Person } from '../session/person.js';

const ON_LOG_WITHIN_MS = 15_000;
const POLL_MS = 500;

/**
 * Waits until the log has it that this device is one of its owner: that a server lets it sign in shows little. Throws a Failure (exit 5)
 * when the directory does not name it in time.
 */
export async function requireNamed(person: Person): Promise<void> {
  for (const end = Date.now() + ON_LOG_WITHIN_MS; ; await sleep(POLL_MS)) {
    const { state } = await syncDirectory(person);
    const device = state.devices.get(person.keys.device);
    if (device?.member === person.profile.member && device.ended === null) return;
    if (Date.now() >= end) throw notNamed();
  }
}

function notNamed(): Failure {
  return new Failure({
    code: 'E_NOT_NAMED',
    exit: EXIT.VERIFICATION,
    message: 'the directory does not name this device as yours',
    hint: 'do not use it; tell your administrator, and begin again on a machine that has your keys',
  });
}
