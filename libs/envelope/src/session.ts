import { encode, type CborValue } from '@sealbridge/cbor';
import { type Challenged, challengedFields, readChallenged } from './challenged.js';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readPart } from './shape.js';

const FORMAT = 'sr1n';

/** SESSION: what a device signs to sign in. The origin keeps a relay from signing in elsewhere with it. */
export interface SessionStatement extends Challenged {
  /** Unix seconds. */
  readonly time: number;
}

/** Reads SESSION. Throws EnvelopeError. */
export function parseSessionStatement(bytes: Uint8Array): SessionStatement {
  return readPart('the session statement', bytes, ENVELOPE_LIMITS.MAX_REQUEST_BYTES, (fields) => ({
    ...readChallenged(fields, FORMAT),
    time: fields.uint(5),
  }));
}

/** Writes SESSION. Throws EnvelopeError E_SIZE. */
export function writeSessionStatement(statement: SessionStatement): Uint8Array {
  const fields = new Map<number, CborValue>([...challengedFields(FORMAT, statement), [5, statement.time]]);
  return limited('the session statement', encode(fields), ENVELOPE_LIMITS.MAX_REQUEST_BYTES);
}
