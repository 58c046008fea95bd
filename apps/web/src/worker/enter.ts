// Signing in: with a passkey, which unlocks in the same prompt where it can; with a passphrase where it cannot; with the device key.
import { MyVaultDocument, RequestPasskeyChallengeDocument, StartPasskeySessionDocument } from '@sealbridge/api-client';
import { call, payload, signInRefused } from '@sealbridge/client';
import { fingerprint } from '@sealbridge/directory';
import { KeyringError, openVault, passphraseBytes, vaultInfo, type VaultKey } from '@sealbridge/keyring';
import { equal, fromBase64, fromBase64Url, randomBytes, toBase64Url, wipe } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { WorkFailure } from './failure.js';
import { hold } from './hold.js';
import { keep } from './open-vault.js';
import type { Entered, PasskeyShown, Unlocks, Who } from './operations.js';
import { assertionInput, meet } from './person.js';
import { type StoredVault, wordsOfStored } from './put-statement.js';
import { rotatedVault, saltsOf } from './salts.js';
import { type KeptDevice, keepDevice, keptDevice } from './store.js';

const CHALLENGE_BYTES = 32;

/** Signs in with a passkey and opens the vault of its device. */
export async function signIn(desk: Desk, device: string | null): Promise<Entered> {
  const kept = device === null ? null : await keptDevice(device);
  const shown = await showPasskey(desk, kept);
  const session = await startPasskeySession(desk, shown, kept?.organisation);
  desk.idleMinutes = session.idleMinutes;
  const found = await findVault(desk, session.device, shown.id);
  const unlocks = shown.unlocks ?? (await askAgain(desk, found.bytes, shown.id));
  if (unlocks === null) {
    if (!unlockersOf(found.bytes).some(({ kind }) => kind === 'passphrase')) throw cannotUnlock();
    desk.begun.passphrase = found;
    return { state: 'passphrase' };
  }
  return { state: 'open', who: await openByPasskey(desk, found, shown.id, unlocks) };
}

/** Opens the vault of whoever has just signed in, with a passphrase. Takes 256 MiB and a moment. */
export async function enterPassphrase(desk: Desk, typed: string): Promise<Who> {
  const found = desk.begun.passphrase;
  if (found === null) throw new WorkFailure({ code: 'E_LOCKED', kind: 'sign_in' });
  const passphrase = passphraseBytes(typed);
  try {
    const who = await desk.during('stretching', () => open(desk, found, { kind: 'passphrase', passphrase }));
    desk.begun.passphrase = null;
    return who;
  } finally {
    wipe(passphrase);
  }
}

/** Who is inside, as the pages show it; null before. */
export function whoOf(desk: Desk): Who | null {
  if (desk.vault === null || desk.person === null) return null;
  const { keys, pins, unlockers } = desk.vault;
  return {
    member: keys.member,
    device: keys.device,
    organisation: pins.orgHandle,
    unit: pins.unitHandle,
    roles: pins.roles,
    ways: unlockers.map(({ params }) => params.kind),
    fingerprint: fingerprint(keys.sign.publicKey),
    idleMinutes: desk.idleMinutes,
    wordsUntil: desk.begun.again?.until ?? null,
  };
}

interface FoundVault {
  readonly kept: KeptDevice;
  readonly bytes: Uint8Array;
  /** What the server keeps, where its statement says something that this browser does not know. */
  readonly stored: StoredVault | null;
}

async function showPasskey(desk: Desk, kept: KeptDevice | null): Promise<PasskeyShown> {
  const asked = { clientMutationId: crypto.randomUUID() };
  const { requestPasskeyChallenge } = await call(() =>
    desk.client.request(RequestPasskeyChallengeDocument, { input: asked }),
  );
  const { nonce, rpId } = payload(requestPasskeyChallenge, 'RequestPasskeyChallengePayload');
  return desk.page.call('showPasskey', {
    challenge: toBase64Url(fromBase64(nonce)),
    rpId,
    allow: kept === null || kept.passkeys.length === 0 ? null : kept.passkeys,
    salts: kept === null ? [] : saltsOf(kept.vault),
    why: 'sign_in',
  });
}

async function startPasskeySession(
  desk: Desk,
  shown: PasskeyShown,
  organisation: string | undefined,
): Promise<{ readonly device: string; readonly idleMinutes: number }> {
  const input = { clientMutationId: crypto.randomUUID(), assertion: assertionInput(shown) };
  const { startPasskeySession } = await call(() => desk.client.request(StartPasskeySessionDocument, { input }));
  if (startPasskeySession.__typename === 'Refused') throw refusedSession(startPasskeySession.reason, organisation);
  return payload(startPasskeySession, 'BrowserSessionPayload');
}

