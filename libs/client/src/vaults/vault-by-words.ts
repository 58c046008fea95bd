import { type ApiClient, VaultByWordsDocument } from '@sealbridge/api-client';
import { KeyringError, openVault, type OpenVault, wipeWordsKeys, wordsKeys } from '@sealbridge/keyring';
import { fromBase64, toBase64 } from '@sealbridge/sodium';

import { ClientError } from '../client-error.js';
import { call, payload } from '../session/call.js';

/** A vault that words opened. */
export interface FoundVault {
  readonly bytes: Uint8Array;
  readonly vault: OpenVault;
}

/**
 * The vault that 24 words open, given as their entropy, on a machine that has nothing. Whose keys they are and what is pinned comes out
 * of the vault and not from the server. Throws a ClientError: `refused` when there is none, `verification` for a vault that is not what
 * these words sealed, `network` when it was tried too often.
 */
export async function vaultByWords(guest: ApiClient, entropy: Uint8Array): Promise<FoundVault> {
  const keys = wordsKeys(entropy);
  const input = { clientMutationId: crypto.randomUUID(), lookup: toBase64(keys.lookup) };
  wipeWordsKeys(keys);
  const answer = await call(() => guest.request(VaultByWordsDocument, { input }));
  if (answer.vaultByWords.__typename === 'Refused') throw noVault();
  const bytes = fromBase64(payload(answer.vaultByWords, 'VaultByWordsPayload').vault);
  try {
    return { bytes, vault: openVault(bytes, { kind: 'words', entropy }) };
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error;
    throw new ClientError(
      error.code,
      'verification',
      error.message,
      'the server gave another vault: tell your administrator',
    );
  }
}

function noVault(): ClientError {
  return new ClientError(
    'E_NO_VAULT',
    'refused',
    'these words open nothing here',
    'look at the words and the address of the server again; five wrong tries close this address for fifteen minutes',
  );
}
