import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { parseBody, type Body } from './body.js';
import { requireThat } from './directory-error.js';
import { asRecord, eventHash, parseLeaf, type Leaf } from './leaf.js';
import { MAX_LEAF_BYTES, MAX_PRIVATE_BYTES, MAX_RECORD_BYTES } from './limits.js';
import type { LoggedLeaf } from './log-entries.js';
import { readSignatures, signatureItems, type EventSignature } from './signature.js';

/** A signed event as it travels and is stored. Without a body (and then without signatures) it only moves the head. */
export interface EventRecord {
  readonly leafBytes: Uint8Array;
  readonly leaf: Leaf;
  /** The name of the event: SHA-256(PAE("sr1.dir", leaf)). */
  readonly eventHash: Uint8Array;
  readonly signatures: readonly EventSignature[];
  readonly bodyBytes: Uint8Array | null;
  readonly body: Body | null;
  readonly privateBytes: Uint8Array | null;
}

/** The parts from which a record is put together. */
export interface RecordParts {
  readonly leafBytes: Uint8Array;
  readonly signatures: readonly EventSignature[];
  readonly bodyBytes: Uint8Array | null;
  readonly privateBytes: Uint8Array | null;
}

/** Puts a record together and reads its leaf and body. Throws E_RECORD, E_TYPE, E_FIELD, E_LOCKBOX. */
export function eventRecord(parts: RecordParts): EventRecord {
  const bare = parts.signatures.length === 0 && parts.privateBytes === null;
  requireThat(parts.bodyBytes !== null || bare, 'E_RECORD', 'signatures or private part without a body');
  return {
    ...parts,
    leaf: parseLeaf(parts.leafBytes),
    eventHash: eventHash(parts.leafBytes),
    body: parts.bodyBytes === null ? null : parseBody(parts.bodyBytes),
  };
}

/** The bytes of a record: CBOR [leaf, signatures, body | null, private | null]. */
export function writeEventRecord(record: EventRecord): Uint8Array {
  return encode([record.leafBytes, signatureItems(record.signatures), record.bodyBytes, record.privateBytes]);
}

/** Reads a record; shapes are checked, nothing is verified. Throws E_RECORD, E_TYPE, E_FIELD, E_LOCKBOX. */
export function parseEventRecord(bytes: Uint8Array): EventRecord {
  const parts = asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_RECORD_BYTES }));
    const read = {
      leafBytes: items.bytes(0, { max: MAX_LEAF_BYTES }),
      signatures: readSignatures(items.array(1)),
      bodyBytes: items.nullableBytes(2, { max: MAX_RECORD_BYTES }),
      privateBytes: items.nullableBytes(3, { max: MAX_PRIVATE_BYTES }),
    };
    items.end();
    return read;
  });
  return eventRecord(parts);
}

/** What partners get: the record without its private part. */
export function withoutPrivatePart(record: EventRecord): EventRecord {
  return { ...record, privateBytes: null };
}

/** The record of an event found on the log whose body is not for the reader: `leafOnly` without reading the leaf again. */
export function unreadRecord({ bytes, org, seq, prev, bodyHash, eventHash: name }: LoggedLeaf): EventRecord {
  const leaf = { org, seq, prev, bodyHash };
  return { leafBytes: bytes, leaf, eventHash: name, signatures: [], bodyBytes: null, body: null, privateBytes: null };
}

/** What everybody gets: the leaf alone. Signatures go too, for they name the devices of administrators. */
export function leafOnly(leafBytes: Uint8Array): EventRecord {
  return eventRecord({ leafBytes, signatures: [], bodyBytes: null, privateBytes: null });
}
