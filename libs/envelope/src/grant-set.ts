import { encode, type CborValue } from '@sealbridge/cbor';
import { equal, HASH_BYTES, hashTyped, SIGNATURE_BYTES, signTyped, toHex, verifyTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { ENVELOPE_LIMITS } from './limits.js';
import {
  checkpointValue,
  limited,
  readCheckpoint,
  readHash,
  readId,
  readList,
  readPart,
  requireFormat,
  rises,
  type CheckpointRef,
} from './shape.js';

const FORMAT = 'sr1s';
const FRAME_FORMAT = 'sr1.grantset';

/** The number of values in a grant set is a multiple of this (security-corrections A10). */
export const GRANT_SET_STEP = 8;
/** Whether a report may be opened. */
export const GRANT_SET_STATES = ['ACTIVE', 'WITHDRAWN'] as const;
/** A state of GRANT_SET_STATES. */
export type GrantSetState = (typeof GRANT_SET_STATES)[number];

/** GRANTSET: which grants of a report count. */
export interface GrantSet {
  readonly reportId: Id;
  readonly version: number;
  readonly reportHash: Uint8Array;
  /** From 0, over all versions of the report. */
  readonly seq: number;
  /** `grantset_hash` of the set before; null exactly at 0. */
  readonly prev: Uint8Array | null;
  /** Grant hashes among random values, rising by their bytes: the order says nothing about who was there first. */
  readonly values: readonly Uint8Array[];
  readonly state: GrantSetState;
  readonly policyHash: Uint8Array;
  readonly checkpoint: CheckpointRef;
  readonly hour: number;
  readonly signer: Id;
  readonly originOrg: Id;
}

/** GRANTSET FRAME: a set's bytes with their signature. */
export interface GrantSetFrame {
  readonly signer: Id;
  readonly grantSet: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads GRANTSET FRAME; the set inside is not read, its signature comes first. Throws EnvelopeError. */
export function parseGrantSetFrame(bytes: Uint8Array): GrantSetFrame {
  return readPart('the grant set frame', bytes, ENVELOPE_LIMITS.MAX_GRANT_SET_FRAME_BYTES, (fields) => {
    requireFormat(fields, FRAME_FORMAT);
    return {
      signer: readId(fields, 1),
      grantSet: fields.bytes(2, { max: ENVELOPE_LIMITS.MAX_GRANT_SET_BYTES }),
      signature: fields.bytes(3, SIGNATURE_BYTES),
    };
  });
}

/** Signs a set and writes its frame. Throws EnvelopeError E_FIELD or E_SIZE. */
export function signGrantSet(set: GrantSet, privateKey: Uint8Array): Uint8Array {
  const grantSet = writeGrantSet(set);
  const signature = signTyped('sr1.grantset', grantSet, privateKey);
  return writeGrantSetFrame({ signer: set.signer, grantSet, signature });
}

/** Writes GRANTSET FRAME. Throws EnvelopeError E_SIZE. */
export function writeGrantSetFrame(frame: GrantSetFrame): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FRAME_FORMAT],
    [1, idToBytes(frame.signer)],
    [2, frame.grantSet],
    [3, frame.signature],
  ]);
  return limited('the grant set frame', encode(fields), ENVELOPE_LIMITS.MAX_GRANT_SET_FRAME_BYTES);
}

/** Whether the frame's signature is this device's. Says nothing about whether that device may sign. */
export function verifyGrantSet(frame: GrantSetFrame, publicKey: Uint8Array): boolean {
  return verifyTyped('sr1.grantset', frame.grantSet, frame.signature, publicKey);
}

/** `grantset_hash` of GRANTSET bytes; no salt, so that who holds a set can prove it is on the log. */
export function grantSetHash(grantSet: Uint8Array): Uint8Array {
  return hashTyped('sr1.grantset', grantSet);
}

/** Reads GRANTSET. Throws EnvelopeError: E_SIZE, E_CBOR, E_SUITE, or E_FIELD when fields contradict each other. */
export function parseGrantSet(bytes: Uint8Array): GrantSet {
  return readPart('the grant set', bytes, ENVELOPE_LIMITS.MAX_GRANT_SET_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return consistent({
      reportId: readId(fields, 1),
      version: fields.uint(2),
      reportHash: readHash(fields, 3),
      seq: fields.uint(4),
      prev: fields.nullableBytes(5, HASH_BYTES),
      values: readList(fields, 6, ENVELOPE_LIMITS.MAX_GRANT_SET_VALUES, readHash),
      state: fields.code(7, GRANT_SET_STATES),
      policyHash: readHash(fields, 8),
      checkpoint: readCheckpoint(fields, 9),
      hour: fields.uint(10),
      signer: readId(fields, 11),
      originOrg: readId(fields, 12),
    });
  });
}

/** Writes GRANTSET. Throws EnvelopeError E_FIELD or E_SIZE. */
export function writeGrantSet(set: GrantSet): Uint8Array {
  consistent(set);
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, idToBytes(set.reportId)],
    [2, set.version],
    [3, set.reportHash],
    [4, set.seq],
    [5, set.prev],
    [6, set.values],
    [7, set.state],
    [8, set.policyHash],
    [9, checkpointValue(set.checkpoint)],
    [10, set.hour],
    [11, idToBytes(set.signer)],
    [12, idToBytes(set.originOrg)],
  ]);
  return limited('the grant set', encode(fields), ENVELOPE_LIMITS.MAX_GRANT_SET_BYTES);
}

/** Whether a grant with this hash counts. */
export function listsGrant(set: GrantSet, hash: Uint8Array): boolean {
  return set.values.some((value) => equal(value, hash));
}

function consistent(set: GrantSet): GrantSet {
  requireThat((set.seq === 0) === (set.prev === null), 'E_FIELD', 'only the first grant set has none before it');
  const filled = set.values.length > 0 && set.values.length % GRANT_SET_STEP === 0;
  requireThat(filled, 'E_FIELD', 'a grant set is not filled');
  requireThat(rises(set.values.map(toHex)), 'E_FIELD', 'a grant set is not sorted');
  return set;
}
