// This browser asks to be let in: by another device of the same person, or by guardians. It becomes a device with keys of its own.
import { askToJoin } from '@sealbridge/client';
import { fingerprint } from '@sealbridge/directory';
import { makeLinkCode, makeVault, readLinkCode } from '@sealbridge/keyring';

import type { Desk } from './desk.js';
import { WorkFailure } from './failure.js';
import { hold } from './hold.js';
import type { Admitted } from './operations.js';
import { meet, startSession } from './person.js';
import { newKept } from './set-up.js';

/** Makes keys and asks with a code; without one the code is made here, to be read to whoever lets in. Takes 64 MiB and a moment. */
export async function ask(desk: Desk, code: string | null): Promise<{ code: string }> {
  const shown = code === null ? makeLinkCode() : readLinkCode(code);
  desk.begun.asking?.wipe();
  desk.begun.asking = await desk.during('stretching', () =>
    askToJoin({ server: desk.server, guest: desk.client }, shown),
  );
  return { code: shown };
}

/** Until somebody has answered and the directory has this device; then its session starts. */
export async function waitUntilAdmitted(desk: Desk): Promise<Admitted> {
  const { asking } = desk.begun;
  if (asking === null) throw new WorkFailure({ code: 'E_LINK_GONE', kind: 'usage' });
  const { keys, pins } = await asking.offered();
  await asking.confirmed();
  await hold(keys.device);
  const vault = makeVault({ keys, pins });
  desk.vault = vault;
  desk.kept = newKept(vault, 'ready');
  desk.person = await meet(desk, vault);
  await startSession(desk, desk.person);
  desk.begun.asking = null;
  return { organisation: pins.orgHandle, unit: pins.unitHandle, fingerprint: fingerprint(keys.sign.publicKey) };
}
