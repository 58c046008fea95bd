// Coming back by 24 words: they find the vault, open it, and stand in for the passkey that is lost until there is a new one.
import { VaultByWordsDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import { KeyringError, openVault, type OpenVault, parseRecoveryWords, vaultInfo, wordsKeys } from '@sealbridge/keyring';
import { fromBase64, sha256, toBase64, wipe } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { whoOf } from './enter.js';
import { WorkFailure } from './failure.js';
import { hold } from './hold.js';
import type { Who } from './operations.js';
import { meet, startSession } from './person.js';
import { newKept } from './set-up.js';
import { keptDevice } from './store.js';

const WORD_NUMBER = /word (\d+) /;

/** Opens the vault of the words and signs in with the keys in it. */
export async function recoverByWords(desk: Desk, typed: string): Promise<Who> {
  const entropy = readWords(typed);
  try {
    const keys = wordsKeys(entropy);
    const input = { clientMutationId: crypto.randomUUID(), lookup: toBase64(keys.lookup) };
    const { vaultByWords } = await call(() => desk.client.request(VaultByWordsDocument, { input }));
    if (vaultByWords.__typename === 'Refused') throw new WorkFailure({ code: 'E_VAULT_ABSENT', kind: 'refused' });
    const { vault: stored } = payload(vaultByWords, 'VaultByWordsPayload');
    const before = await keptDevice(vaultInfo(fromBase64(stored)).device);
    const bytes = newer(fromBase64(stored), before?.vault ?? null);
    const vault = openByWords(bytes, entropy, before);
    await hold(vault.keys.device);
    desk.vault = vault;
    desk.wordsKeys = keys;
    const words = { lookupSha256: sha256(keys.lookup), publicKey: keys.sign.publicKey };
    desk.kept = { ...newKept(vault, 'ready'), ...before, vault: bytes, version: vault.version, words };
    desk.person = await meet(desk, vault);
    await startSession(desk, desk.person);
    return present(whoOf(desk));
  } finally {
    wipe(entropy);
  }
}

/** The words found this vault, so they open it, or it is not what they sealed: that is the server's doing and not the person's. */
function openByWords(bytes: Uint8Array, entropy: Uint8Array, known: { readonly version: number } | null): OpenVault {
  try {
    return openVault(bytes, { kind: 'words', entropy }, known);
  } catch (error) {
    if (!(error instanceof KeyringError) || error.code !== 'E_VAULT_UNLOCK') throw error;
    throw new WorkFailure({ code: 'E_VAULT', kind: 'verification' });
  }
}

/** This browser may keep a later version than the server: one that was sealed after a sync and not put yet. */
function newer(stored: Uint8Array, kept: Uint8Array | null): Uint8Array {
  return kept !== null && kept.length > 0 && vaultInfo(kept).version > vaultInfo(stored).version ? kept : stored;
}

/** The number of an unknown word crosses to the page; the words themselves do not come back. */
function readWords(typed: string): Uint8Array {
  try {
    return parseRecoveryWords(typed);
  } catch (error) {
    const number = error instanceof Error ? WORD_NUMBER.exec(error.message)?.[1] : undefined;
    throw new WorkFailure({
      code: 'E_WORDS',
      kind: 'usage',
      ...(number === undefined ? {} : { detail: Number(number) }),
    });
  }
}

function present(who: Who | null): Who {
  if (who === null) throw new WorkFailure({ code: 'E_LOCKED', kind: 'sign_in' });
  return who;
}
