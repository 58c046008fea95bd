import { decodeStrict, encode, readFields, readItems, type CborValue } from '@sealbridge/cbor';
import { HASH_BYTES, sha256, signTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import type { EventSigner } from './build-event.js';
import { requireThat } from './directory-error.js';
import { readId } from './field-rules.js';
import { asRecord } from './leaf.js';
import { MAX_ORIGIN_LENGTH, MAX_STANDING_BYTES, MAX_STANDING_RECORD_BYTES } from './limits.js';
import { isOfOrganisation, readSignatures, signatureItems, sortSignatures, type EventSignature } from './signature.js';

const STANDING_FORMAT = 'sr1mt';

/** What a party can say about the standing of an agreement. */
export const STANDING_ACTS = ['end', 'suspend', 'resume'] as const;
export type StandingAct = (typeof STANDING_ACTS)[number];

/** STANDING of docs/reference/agreement.md: one party ends, suspends or resumes one version. */
export interface Standing {
  readonly agreement: Id;
  readonly versionHash: Uint8Array;
  /** From 1, over the records of both parties about this version. */
  readonly seq: number;
  readonly act: StandingAct;
  /** UNIX seconds: when it ends; for the other acts when it was signed. */
  readonly at: number;
  readonly org: Id;
  /** Origin of the log. */
  readonly origin: string;
}

/** A standing with the signatures of its one party, as it travels and is stored. */
export interface StandingRecord {
  readonly bytes: Uint8Array;
  readonly standing: Standing;
  readonly signatures: readonly EventSignature[];
}

/** The bytes of a standing. */
export function writeStanding({ agreement, versionHash, seq, act, at, org, origin }: Standing): Uint8Array {
  const values: CborValue[] = [
    STANDING_FORMAT,
    idToBytes(agreement),
    versionHash,
    seq,
    act,
    at,
    idToBytes(org),
    origin,
  ];
  return encode(new Map(values.map((value, index) => [index, value])));
}

/** Reads a standing. Throws E_RECORD, E_FIELD. */
export function parseStanding(bytes: Uint8Array): Standing {
  const standing = asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_STANDING_BYTES }));
    fields.code(0, [STANDING_FORMAT]);
    const read = {
      agreement: readId(fields, 1),
      versionHash: fields.bytes(2, HASH_BYTES),
      seq: fields.uint(3),
      act: fields.code(4, STANDING_ACTS),
      at: fields.uint(5),
      org: readId(fields, 6),
      origin: fields.text(7, { max: MAX_ORIGIN_LENGTH }),
    };
    fields.end();
    return read;
  });
  requireThat(standing.seq >= 1 && standing.origin.length > 0, 'E_FIELD', 'a standing without number or log');
  return standing;
}

/** One signature over a standing, in the name of its organisation. Throws E_AUTHORITY for a steward's device and a guardian. */
export function signStanding(bytes: Uint8Array, by: EventSigner): EventSignature {
  requireThat(isOfOrganisation(by.kind), 'E_AUTHORITY', 'agreements are in the hands of the parties');
  return { kind: by.kind, signer: by.signer, signature: signTyped('sr1.moustate', bytes, by.privateKey) };
}

/** A standing and its signatures, sorted. Throws like parseStanding. */
export function standingRecord(bytes: Uint8Array, signatures: readonly EventSignature[]): StandingRecord {
  return { bytes, standing: parseStanding(bytes), signatures: sortSignatures(signatures) };
}

/** The bytes of a standing record: CBOR [STANDING bytes, signatures]. */
export function writeStandingRecord({ bytes, signatures }: StandingRecord): Uint8Array {
  return encode([bytes, signatureItems(signatures)]);
}

/** SHA-256 of the record with its signatures: what stands on the log when an instance took it on. */
export function standingRecordHash(record: StandingRecord): Uint8Array {
  return sha256(writeStandingRecord(record));
}

/** Reads a standing record; nothing is verified. Throws E_RECORD, E_FIELD. */
export function parseStandingRecord(bytes: Uint8Array): StandingRecord {
  return asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_STANDING_RECORD_BYTES }));
    const body = items.bytes(0, { max: MAX_STANDING_BYTES });
    const signatures = readSignatures(items.array(1));
    items.end();
    return { bytes: body, standing: parseStanding(body), signatures };
  });
}
