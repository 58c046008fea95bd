// The one vault that is open in this worker, and how it is changed: sealed anew, kept in the browser, put to the server.
import { PutVaultDocument } from '@sealbridge/api-client';
import { call, ClientError, payload, withStepUp } from '@sealbridge/client';
import { writeVaultStatement } from '@sealbridge/envelope';
import { type OpenVault, sealVault, waysIn } from '@sealbridge/keyring';
import { signTyped, toBase64 } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { WAYS_NEEDED } from './operations.js';
import type { Rotated } from './salts.js';
import { keepDevice, type WordsMark } from './store.js';

const MS_PER_SECOND = 1000;

/** How a vault is kept: with other passkeys, words or salts than before. */
export interface Change {
  readonly words?: WordsMark | null;
  readonly passkeys?: readonly string[];
  readonly rotated?: Rotated;
}

/** Seals the vault and keeps it in this browser; what was open is now this. Nothing goes to the server. */
export async function keep(desk: Desk, vault: OpenVault, change: Change = {}): Promise<void> {
  const { bytes, vault: sealed } = sealVault(vault);
  await keepSealed(desk, sealed, bytes, change);
}

/**
 * Seals the vault, puts it to the server with the device's statement about the ways in, and keeps it in this browser. The server asks for
 * a fresh verification where the ways change. What is open stays as it was when any of that fails.
 */
export async function put(desk: Desk, vault: OpenVault, change: Change = {}): Promise<void> {
  const { person, node } = desk.inside();
  const { bytes, sha256, vault: sealed } = sealVault(vault);
  const words = change.words === undefined ? desk.kept.words : change.words;
  const statement = writeVaultStatement({
    origin: person.server,
    nodeKeyId: node.keyId,
    device: vault.keys.device,
    vaultId: sealed.vaultId,
    version: sealed.version,
    vaultSha256: sha256,
    ways: waysIn(sealed),
    words,
    time: Math.floor(Date.now() / MS_PER_SECOND),
  });
  const input = {
    clientMutationId: crypto.randomUUID(),
    statement: toBase64(statement),
    signature: toBase64(signTyped('sr1.vault', statement, vault.keys.sign.privateKey)),
    vault: toBase64(bytes),
  };
  await withStepUp(person, { mutation: 'putVault', parts: [statement] }, async () => {
    const answer = await call(() => person.client.request(PutVaultDocument, { input }));
    payload(answer.putVault, 'PutVaultPayload');
  });
  await keepSealed(desk, sealed, bytes, change);
}

/**
 * Keeps a vault whose ways in are as before, here and, where it can be, at the server: what was seen of the log then comes along to
 * wherever the vault is opened next. A server that cannot be reached costs nothing but that.
 */
export async function keepEverywhere(desk: Desk, vault: OpenVault): Promise<void> {
  const hasWords = vault.unlockers.some(({ params }) => params.kind === 'words');
  if (vault.unlockers.length < WAYS_NEEDED || (hasWords && desk.kept.words === null)) return keep(desk, vault);
  try {
    await put(desk, vault);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    await keep(desk, vault);
  }
}

async function keepSealed(desk: Desk, sealed: OpenVault, vault: Uint8Array, change: Change): Promise<void> {
  const kept = { ...desk.kept, ...change, vault, version: sealed.version };
  await keepDevice(kept);
  desk.vault = sealed;
  desk.kept = kept;
}
