import { CborError, decodeStrict, encode, readItems } from '@sealbridge/cbor';
import {
  AEAD_TAG_BYTES,
  CryptoError,
  equal,
  hpkeOpen,
  hpkeSeal,
  KEM_ENC_BYTES,
  sha256,
  utf8,
  wipe,
} from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import type { DeviceKeys } from './device-keys.js';
import { KeyringError } from './keyring-error.js';
import { readShare, SHARE_BYTES, writeShare, wrongShare, type Share } from './share.js';

const SHARE_LABEL = 'sr1/share';
const CONTRIBUTION_LABEL = 'sr1/share-contribution';
const MAX_SEALED_BYTES = 4096;

/** A sealed share as the directory lists it. */
export interface ListedShare {
  readonly org: Id;
  /** Number of the recovery key. */
  readonly number: number;
  readonly sealedSha256: Uint8Array;
}

/** The recovery that a share is given to, and who begins with it. */
export interface Ceremony {
  readonly recovery: Id;
  /** Device of the guardian who rebuilds the key. */
  readonly to: Id;
}

/** SEALED SHARE: a share for the guardian's device with this KEM key. */
export function sealShare(share: Share, kemPublicKey: Uint8Array): Uint8Array {
  return seal(SHARE_LABEL, shareAad(share), share, kemPublicKey);
}

/** The share of this device. Throws E_SHARE_HASH, E_SHARE_OPEN, E_SHARE. */
export function openShare(
  sealed: Uint8Array,
  { device, kem }: Pick<DeviceKeys, 'device' | 'kem'>,
  { org, number, sealedSha256 }: ListedShare,
): Share {
  const listed = equal(sha256(sealed), sealedSha256);
  if (!listed) throw new KeyringError('E_SHARE_HASH', 'the share is not the one that the directory lists');
  return open(SHARE_LABEL, shareAad({ org, number, device }), sealed, kem.seed, { org, number, device });
}

/** CONTRIBUTION: this share, for one recovery and the device of the guardian who rebuilds. */
export function resealShare(share: Share, ceremony: Ceremony & { readonly kemPublicKey: Uint8Array }): Uint8Array {
  const aad = contributionAad(share, ceremony, share.device);
  return seal(CONTRIBUTION_LABEL, aad, share, ceremony.kemPublicKey);
}

/** The share that the guardian's device `from` gave to this device for a recovery. Throws E_SHARE_OPEN, E_SHARE. */
export function openContribution(
  sealed: Uint8Array,
  { device, kem }: Pick<DeviceKeys, 'device' | 'kem'>,
  given: { readonly org: Id; readonly number: number; readonly recovery: Id; readonly from: Id },
): Share {
  const { org, number, recovery, from } = given;
  const aad = contributionAad({ org, number }, { recovery, to: device }, from);
  return open(CONTRIBUTION_LABEL, aad, sealed, kem.seed, { org, number, device: from });
}

function seal(info: string, aad: Uint8Array, share: Share, publicKey: Uint8Array): Uint8Array {
  const plaintext = writeShare(share);
  const { enc, ct } = hpkeSeal({ publicKey, info: utf8(info), aad, plaintext });
  wipe(plaintext);
  return encode([enc, ct]);
}

function open(
  info: string,
  aad: Uint8Array,
  sealed: Uint8Array,
  seed: Uint8Array,
  of: Pick<Share, 'org' | 'number' | 'device'>,
): Share {
  const share = unseal(info, aad, sealed, seed);
  if (share.org === of.org && share.number === of.number && share.device === of.device) return share;
  wipe(share.share);
  throw wrongShare();
}

function unseal(info: string, aad: Uint8Array, sealed: Uint8Array, seed: Uint8Array): Share {
  try {
    const items = readItems(decodeStrict(sealed, { maxBytes: MAX_SEALED_BYTES }));
    const enc = items.bytes(0, KEM_ENC_BYTES);
    const ct = items.bytes(1, { min: SHARE_BYTES + AEAD_TAG_BYTES, max: MAX_SEALED_BYTES });
    items.end();
    const plaintext = hpkeOpen({ seed, enc, ct, info: utf8(info), aad });
    try {
      return readShare(plaintext);
    } finally {
      wipe(plaintext);
    }
  } catch (error) {
    const refused = error instanceof CborError || error instanceof CryptoError;
    if (refused) throw new KeyringError('E_SHARE_OPEN', 'the share does not open');
    throw error;
  }
}

function shareAad({ org, number, device }: Pick<Share, 'org' | 'number' | 'device'>): Uint8Array {
  return encode([SHARE_LABEL, idToBytes(org), number, idToBytes(device)]);
}

function contributionAad({ org, number }: Pick<Share, 'org' | 'number'>, ceremony: Ceremony, from: Id): Uint8Array {
  const ids = [ceremony.recovery, from, ceremony.to].map(idToBytes);
  return encode([CONTRIBUTION_LABEL, idToBytes(org), number, ...ids]);
}
