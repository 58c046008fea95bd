import { encode } from '@sealbridge/cbor';
import { sha256, signTyped, verifyTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

/** What the new key of an invited device signs for. */
export interface JoinClaim {
  readonly org: Id;
  readonly member: Id;
  readonly device: Id;
  readonly invitation: Id;
  readonly signPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
}

/** The proof of possession of an invited device; it names ids that are used once and no place of the chain (decision 0013). */
export function signJoinProof(claim: JoinClaim, signPrivateKey: Uint8Array): Uint8Array {
  return signTyped('sr1.join', provenBytes(claim), signPrivateKey);
}

/** Whether a proof is that of this device for this invitation. */
export function verifyJoinProof(claim: JoinClaim, proof: Uint8Array): boolean {
  return verifyTyped('sr1.join', provenBytes(claim), proof, claim.signPublicKey);
}

function provenBytes({ org, member, device, invitation, kemPublicKey }: JoinClaim): Uint8Array {
  return encode([...[org, member, device, invitation].map(idToBytes), sha256(kemPublicKey)]);
}
