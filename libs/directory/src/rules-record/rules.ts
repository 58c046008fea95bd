import { decodeStrict, encode, readFields, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES, hashTyped } from '@sealbridge/sodium';
import { idFromBytes, RULES_REASONS, type Id, type RulesReason } from '@sealbridge/vocabulary';
import { requireThat } from '../directory-error.js';
import { asRecord } from '../leaf.js';
import { MAX_ORIGIN_LENGTH, MAX_RULES_BYTES, MAX_RULES_PARAMETERS } from '../limits.js';
import { numbered } from '../numbered.js';
import { compareText, isSorted } from '../order.js';

const RULES_FORMAT = 'sr1rules';
const ID_BYTES = 16;
const MAX_CODE_LENGTH = 64;
const PARAMETER = /^[a-z][A-Za-z.]*$/;
const CHOICE = /^[A-Za-z0-9_]+$/;

/** A parameter of the policy and the choice that holds. */
export interface RulesParameter {
  readonly name: string;
  readonly value: string;
}

/** RULES of docs/reference/policy-change.md: which policy document is in force, with which parameters. */
export interface Rules {
  /** Origin of the log. */
  readonly origin: string;
  /** From 0. */
  readonly seq: number;
  /** `rules_hash` of the record before; null at 0. */
  readonly prevHash: Uint8Array | null;
  /** SHA-256 of the policy document as canonical text. */
  readonly documentHash: Uint8Array;
  readonly documentVersion: number;
  /** Every parameter of the document, sorted by name. */
  readonly parameters: readonly RulesParameter[];
  /** UNIX seconds. */
  readonly time: number;
  readonly reason: RulesReason;
}

/** The bytes of a statement, parameters sorted. Give them to `parseRules` to have them checked. */
export function writeRules(rules: Rules): Uint8Array {
  const sorted = rules.parameters.toSorted((a, b) => compareText(a.name, b.name));
  const parameters: CborValue = sorted.map(({ name, value }) => [name, value]);
  const { origin, seq, prevHash, documentHash, documentVersion, time, reason } = rules;
  return encode(numbered(RULES_FORMAT, origin, seq, prevHash, documentHash, documentVersion, parameters, time, reason));
}

/** Reads a statement. Throws E_RECORD for a wrong shape, E_FIELD for a broken rule. */
export function parseRules(bytes: Uint8Array): Rules {
  const rules = asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_RULES_BYTES }));
    fields.code(0, [RULES_FORMAT]);
    const read = {
      origin: fields.text(1, { max: MAX_ORIGIN_LENGTH }),
      seq: fields.uint(2),
      prevHash: fields.nullableBytes(3, HASH_BYTES),
      documentHash: fields.bytes(4, HASH_BYTES),
      documentVersion: fields.uint(5),
      parameters: readParameters(fields, 6),
      time: fields.uint(7),
      reason: fields.code(8, RULES_REASONS),
    };
    fields.end();
    return read;
  });
  requireThat((rules.seq === 0) === (rules.prevHash === null), 'E_FIELD', 'number and previous do not fit');
  requireThat(rules.origin.length > 0, 'E_FIELD', 'a statement without log');
  return rules;
}

/** The id under which a statement is proposed: the first 16 bytes of SHA-256(PAE("sr1.rules", bytes)). */
export function rulesProposalId(bytes: Uint8Array): Id {
  return idFromBytes(hashTyped('sr1.rules', bytes).slice(0, ID_BYTES));
}

function readParameters(fields: FieldReader, key: number): RulesParameter[] {
  const items = fields.items(key);
  const read = fields.array(key, { max: MAX_RULES_PARAMETERS }).map((_, index) => {
    const pair = items.items(index);
    const parameter = { name: pair.text(0, { max: MAX_CODE_LENGTH }), value: pair.text(1, { max: MAX_CODE_LENGTH }) };
    pair.end();
    return parameter;
  });
  const wellFormed = read.every(({ name, value }) => PARAMETER.test(name) && CHOICE.test(value));
  requireThat(wellFormed, 'E_FIELD', 'malformed parameter');
  requireThat(
    isSorted(read, (a, b) => compareText(a.name, b.name)),
    'E_FIELD',
    'parameters are not sorted',
  );
  return read;
}
