// Runs the cases of words.json and vault.json.
import {
  openVault,
  parseRecoveryWords,
  passphraseBytes,
  vaultInfo,
  waysIn,
  wordsKeys,
  type VaultKey,
} from '@sealbridge/keyring';
import { fromBase64Url, fromHex, toHex } from '@sealbridge/sodium';
import type { Expectation } from './expectation.js';

/** 24 words as they are typed, and the keys they give. */
export interface WordsCase {
  readonly description: string;
  readonly words: string;
  readonly expect: Expectation;
}

/** A vault, what it is opened with, and the version that is known. */
export interface VaultCase {
  readonly description: string;
  readonly vault: string;
  readonly key:
    | { readonly kind: 'passkey'; readonly credentialId: string; readonly prfOutput: string }
    | { readonly kind: 'words'; readonly entropy: string }
    | { readonly kind: 'passphrase'; readonly passphrase: string };
  readonly known: number | null;
  readonly expect: Expectation;
}

/** The keys of a case. Throws KeyringError. */
export function runWords({ words }: WordsCase): unknown {
  const entropy = parseRecoveryWords(words);
  const { lookup, sign, shareKey } = wordsKeys(entropy);
  const [found, signPublicKey, share] = [lookup, sign.publicKey, shareKey].map(toHex);
  return { entropy: toHex(entropy), lookup: found, signPublicKey, shareKey: share };
}

/** What is in a vault. Throws KeyringError. */
export function runVault({ vault, key, known }: VaultCase): unknown {
  const bytes = fromBase64Url(vault);
  const given = keyOf(key);
  const { keys, pins, checkpoint, ...opened } = openVault(bytes, given, known === null ? null : { version: known });
  if (given.kind === 'passkey' && given.prfOutput.some((byte) => byte !== 0))
    throw new Error('an output was not wiped');
  const info = vaultInfo(bytes);
  const { ownSeq, devices, epochs } = opened.known;
  return {
    vaultId: opened.vaultId,
    version: info.version,
    owner: [keys.org, keys.member, info.device],
    seeds: [toHex(keys.sign.seed), toHex(keys.kem.seed)],
    pins: [pins.server, pins.orgHandle, pins.unit, pins.roles.join(' '), toHex(pins.genesis), pins.origin],
    checkpoint:
      checkpoint === null
        ? null
        : [checkpoint.size, toHex(checkpoint.root), toHex(checkpoint.note), checkpoint.cosignedAt],
    known: [ownSeq, devices.length, epochs.size],
    ways: waysIn(opened).map(({ kind }) => kind),
  };
}

function keyOf(key: VaultCase['key']): VaultKey {
  switch (key.kind) {
    case 'passkey':
      return { kind: 'passkey', credentialId: fromHex(key.credentialId), prfOutput: fromHex(key.prfOutput) };
    case 'words':
      return { kind: 'words', entropy: fromHex(key.entropy) };
    case 'passphrase':
      return { kind: 'passphrase', passphrase: passphraseBytes(key.passphrase) };
  }
}
