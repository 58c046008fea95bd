import { fromBase64, fromHex, toBase64, toHex } from '@sealbridge/sodium';
import { type Id, parseId } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';

/** An entry of the log with everything its decision can be made again from (docs/reference/explanation.md). */
export interface Explanation {
  readonly origin: string;
  readonly index: number;
  readonly eventId: Id;
  readonly leafHash: Uint8Array;
  readonly payload: Uint8Array;
  readonly salt: Uint8Array;
  /** What was decided upon, with the salt of its commitment; null when it is not kept any more. */
  readonly snapshot: { readonly bytes: Uint8Array; readonly salt: Uint8Array } | null;
  /** Null when the server does not know it. */
  readonly policyText: string | null;
  /** A C2SP tlog-proof of the entry, with its checkpoint; null when there was none yet. */
  readonly proof: Uint8Array | null;
}

/** First field of the file. */
const FORMAT = 'sealbridge-decision@1';
/** Longest file in bytes. */
export const MAX_EXPLANATION_BYTES = 4 * 1024 * 1024;

/** The text of the file: JSON, two spaces, byte strings in base64 and the leaf hash in hex. */
export function writeExplanation(explanation: Explanation): string {
  const { origin, index, eventId, leafHash, payload, salt, snapshot, policyText, proof } = explanation;
  const file = {
    format: FORMAT,
    ...{ origin, index, eventId, leafHash: toHex(leafHash), payload: toBase64(payload), salt: toBase64(salt) },
    snapshot: snapshot === null ? null : toBase64(snapshot.bytes),
    snapshotSalt: snapshot === null ? null : toBase64(snapshot.salt),
    policyText,
    proof: proof === null ? null : toBase64(proof),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

const FIELDS = [
  ...['format', 'origin', 'index', 'eventId', 'leafHash', 'payload', 'salt'],
  ...['snapshot', 'snapshotSalt', 'policyText', 'proof'],
];

/** Reads the file; nothing is checked but its form. Throws a ClientError (`verification`) for any other form. */
export function readExplanation(bytes: Uint8Array): Explanation {
  if (bytes.length > MAX_EXPLANATION_BYTES) throw notOne();
  const fields = fieldsOf(bytes);
  const { format, origin, index, eventId, policyText } = fields;
  const id = typeof eventId === 'string' ? parseId(eventId) : null;
  const isText = typeof origin === 'string' && (policyText === null || typeof policyText === 'string');
  if (format !== FORMAT || id === null || !isText || !isIndex(index)) throw notOne();
  const [snapshot, snapshotSalt] = [optional(fields['snapshot']), optional(fields['snapshotSalt'])];
  if ((snapshot === null) !== (snapshotSalt === null)) throw notOne();
  return {
    ...{ origin, index, eventId: id, policyText },
    leafHash: bytesOf(fields['leafHash'], fromHex),
    payload: bytesOf(fields['payload']),
    salt: bytesOf(fields['salt']),
    snapshot: snapshot === null || snapshotSalt === null ? null : { bytes: snapshot, salt: snapshotSalt },
    proof: optional(fields['proof']),
  };
}

function fieldsOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && Object.keys(value).sort().join() === [...FIELDS].sort().join()) {
      return value as Record<string, unknown>;
    }
  } catch {
    throw notOne();
  }
  throw notOne();
}

const isIndex = (index: unknown): index is number => Number.isSafeInteger(index) && Number(index) >= 0;

const optional = (value: unknown): Uint8Array | null => (value === null ? null : bytesOf(value));

function bytesOf(value: unknown, read: (text: string) => Uint8Array = fromBase64): Uint8Array {
  if (typeof value !== 'string') throw notOne();
  try {
    return read(value);
  } catch {
    throw notOne();
  }
}

function notOne(): ClientError {
  return new ClientError('E_EXPLANATION', 'verification', 'not an explanation of a decision, or one that was damaged');
}
