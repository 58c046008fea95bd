import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { signTyped } from '@sealbridge/sodium';
import type { EventSigner } from '../build-event.js';
import { requireThat } from '../directory-error.js';
import { asRecord } from '../leaf.js';
import { MAX_VET_RECORD_BYTES } from '../limits.js';
import { readSignatures, signatureItems, sortSignatures, type EventSignature } from '../signature.js';
import { vetHash, type VetStatement } from './statement.js';
import { parseVet } from './statement-read.js';

/** A statement with its signatures, as it travels and is stored. */
export interface VetRecord {
  readonly bytes: Uint8Array;
  readonly statement: VetStatement;
  /** vet_hash = SHA-256(PAE("sr1.vet", VET)). */
  readonly hash: Uint8Array;
  readonly signatures: readonly EventSignature[];
}

/** One signature over the bytes of a statement, made where the key is. */
export function signVet(bytes: Uint8Array, by: EventSigner): EventSignature {
  return { kind: by.kind, signer: by.signer, signature: signTyped('sr1.vet', bytes, by.privateKey) };
}

/** A statement and its signatures, sorted. Throws like parseVetRecord. */
export function vetRecord(bytes: Uint8Array, signatures: readonly EventSignature[]): VetRecord {
  const record = { bytes, statement: parseVet(bytes), hash: vetHash(bytes), signatures: sortSignatures(signatures) };
  const fits = writeVetRecord(record).length <= MAX_VET_RECORD_BYTES;
  requireThat(fits, 'E_RECORD', 'a statement is too long: split the evidence');
  return record;
}

/** The bytes of a record: CBOR [VET bytes, signatures]. */
export function writeVetRecord({ bytes, signatures }: Pick<VetRecord, 'bytes' | 'signatures'>): Uint8Array {
  return encode([bytes, signatureItems(signatures)]);
}

/** Reads a record; nothing is verified. Throws E_RECORD, E_FIELD, E_SIGNING_KEY. */
export function parseVetRecord(bytes: Uint8Array): VetRecord {
  return asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_VET_RECORD_BYTES }));
    const body = items.bytes(0, { max: MAX_VET_RECORD_BYTES });
    const signatures = readSignatures(items.array(1));
    items.end();
    return { bytes: body, statement: parseVet(body), hash: vetHash(body), signatures };
  });
}
