import { decodeStrict, encode, readItems, type CborValue } from '@sealbridge/cbor';
import { sha256, SIGNATURE_BYTES, signTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { agreementHash, type Agreement } from './agreement.js';
import { parseAgreement } from './agreement-codec.js';
import type { EventSigner } from './build-event.js';
import { requireThat } from './directory-error.js';
import { readId } from './field-rules.js';
import { asRecord } from './leaf.js';
import { MAX_AGREEMENT_BYTES, MAX_AGREEMENT_RECORD_BYTES, MAX_SIGNATURES } from './limits.js';
import { compareText, isSorted } from './order.js';
import { isOfOrganisation, SIGNER_KINDS, type EventSignature } from './signature.js';

/** A signature of an agreement: an event signature in the name of one of the parties. */
export interface AgreementSignature extends EventSignature {
  readonly org: Id;
}

/** An agreement with its signatures, as it travels and is stored. */
export interface AgreementRecord {
  readonly bytes: Uint8Array;
  readonly agreement: Agreement;
  /** agreement_version_hash = SHA-256(PAE("sr1.mou", body)), which grants name. */
  readonly hash: Uint8Array;
  readonly signatures: readonly AgreementSignature[];
}

/** One signature over an agreement body, in the name of `org`. Throws E_AUTHORITY for a steward's device and a guardian. */
export function signAgreement(bytes: Uint8Array, org: Id, by: EventSigner): AgreementSignature {
  requireThat(isOfOrganisation(by.kind), 'E_AUTHORITY', 'agreements are signed by the parties');
  return { org, kind: by.kind, signer: by.signer, signature: signTyped('sr1.mou', bytes, by.privateKey) };
}

/** An agreement and its signatures, sorted. Throws like parseAgreement. */
export function agreementRecord(bytes: Uint8Array, signatures: readonly AgreementSignature[]): AgreementRecord {
  const agreement = parseAgreement(bytes);
  return { bytes, agreement, hash: agreementHash(bytes), signatures: signatures.toSorted(compareSignatures) };
}

/** The bytes of an agreement record: CBOR [body, [[kind, org, signer, signature] ...]]. */
export function writeAgreementRecord({ bytes, signatures }: AgreementRecord): Uint8Array {
  const items = signatures.map(({ kind, org, signer, signature }) => [
    SIGNER_KINDS.indexOf(kind),
    idToBytes(org),
    idToBytes(signer),
    signature,
  ]);
  return encode([bytes, items]);
}

/** agreement_record_hash = SHA-256 of the record with its signatures: what stands on the log when an instance took a version on. */
export function agreementRecordHash(record: AgreementRecord): Uint8Array {
  return sha256(writeAgreementRecord(record));
}

/** Reads an agreement record; nothing is verified. Throws E_RECORD, E_FIELD. */
export function parseAgreementRecord(bytes: Uint8Array): AgreementRecord {
  return asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_AGREEMENT_RECORD_BYTES }));
    const body = items.bytes(0, { max: MAX_AGREEMENT_BYTES });
    const signatures = items.array(1, { max: MAX_SIGNATURES }).map(readSignature);
    items.end();
    requireThat(isSorted(signatures, compareSignatures), 'E_RECORD', 'signatures are not sorted');
    return agreementRecord(body, signatures);
  });
}

function readSignature(item: CborValue): AgreementSignature {
  const fields = readItems(item);
  const kind = SIGNER_KINDS[fields.uint(0)];
  requireThat(kind === 'root' || kind === 'device', 'E_RECORD', 'unknown kind of signer');
  const read: AgreementSignature = {
    kind,
    org: readId(fields, 1),
    signer: readId(fields, 2),
    signature: fields.bytes(3, SIGNATURE_BYTES),
  };
  fields.end();
  return read;
}

function compareSignatures(a: AgreementSignature, b: AgreementSignature): number {
  const byOrg = compareText(a.org, b.org);
  if (byOrg !== 0) return byOrg;
  const byKind = SIGNER_KINDS.indexOf(a.kind) - SIGNER_KINDS.indexOf(b.kind);
  return byKind === 0 ? compareText(a.signer, b.signer) : byKind;
}
