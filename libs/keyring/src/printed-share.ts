import { encode } from '@sealbridge/cbor';
import {
  AEAD_NONCE_BYTES,
  AEAD_TAG_BYTES,
  aeadOpen,
  aeadSeal,
  concat,
  CryptoError,
  equal,
  sha256,
  u32be,
} from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { fromCrockford, inGroups, readTyped, toCrockford } from './crockford.js';
import { KeyringError } from './keyring-error.js';
import { SHARE_BYTES, type Share } from './share.js';
import { wipeWordsKeys, wordsKeys } from './words.js';

const LABEL = 'sr1/printed-share';
const NUMBER_BYTES = 4;
const CHECK_BYTES = 4;
const SEALED_BYTES = AEAD_NONCE_BYTES + SHARE_BYTES + AEAD_TAG_BYTES;
const PRINTED_BYTES = NUMBER_BYTES + SEALED_BYTES + CHECK_BYTES;

/** The text of a share for paper, sealed under the guardian's own words: 130 characters in groups of four. */
export function printShare(share: Share, entropy: Uint8Array): string {
  const keys = wordsKeys(entropy);
  const sealed = aeadSeal({ key: keys.shareKey, plaintext: share.share, aad: aadOf(share) });
  wipeWordsKeys(keys);
  const content = concat(u32be(share.number), sealed);
  return inGroups(toCrockford(concat(content, checkOf(content))), ' ');
}

/**
 * The share on paper, however it was typed, by the guardian's words. `of` is what the directory says of the key it belongs to. Throws
 * E_PRINTED_SHARE (typed wrongly), E_SHARE (of another key), E_SHARE_OPEN (other words, another organisation or guardian). Its manifest is empty.
 */
export function openPrintedShare(text: string, entropy: Uint8Array, of: Omit<Share, 'share' | 'manifest'>): Share {
  const bytes = fromCrockford(readTyped(text), PRINTED_BYTES);
  const content = bytes?.subarray(0, -CHECK_BYTES) ?? null;
  if (bytes === null || content === null || !equal(checkOf(content), bytes.subarray(-CHECK_BYTES))) {
    throw new KeyringError('E_PRINTED_SHARE', 'a character is missing or another one');
  }
  if (!equal(content.subarray(0, NUMBER_BYTES), u32be(of.number))) {
    throw new KeyringError('E_SHARE', 'the sheet belongs to another recovery key');
  }
  return { ...of, share: unseal(content.subarray(NUMBER_BYTES), entropy, of), manifest: new Map() };
}

function unseal(sealed: Uint8Array, entropy: Uint8Array, of: Pick<Share, 'org' | 'number' | 'device'>): Uint8Array {
  const keys = wordsKeys(entropy);
  try {
    return aeadOpen({ key: keys.shareKey, sealed, aad: aadOf(of) });
  } catch (error) {
    if (error instanceof CryptoError) throw new KeyringError('E_SHARE_OPEN', 'these words do not open the sheet');
    throw error;
  } finally {
    wipeWordsKeys(keys);
  }
}

function aadOf({ org, number, device }: Pick<Share, 'org' | 'number' | 'device'>): Uint8Array {
  return encode([LABEL, idToBytes(org), number, idToBytes(device)]);
}

function checkOf(content: Uint8Array): Uint8Array {
  return sha256(content).subarray(0, CHECK_BYTES);
}
