import { decodeStrict, encode, readFields, type CborValue } from '@sealbridge/cbor';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './directory-error.js';
import { readId } from './field-rules.js';
import { asRecord } from './leaf.js';
import { SALT_BYTES } from './body.js';
import { MAX_NAME_LENGTH, MAX_PRIVATE_BYTES } from './limits.js';

/** Who is behind a role handle; given to the own organisation alone (security-corrections A17). */
export interface PrivatePart {
  readonly salt: Uint8Array;
  readonly person: Id;
  readonly name: string;
}

/** The bytes of a private part; their SHA-256 stands in MEMBER_ADD. */
export function writePrivatePart(part: PrivatePart): Uint8Array {
  const fields: [number, CborValue][] = [
    [0, part.salt],
    [1, idToBytes(part.person)],
    [2, part.name],
  ];
  return encode(new Map(fields));
}

/** Reads a private part. Throws E_RECORD or E_FIELD. */
export function parsePrivatePart(bytes: Uint8Array): PrivatePart {
  const part = asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_PRIVATE_BYTES }));
    const salt = fields.bytes(0, SALT_BYTES);
    const read = { salt, person: readId(fields, 1), name: fields.text(2, { max: MAX_NAME_LENGTH }) };
    fields.end();
    return read;
  });
  requireThat(part.name.length > 0, 'E_FIELD', 'a person has a name');
  return part;
}