/** An organisation may ask its own identity provider first; the page then leads there. */
function refusedSession(reason: string, organisation: string | undefined): Error {
  if (reason !== 'first_factor_needed') return signInRefused(reason);
  return new WorkFailure({
    code: 'E_FIRST_FACTOR',
    kind: 'sign_in',
    ...(organisation === undefined ? {} : { detail: organisation }),
  });
}

/** The newest vault there is of a device: what this browser keeps, or what the server has where that is newer or all there is. */
async function findVault(desk: Desk, device: string, passkey: string): Promise<FoundVault> {
  const kept = await keptDevice(device);
  const stored = await storedVault(desk);
  const isNewer = stored !== null && vaultInfo(stored.bytes).version > (kept?.version ?? 0);
  if (kept !== null && kept.version > 0 && !(isNewer && opensBy(stored.bytes, passkey)))
    return { kept: { ...kept, stage: 'ready' }, bytes: kept.vault, stored: kept.words === null ? stored : null };
  if (stored === null) throw new WorkFailure({ code: 'E_VAULT_ABSENT', kind: 'refused' });
  const { bytes } = stored;
  const empty = { device, organisation: '', unit: '', words: null, passkeys: [passkey] };
  return {
    kept: { ...empty, ...kept, stage: 'ready', vault: bytes, version: vaultInfo(bytes).version },
    bytes,
    stored,
  };
}

async function storedVault(desk: Desk): Promise<StoredVault | null> {
  const { myVault } = await call(() => desk.client.request(MyVaultDocument, {}));
  if (myVault === null) return null;
  const { vault, statement, signature } = myVault;
  return { bytes: fromBase64(vault), statement: fromBase64(statement), signature: fromBase64(signature) };
}

/** A passkey that was chosen out of all could not be asked with the salt of this vault: it is asked once more. */
async function askAgain(desk: Desk, bytes: Uint8Array, passkey: string): Promise<Unlocks | null> {
  const salts = saltsOf(bytes).filter(({ credential }) => credential === passkey);
  if (salts.length === 0) return null;
  const { unlocks } = await desk.page.call('showPasskey', {
    challenge: toBase64Url(randomBytes(CHALLENGE_BYTES)),
    rpId: self.location.hostname,
    allow: [passkey],
    salts,
    why: 'second_salt',
  });
  return unlocks;
}

/** Opens with what a passkey gave for its salt, and wraps anew for the next one when that is due. */
async function openByPasskey(desk: Desk, found: FoundVault, credential: string, unlocks: Unlocks): Promise<Who> {
  // opening wipes what it is given
  const prfOutput = unlocks.current.slice();
  try {
    const who = await open(desk, found, { kind: 'passkey', credentialId: fromBase64Url(credential), prfOutput });
    const rotated = desk.kept.rotated ?? {};
    const now = Date.now();
    const vault = rotatedVault(desk.opened(), credential, unlocks, { rotated, now });
    if (vault !== null) await keep(desk, vault, { rotated: { ...rotated, [credential]: now } });
    return who;
  } finally {
    wipe(unlocks.current, ...(unlocks.next === null ? [] : [unlocks.next]));
  }
}

async function open(desk: Desk, { kept, bytes, stored }: FoundVault, key: VaultKey): Promise<Who> {
  const vault = openVault(bytes, key, kept.version === 0 ? null : { version: kept.version });
  if (vault.keys.device !== kept.device) throw cannotUnlock();
  const words = stored === null ? kept.words : wordsOfStored(vault, stored);
  await hold(vault.keys.device);
  desk.vault = vault;
  desk.kept = { ...kept, words, organisation: vault.pins.orgHandle, unit: vault.pins.unitHandle };
  desk.person = await meet(desk, vault);
  await keepDevice(desk.kept);
  if (desk.kept.version === 0) await keep(desk, vault);
  const who = whoOf(desk);
  if (who === null) throw cannotUnlock();
  return who;
}

function opensBy(bytes: Uint8Array, passkey: string): boolean {
  const id = fromBase64Url(passkey);
  return unlockersOf(bytes).some(
    (params) => params.kind === 'passphrase' || (params.kind === 'passkey' && equal(params.credentialId, id)),
  );
}

function unlockersOf(bytes: Uint8Array): readonly ReturnType<typeof vaultInfo>['unlockers'][number]['params'][] {
  return vaultInfo(bytes).unlockers.map(({ params }) => params);
}

function cannotUnlock(): KeyringError {
  return new KeyringError('E_VAULT_UNLOCK', 'this does not open the vault');
}
