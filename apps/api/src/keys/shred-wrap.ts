import { encode } from '@sealbridge/cbor';
import { aeadOpen, aeadSeal } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

import type { Kek } from './kek-store.js';

/** What a stored grant is bound to, so that a row pasted elsewhere does not open (security-corrections B1). */
export interface GrantPlace {
  readonly reportId: Id;
  readonly version: number;
  readonly grantId: Id;
  /** The key-encryption key of the week of submission. It stays in the row when the shred key is wrapped anew. */
  readonly kekId: string;
}

/** What a stored recovery lockbox is bound to. */
export interface RecoveryLockboxPlace {
  readonly org: Id;
  readonly unit: Id;
  readonly epoch: number;
  /** Number of the recovery key it is sealed to. */
  readonly keyNumber: number;
}

/** Wraps a grant under the shred key of its report: nonce and XChaCha20-Poly1305 ciphertext. */
export function wrapGrant(grant: Uint8Array, shredKey: Uint8Array, place: GrantPlace): Uint8Array {
  return aeadSeal({ key: shredKey, plaintext: grant, aad: grantAad(place) });
}

/** Gives the grant back. Throws CryptoError E_OPEN when row, place or key do not belong together. */
export function unwrapGrant(wrapped: Uint8Array, shredKey: Uint8Array, place: GrantPlace): Uint8Array {
  return aeadOpen({ key: shredKey, sealed: wrapped, aad: grantAad(place) });
}

/** Wraps the shred key of a report under a weekly key. */
export function wrapShredKey(shredKey: Uint8Array, reportId: Id, kek: Kek): Uint8Array {
  return aeadSeal({ key: kek.key, plaintext: shredKey, aad: shredKeyAad(reportId, kek.id) });
}

/** Gives the shred key back. Throws CryptoError E_OPEN for another report or another weekly key. */
export function unwrapShredKey(wrapped: Uint8Array, reportId: Id, kek: Kek): Uint8Array {
  return aeadOpen({ key: kek.key, sealed: wrapped, aad: shredKeyAad(reportId, kek.id) });
}

/**
 * Wraps a recovery lockbox under a weekly key: a copy of the database gives nothing to guardians who come together without the
 * operator (security-corrections B8).
 */
export function wrapRecoveryLockbox(lockbox: Uint8Array, place: RecoveryLockboxPlace, kek: Kek): Uint8Array {
  return aeadSeal({ key: kek.key, plaintext: lockbox, aad: recoveryAad(place, kek.id) });
}

/** Gives the recovery lockbox back. Throws CryptoError E_OPEN at another place or under another weekly key. */
export function unwrapRecoveryLockbox(wrapped: Uint8Array, place: RecoveryLockboxPlace, kek: Kek): Uint8Array {
  return aeadOpen({ key: kek.key, sealed: wrapped, aad: recoveryAad(place, kek.id) });
}

function grantAad(place: GrantPlace): Uint8Array {
  return encode([idToBytes(place.reportId), place.version, idToBytes(place.grantId), place.kekId]);
}

function shredKeyAad(reportId: Id, kekId: string): Uint8Array {
  return encode(['sr1/shred', idToBytes(reportId), kekId]);
}

function recoveryAad({ org, unit, epoch, keyNumber }: RecoveryLockboxPlace, kekId: string): Uint8Array {
  return encode(['sr1/recovery-wrap', idToBytes(org), idToBytes(unit), epoch, keyNumber, kekId]);
}
