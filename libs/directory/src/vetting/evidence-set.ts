import { encode } from '@sealbridge/cbor';
import { sha256, toHex } from '@sealbridge/sodium';
import { compareText } from '../order.js';

/** evidence_set_hash of a round: SHA-256 over the sorted vet_hashes of all its statements of evidence, in any order given. */
export function evidenceSetHash(vetHashes: readonly Uint8Array[]): Uint8Array {
  return sha256(encode(vetHashes.toSorted((a, b) => compareText(toHex(a), toHex(b)))));
}
