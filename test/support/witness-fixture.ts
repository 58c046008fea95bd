// A log as a witness sees it: it signs what it is told to, so that it can also misbehave.
import { randomBytes, utf8 } from '@sealbridge/sodium';
import {
  consistencyProof,
  emptyRoot,
  makeNoteSigner,
  memorySource,
  rootOf,
  signNote,
  verifierOf,
  writeAddCheckpoint,
  writeCheckpoint,
  writeNote,
  writeVerifierKey,
  type NoteSigner,
} from '@sealbridge/transparency';

export interface WitnessedLog {
  readonly origin: string;
  readonly signer: NoteSigner;
  /** A policy file with the log's line. */
  readonly policyText: string;
  /** A signed checkpoint of the first `size` leaves, or with a root of the caller's. */
  note(size: number, root?: Uint8Array): Uint8Array;
  /** A well-formed request from `oldSize` to `size`. */
  request(oldSize: number, size: number): Promise<Uint8Array>;
  /** A request with parts of the caller's. */
  forge(oldSize: number, proof: readonly Uint8Array[], note: Uint8Array): Uint8Array;
}

/** A log of `count` random leaves under this origin. */
export function makeWitnessedLog(origin: string, count = 600): WitnessedLog {
  const signer = makeNoteSigner(origin, 'ed25519');
  const leaves = Array.from({ length: count }, () => randomBytes(32));
  const source = memorySource(leaves);
  const note = (size: number, root?: Uint8Array): Uint8Array => {
    const real = size === 0 ? emptyRoot() : rootOf(leaves.slice(0, size));
    const text = writeCheckpoint({ origin, size, root: root ?? real });
    return writeNote({ text, signatures: [signNote(text, signer)] });
  };
  return {
    origin,
    signer,
    policyText: `log ${writeVerifierKey(verifierOf(signer))}\nquorum none\n`,
    note,
    request: async (oldSize, size) => {
      const proof = oldSize === 0 || oldSize > size ? [] : await consistencyProof(source, oldSize, size);
      return writeAddCheckpoint(oldSize, proof, note(size));
    },
    forge: (oldSize, proof, bytes) => writeAddCheckpoint(oldSize, proof, bytes),
  };
}

/** Bytes that are no request. */
export const GARBAGE = ['', 'old 1', 'old 01\n\n', 'old -1\n\nx', 'new 1\n\nx\n', '\n\n\n', '\u0000'].map((text) =>
  utf8(text),
);
