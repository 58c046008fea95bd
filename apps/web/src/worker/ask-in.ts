// This browser asks to be let in: by another device of the same person, or by guardians. It becomes a device with keys of its own.
import { askToJoin, type JoinedDevice } from '@sealbridge/client';
import { fingerprint } from '@sealbridge/directory';
import { makeLinkCode, makeVault, type OpenVault, openVault, passphraseBytes, readLinkCode } from '@sealbridge/keyring';
import { wipe } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { WorkFailure } from './failure.js';
import { hold } from './hold.js';
import { keep } from './open-vault.js';
import type { Admitted, Asking, Stage } from './operations.js';
import { meet, startSession } from './person.js';
import { newKept } from './set-up.js';
import { keptDevice } from './store.js';

/** Makes keys and asks with a code; without one the code is made here, to be read to whoever lets in. Takes 64 MiB and a moment. */
export async function ask(desk: Desk, code: string | null): Promise<Asking> {
  const shown = code === null ? makeLinkCode() : readLinkCode(code);
  desk.begun.asking?.wipe();
  const asking = await desk.during('stretching', () => askToJoin({ server: desk.server, guest: desk.client }, shown));
  desk.begun.asking = asking;
  return { code: shown, fingerprint: asking.fingerprint };
}

/** Until somebody has answered and the directory has this device; then its session starts. */
export async function waitUntilAdmitted(desk: Desk): Promise<Admitted> {
  const { asking } = desk.begun;
  if (asking === null) throw gone();
  const joined = await asking.offered();
  await asking.confirmed();
  desk.begun.asking = null;
  return signInFirst(desk, await becomeDevice(desk, joined, 'ready'));
}

/** Until a guardian has answered. The device is nobody's until the guardians have completed the recovery, which takes a day. */
export async function waitForGuardian(desk: Desk): Promise<Admitted> {
  const { asking } = desk.begun;
  if (asking === null) throw gone();
  const joined = await asking.offered();
  desk.begun.asking = null;
  return admitted(await becomeDevice(desk, joined, 'recovering'));
}

/** Opens the vault that waits for the guardians and tries to sign in. Throws E_SIGN_IN as long as they are not done. */
export async function resumeRecovery(desk: Desk, device: string, typed: string): Promise<Admitted> {
  const vault = desk.vault ?? (await openWaiting(desk, device, typed));
  const shown = await signInFirst(desk, vault);
  desk.kept = { ...desk.kept, stage: 'ready' };
  await keep(desk, vault);
  return shown;
}

async function openWaiting(desk: Desk, device: string, typed: string): Promise<OpenVault> {
  const kept = await keptDevice(device);
  if (kept === null) throw gone();
  const passphrase = passphraseBytes(typed);
  const vault = await desk.during('stretching', () => openVault(kept.vault, { kind: 'passphrase', passphrase }, kept));
  wipe(passphrase);
  await hold(device);
  desk.vault = vault;
  desk.kept = kept;
  return vault;
}

async function becomeDevice(desk: Desk, { keys, pins }: JoinedDevice, stage: Stage): Promise<OpenVault> {
  await hold(keys.device);
  const vault = makeVault({ keys, pins });
  desk.vault = vault;
  desk.kept = newKept(vault, stage);
  return vault;
}

async function signInFirst(desk: Desk, vault: OpenVault): Promise<Admitted> {
  const person = await meet(desk, vault);
  await startSession(desk, person);
  desk.person = person;
  return admitted(vault);
}

function admitted({ keys, pins }: OpenVault): Admitted {
  return {
    device: keys.device,
    organisation: pins.orgHandle,
    unit: pins.unitHandle,
    fingerprint: fingerprint(keys.sign.publicKey),
  };
}

function gone(): WorkFailure {
  return new WorkFailure({ code: 'E_LINK_GONE', kind: 'usage' });
}
