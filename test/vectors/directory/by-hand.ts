// Event records written straight from docs/reference/directory.md, without the writers of libs/directory: what the library
// would sort, refuse or correct can be written wrong here.
import { encode, type CborValue } from '@sealbridge/cbor';
import type { ChainPosition } from '@sealbridge/directory';
import { hashTyped, sha256, signTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

const HOUR = 490_000;

/** A signature to be made: kind number, signer id bytes, private key. */
export interface HandSigner {
  readonly kind: number;
  readonly signer: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** Parts that replace what the document asks for. */
export interface Deviations {
  readonly bodyOrg?: Id;
  readonly bodySeq?: number;
  readonly bodyInstead?: Uint8Array | null;
  readonly privatePart?: Uint8Array;
  readonly signaturesInOrder?: boolean;
  readonly hour?: number;
}

/** A map with the integer keys 0, 1, 2 ... */
export function numbered(...values: CborValue[]): Map<number, CborValue> {
  return new Map(values.map((value, index) => [index, value]));
}

/** The bytes of an event record of this type and fields at this position. */
export function recordByHand(
  position: ChainPosition,
  type: string,
  fields: Map<number, CborValue>,
  signers: readonly HandSigner[],
  deviations: Deviations = {},
): Uint8Array {
  const bodyOrg = idToBytes(deviations.bodyOrg ?? position.org);
  const salt = sha256(idToBytes(position.org), encode(type)).slice(0, 16);
  const hour = deviations.hour ?? HOUR;
  const body = encode(numbered('sr1db', bodyOrg, deviations.bodySeq ?? position.seq, type, salt, hour, fields));
  const leaf = encode(
    numbered('sr1d', idToBytes(position.org), position.seq, position.prev, hashTyped('sr1.dirbody', body)),
  );
  const ordered = deviations.signaturesInOrder === true ? signers : signers.toSorted(bySigner);
  const signatures = ordered.map(({ kind, signer, privateKey }) => [
    kind,
    signer,
    signTyped('sr1.dir', leaf, privateKey),
  ]);
  const shown = deviations.bodyInstead === undefined ? body : deviations.bodyInstead;
  return encode([leaf, signatures, shown, deviations.privatePart ?? null]);
}

/** A proof of possession over exactly these parts. */
export function proofByHand(
  position: ChainPosition,
  ids: { readonly member: Id; readonly device: Id },
  kemPublicKey: Uint8Array,
  privateKey: Uint8Array,
): Uint8Array {
  const named = [position.org, ids.member, ids.device].map(idToBytes);
  return signTyped('sr1.pop', encode([...named, position.seq, position.prev, sha256(kemPublicKey)]), privateKey);
}

function bySigner(a: HandSigner, b: HandSigner): number {
  return a.kind - b.kind || Buffer.compare(a.signer, b.signer);
}
