import { decodeStrict, encode, readFields, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { equal, HASH_BYTES, randomBytes, sha256 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { SALT_BYTES } from './body.js';
import { requireThat } from './directory-error.js';
import { readId, readShownName } from './field-rules.js';
import { asRecord } from './leaf.js';
import { MAX_NAME_LENGTH, MAX_PRIVATE_BYTES } from './limits.js';

/** Who is behind a role handle; given to the own organisation alone (security-corrections A17). */
export interface PrivatePart {
  readonly salt: Uint8Array;
  readonly person: Id;
  readonly name: string;
  /** Hides the person where the name is shown alone; null in the first form, in which it cannot be. */
  readonly personSalt: Uint8Array | null;
}

const SALT = 0;
const PERSON = 1;
const NAME = 2;
const PERSON_SALT = 3;
const PERSON_HASH = 4;

/** The private part of a new member, with fresh salts. */
export function newPrivatePart(person: Id, name: string): PrivatePart {
  return { salt: randomBytes(SALT_BYTES), person, name, personSalt: randomBytes(SALT_BYTES) };
}

/** The bytes of a private part. */
export function writePrivatePart({ salt, person, name, personSalt }: PrivatePart): Uint8Array {
  const fields = new Map<number, CborValue>([
    [SALT, salt],
    [PERSON, idToBytes(person)],
    [NAME, name],
  ]);
  return encode(personSalt === null ? fields : fields.set(PERSON_SALT, personSalt));
}

/** What MEMBER_ADD announces of a private part: the SHA-256 of what shows its name alone, or of the whole in the first form. */
export function hashPrivatePart(part: PrivatePart): Uint8Array {
  return sha256(writeShownName(part) ?? writePrivatePart(part));
}

/** Opens `private_hash` and says the name, and nothing by which the person is known again. Null in the first form. */
export function writeShownName({ salt, person, name, personSalt }: PrivatePart): Uint8Array | null {
  if (personSalt === null) return null;
  const hidden = new Map<number, CborValue>([
    [0, personSalt],
    [1, idToBytes(person)],
  ]);
  return encode(
    new Map<number, CborValue>([
      [SALT, salt],
      [NAME, name],
      [PERSON_HASH, sha256(encode(hidden))],
    ]),
  );
}

/** Reads a private part against what was announced. Throws E_PRIVATE when it is another, E_RECORD or E_FIELD when it is none. */
export function openPrivatePart(bytes: Uint8Array, announced: Uint8Array | null): PrivatePart {
  requireThat(announced !== null, 'E_PRIVATE', 'nothing announces a private part');
  const part = parsePrivatePart(bytes);
  requireThat(equal(hashPrivatePart(part), announced), 'E_PRIVATE', 'the private part is not the announced one');
  return part;
}

/** Reads a private part. Throws E_RECORD or E_FIELD. */
export function parsePrivatePart(bytes: Uint8Array): PrivatePart {
  return readPart(bytes, (fields) => ({
    salt: fields.bytes(SALT, SALT_BYTES),
    person: readId(fields, PERSON),
    name: fields.text(NAME, { max: MAX_NAME_LENGTH }),
    personSalt: fields.has(PERSON_SALT) ? fields.bytes(PERSON_SALT, SALT_BYTES) : null,
  }));
}

/**
 * The name that was announced, by what shows it alone. Throws E_PRIVATE when it is another, E_RECORD or E_FIELD for any other form, also
 * one that says who the person is, and for a name that cannot be shown as it stands.
 */
export function openShownName(bytes: Uint8Array, announced: Uint8Array | null): string {
  const matches = announced !== null && equal(sha256(bytes), announced);
  requireThat(matches, 'E_PRIVATE', 'the name is not the announced one');
  const { name } = readPart(bytes, (fields) => {
    fields.bytes(SALT, SALT_BYTES);
    fields.bytes(PERSON_HASH, HASH_BYTES);
    return { name: readShownName(fields, NAME, MAX_NAME_LENGTH) };
  });
  return name;
}

function readPart<Part extends { readonly name: string }>(
  bytes: Uint8Array,
  read: (fields: FieldReader) => Part,
): Part {
  const part = asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_PRIVATE_BYTES }));
    const found = read(fields);
    fields.end();
    return found;
  });
  requireThat(part.name.length > 0, 'E_FIELD', 'a person has a name');
  return part;
}
