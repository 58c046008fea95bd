import { decodeStrict, encode, readFields, type CborValue } from '@sealbridge/cbor';
import { hashTyped } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { DirectoryError } from './directory-error.js';
import { EVENT_TYPES, type DirectoryEvent, type EventType } from './event.js';
import { readEvent } from './event-read.js';
import { eventFields } from './event-write.js';
import { readId } from './field-rules.js';
import { asRecord } from './leaf.js';
import { MAX_RECORD_BYTES } from './limits.js';

const BODY_FORMAT = 'sr1db';
const MAX_TYPE_LENGTH = 32;

/** Length of every salt in the directory. */
export const SALT_BYTES = 16;

/** What of an event only partners see. */
export interface Body {
  readonly org: Id;
  readonly seq: number;
  readonly salt: Uint8Array;
  /** UNIX hour, the signer's word. */
  readonly hour: number;
  readonly event: DirectoryEvent;
}

/** The bytes of a body. */
export function writeBody(body: Body): Uint8Array {
  const fields: [number, CborValue][] = [
    [0, BODY_FORMAT],
    [1, idToBytes(body.org)],
    [2, body.seq],
    [3, body.event.type],
    [4, body.salt],
    [5, body.hour],
    [6, eventFields(body.event)],
  ];
  return encode(new Map(fields));
}

/** Reads a body. Throws E_RECORD for a wrong shape, E_TYPE for an unknown or reserved type, E_FIELD and E_LOCKBOX. */
export function parseBody(bytes: Uint8Array): Body {
  return asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_RECORD_BYTES }));
    fields.code(0, [BODY_FORMAT]);
    const type = requireKnownType(fields.text(3, { max: MAX_TYPE_LENGTH }));
    const body = {
      org: readId(fields, 1),
      seq: fields.uint(2),
      salt: fields.bytes(4, SALT_BYTES),
      hour: fields.uint(5),
      event: readEvent(type, fields.map(6)),
    };
    fields.end();
    return body;
  });
}

/** SHA-256(PAE("sr1.dirbody", body)), which stands in the leaf. */
export function bodyHash(bodyBytes: Uint8Array): Uint8Array {
  return hashTyped('sr1.dirbody', bodyBytes);
}

function requireKnownType(text: string): EventType {
  const type = EVENT_TYPES.find((known) => known === text);
  if (type === undefined) throw new DirectoryError('E_TYPE', 'the event type is not known');
  return type;
}
