// What a new device of a browser needs: a passkey that the server knows, and something that opens its vault.
import { RegisterPasskeyDocument, RequestPasskeyRegistrationDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import { operationDigest, writePasskeyStatement } from '@sealbridge/envelope';
import {
  addPassphraseUnlocker,
  addPasskeyUnlocker,
  makePrfSalt,
  type OpenVault,
  passphraseBytes,
  waysIn,
} from '@sealbridge/keyring';
import {
  fromBase64,
  fromBase64Url,
  randomBytes,
  sha256,
  signTyped,
  toBase64,
  toBase64Url,
  wipe,
} from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { whoOf } from './enter.js';
import { WorkFailure } from './failure.js';
import { keep, put } from './open-vault.js';
import { type PasskeyAttested, type PasskeyMade, WAYS_NEEDED, type Who } from './operations.js';
import { apiBytes } from './person.js';
import type { KeptDevice } from './store.js';

const CHALLENGE_BYTES = 32;
const MS_PER_SECOND = 1000;
/** Ed25519, RS256, ES256, as COSE numbers them, in the order they are asked for. */
const ALGORITHMS = [-8, -7, -257];
/** A passphrase that somebody chooses has at least so many characters. */
const MIN_PASSPHRASE_CHARACTERS = 8;

/** What is kept of a device before anything of it was. */
export function newKept({ keys, pins }: OpenVault, stage: KeptDevice['stage']): KeptDevice {
  return {
    device: keys.device,
    organisation: pins.orgHandle,
    unit: pins.unitHandle,
    stage,
    vault: new Uint8Array(0),
    version: 0,
    words: null,
    passkeys: [],
  };
}

/**
 * Makes a passkey, tells the server with the device's signature, and tries whether it unlocks. One that does is in the open vault
 * afterwards, which is not kept yet. What it unlocks with came from the page and goes no further.
 */
export async function makePasskey(desk: Desk): Promise<PasskeyMade> {
  const { keys } = desk.opened();
  const asked = { clientMutationId: crypto.randomUUID(), device: keys.device };
  const { requestPasskeyRegistration } = await call(() =>
    desk.client.request(RequestPasskeyRegistrationDocument, { input: asked }),
  );
  const options = payload(requestPasskeyRegistration, 'RequestPasskeyRegistrationPayload');
  const made = await desk.page.call('createPasskey', {
    challenge: toBase64Url(fromBase64(options.nonce)),
    rpId: options.rpId,
    rpName: options.rpName,
    userHandle: toBase64Url(fromBase64(options.userHandle)),
    userName: desk.opened().pins.unitHandle,
    exclude: options.excludeCredentials.map((id) => toBase64Url(fromBase64(id))),
    algorithms: ALGORITHMS,
  });
  await register(desk, fromBase64(options.nonce), made);
  desk.kept = { ...desk.kept, passkeys: [...desk.kept.passkeys, made.id] };
  return { canUnlock: made.mayUnlock && (await tryUnlock(desk, made.id, options.rpId)) };
}

/** Adds a passphrase to the open vault. Takes 256 MiB and a moment. Throws E_PASSPHRASE_FORM. */
export async function choosePassphrase(desk: Desk, typed: string): Promise<void> {
  if (typed.length < MIN_PASSPHRASE_CHARACTERS) throw new WorkFailure({ code: 'E_PASSPHRASE_FORM', kind: 'usage' });
  const passphrase = passphraseBytes(typed);
  desk.vault = await desk.during('stretching', () => addPassphraseUnlocker(desk.opened(), passphrase));
  wipe(passphrase);
}

/** Keeps the vault with its new way in, here, and at the server too once there are two. Null while nobody has confirmed the device. */
export async function settle(desk: Desk): Promise<Who | null> {
  const vault = desk.opened();
  if (desk.person !== null && waysIn(vault).length >= WAYS_NEEDED) {
    await desk.during('sealing', () => put(desk, vault));
  } else {
    await keep(desk, vault);
  }
  return whoOf(desk);
}

async function register(desk: Desk, nonce: Uint8Array, made: PasskeyAttested): Promise<void> {
  const { keys } = desk.opened();
  const node = await desk.node();
  const statement = writePasskeyStatement({
    origin: desk.server,
    nodeKeyId: node.keyId,
    nonce,
    device: keys.device,
    credentialId: fromBase64Url(made.id),
    clientDataSha256: sha256(fromBase64Url(made.clientDataJSON)),
    attestationSha256: sha256(fromBase64Url(made.attestationObject)),
    time: Math.floor(Date.now() / MS_PER_SECOND),
  });
  const attestation = {
    id: apiBytes(made.id),
    clientDataJSON: apiBytes(made.clientDataJSON),
    attestationObject: apiBytes(made.attestationObject),
    transports: [...made.transports],
  };
  const input = {
    clientMutationId: crypto.randomUUID(),
    statement: toBase64(statement),
    signature: toBase64(signTyped('sr1.passkey', statement, keys.sign.privateKey)),
    attestation,
  };
  // the challenge is used up by the first attempt, refused or not: where a fresh verification is needed it comes before
  if (desk.kept.passkeys.length > 0) await desk.person?.stepUp?.(operationDigest('registerPasskey', [statement]));
  const answer = await call(() => desk.client.request(RegisterPasskeyDocument, { input }));
  payload(answer.registerPasskey, 'RegisterPasskeyPayload');
}

async function tryUnlock(desk: Desk, id: string, rpId: string): Promise<boolean> {
  const salt = makePrfSalt();
  const { unlocks } = await desk.page.call('showPasskey', {
    challenge: toBase64Url(randomBytes(CHALLENGE_BYTES)),
    rpId,
    allow: [id],
    salts: [{ credential: id, salt, next: null }],
    why: 'try_unlock',
  });
  if (unlocks === null) return false;
  desk.vault = addPasskeyUnlocker(desk.opened(), {
    credentialId: fromBase64Url(id),
    rpId,
    prfSalt: salt,
    prfOutput: unlocks.current,
  });
  return true;
}
