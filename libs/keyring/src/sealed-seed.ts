import { CborError, decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { AEAD_TAG_BYTES, CryptoError, hpkeOpen, hpkeSeal, KEM_ENC_BYTES, KEM_SEED_BYTES } from '@sealbridge/sodium';
import { KeyringError } from './keyring-error.js';

const MAX_LOCKBOX_BYTES = 2048;

/** What a lockbox is for: the use, and all that it is bound to. */
export interface SeedContext {
  readonly info: Uint8Array;
  readonly aad: Uint8Array;
}

/** CBOR[enc, ct]: the seed of an epoch, sealed to a KEM key. */
export function sealSeed(seed: Uint8Array, { info, aad }: SeedContext, kemPublicKey: Uint8Array): Uint8Array {
  const { enc, ct } = hpkeSeal({ publicKey: kemPublicKey, info, aad, plaintext: seed });
  return encode([enc, ct]);
}

/** The seed in CBOR[enc, ct]. Throws E_LOCKBOX_OPEN: malformed, or not for this key and context. */
export function unsealSeed(lockbox: Uint8Array, { info, aad }: SeedContext, seed: Uint8Array): Uint8Array {
  try {
    const items = readItems(decodeStrict(lockbox, { maxBytes: MAX_LOCKBOX_BYTES }));
    const enc = items.bytes(0, KEM_ENC_BYTES);
    const ct = items.bytes(1, KEM_SEED_BYTES + AEAD_TAG_BYTES);
    items.end();
    return hpkeOpen({ seed, enc, ct, info, aad });
  } catch (error) {
    const refused = error instanceof CborError || error instanceof CryptoError;
    if (refused) throw new KeyringError('E_LOCKBOX_OPEN', 'the lockbox does not open');
    throw error;
  }
}
