import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import {
  isAcceptableKemKey,
  isAcceptableSigningKey,
  KEM_PUBLIC_KEY_BYTES,
  SIGNATURE_BYTES,
  SIGNING_PUBLIC_KEY_BYTES,
} from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { requireThat } from '../directory-error.js';
import { readId } from '../field-rules.js';
import { asRecord } from '../leaf.js';
import { MAX_JOIN_BYTES } from '../limits.js';
import { signJoinProof, verifyJoinProof, type JoinClaim } from './join-proof.js';

/** What a newcomer's device says of itself, as JOIN of docs/reference/invitation.md. */
export interface JoinRequest extends JoinClaim {
  readonly proof: Uint8Array;
}

/** The bytes of JOIN for a device whose private signing key is at hand. */
export function makeJoin(claim: JoinClaim, signPrivateKey: Uint8Array): Uint8Array {
  const ids = [claim.org, claim.member, claim.device, claim.invitation].map(idToBytes);
  return encode([...ids, claim.signPublicKey, claim.kemPublicKey, signJoinProof(claim, signPrivateKey)]);
}

/**
 * Reads JOIN and verifies its proof. Throws E_RECORD, E_SIGNING_KEY, E_KEM_KEY, E_POP. Says nothing about whether the device was
 * invited: its mac does, to whoever holds the secrets of the invitation.
 */
export function parseJoin(bytes: Uint8Array): JoinRequest {
  const join = asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_JOIN_BYTES }));
    const read = {
      org: readId(items, 0),
      member: readId(items, 1),
      device: readId(items, 2),
      invitation: readId(items, 3),
      signPublicKey: items.bytes(4, SIGNING_PUBLIC_KEY_BYTES),
      kemPublicKey: items.bytes(5, KEM_PUBLIC_KEY_BYTES),
      proof: items.bytes(6, SIGNATURE_BYTES),
    };
    items.end();
    return read;
  });
  requireThat(isAcceptableSigningKey(join.signPublicKey), 'E_SIGNING_KEY', 'the signing key is not acceptable');
  requireThat(isAcceptableKemKey(join.kemPublicKey), 'E_KEM_KEY', 'the kem key is not acceptable');
  requireThat(verifyJoinProof(join, join.proof), 'E_POP', 'the proof of possession does not verify');
  return join;
}
