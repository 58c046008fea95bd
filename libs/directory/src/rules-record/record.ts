import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { hashTyped, signTyped } from '@sealbridge/sodium';
import type { EventSigner } from '../build-event.js';
import { requireThat } from '../directory-error.js';
import { asRecord } from '../leaf.js';
import { MAX_RULES_BYTES, MAX_RULES_RECORD_BYTES } from '../limits.js';
import { readSignatures, signatureItems, sortSignatures, type EventSignature } from '../signature.js';
import { parseRules, type Rules } from './rules.js';

/** A statement with its signatures, as it travels and is stored. */
export interface RulesRecord {
  readonly bytes: Uint8Array;
  readonly rules: Rules;
  readonly signatures: readonly EventSignature[];
}

/** One signature over a statement. Throws E_AUTHORITY unless a steward's device or a root of the stewards signs. */
export function signRules(bytes: Uint8Array, by: EventSigner): EventSignature {
  requireThat(
    by.kind === 'steward_device' || by.kind === 'root',
    'E_AUTHORITY',
    'the policy is in the hands of stewards',
  );
  return { kind: by.kind, signer: by.signer, signature: signTyped('sr1.rules', bytes, by.privateKey) };
}

/** A statement and its signatures, sorted. Throws like parseRules. */
export function rulesRecord(bytes: Uint8Array, signatures: readonly EventSignature[]): RulesRecord {
  return { bytes, rules: parseRules(bytes), signatures: sortSignatures(signatures) };
}

/** The bytes of a record: CBOR [RULES bytes, signatures]. */
export function writeRulesRecord({ bytes, signatures }: RulesRecord): Uint8Array {
  return encode([bytes, signatureItems(signatures)]);
}

/** rules_hash = SHA-256(PAE("sr1.rules", record)), over the signatures too: what the next record and the log name. */
export function rulesHash(record: RulesRecord): Uint8Array {
  return hashTyped('sr1.rules', writeRulesRecord(record));
}

/** Reads a record; nothing is verified. Throws E_RECORD, E_FIELD. */
export function parseRulesRecord(bytes: Uint8Array): RulesRecord {
  return asRecord(() => {
    const items = readItems(decodeStrict(bytes, { maxBytes: MAX_RULES_RECORD_BYTES }));
    const body = items.bytes(0, { max: MAX_RULES_BYTES });
    const signatures = readSignatures(items.array(1));
    items.end();
    return { bytes: body, rules: parseRules(body), signatures };
  });
}
