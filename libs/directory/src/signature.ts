import { readItems, type CborValue } from '@sealbridge/cbor';
import { sha256, SIGNATURE_BYTES } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './directory-error.js';
import { readId } from './field-rules.js';
import { MAX_SIGNATURES } from './limits.js';
import { compareText, isSorted } from './order.js';

const ID_BYTES = 16;

/** In what capacity somebody signs, in the order of their numbers. */
export const SIGNER_KINDS = ['root', 'device', 'steward_device', 'guardian'] as const;
export type SignerKind = (typeof SIGNER_KINDS)[number];

/** What signatures amount to: the organisation's roots, stewards of both seats, or one device or guardian in a capacity. */
export type SignedAs = 'roots' | 'both_seats' | 'steward' | 'administrator' | 'own_device' | 'guardian';

/** One signature of an event. */
export interface EventSignature {
  readonly kind: SignerKind;
  /** A device id, for a guardian too, or the id of a root key. */
  readonly signer: Id;
  readonly signature: Uint8Array;
}

/** Whether a signature of this kind can speak for the organisation itself: its roots and its devices do. */
export function isOfOrganisation(kind: SignerKind): boolean {
  return kind === 'root' || kind === 'device';
}

/** The id under which a root key signs: the first 16 bytes of the SHA-256 of its public key. */
export function rootKeyId(publicKey: Uint8Array): Id {
  return idFromBytes(sha256(publicKey).slice(0, ID_BYTES));
}

/** The list in the one order it is written in: by kind, then signer. */
export function sortSignatures(signatures: readonly EventSignature[]): EventSignature[] {
  return signatures.toSorted(compareSignatures);
}

/** The list as CBOR, in the order given. */
export function signatureItems(signatures: readonly EventSignature[]): CborValue {
  return signatures.map(({ kind, signer, signature }) => [SIGNER_KINDS.indexOf(kind), idToBytes(signer), signature]);
}

/** Reads a list of signatures. Throws CborError for a wrong shape, E_RECORD when unsorted or with a signer twice. */
export function readSignatures(items: readonly CborValue[]): EventSignature[] {
  requireThat(items.length <= MAX_SIGNATURES, 'E_RECORD', 'too many signatures');
  const signatures = items.map((item) => {
    const fields = readItems(item);
    const kind = signerKind(fields.uint(0));
    const signature = { kind, signer: readId(fields, 1), signature: fields.bytes(2, SIGNATURE_BYTES) };
    fields.end();
    return signature;
  });
  requireThat(isSorted(signatures, compareSignatures), 'E_RECORD', 'signatures are not sorted');
  return signatures;
}

function signerKind(number: number): SignerKind {
  const kind = SIGNER_KINDS[number];
  requireThat(kind !== undefined, 'E_RECORD', 'unknown kind of signer');
  return kind;
}

function compareSignatures(a: EventSignature, b: EventSignature): number {
  const byKind = SIGNER_KINDS.indexOf(a.kind) - SIGNER_KINDS.indexOf(b.kind);
  return byKind === 0 ? compareText(a.signer, b.signer) : byKind;
}
