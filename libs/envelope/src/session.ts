import { encode, type CborValue } from '@sealbridge/cbor';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readHash, readId, readPart, requireFormat } from './shape.js';

const FORMAT = 'sr1n';
/** Length in bytes of the nonce a server challenges with. */
export const SESSION_NONCE_BYTES = 32;

/** SESSION: what a device signs to sign in. The origin keeps a relay from signing in elsewhere with it. */
export interface SessionStatement {
  /** Public address of the server. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly device: Id;
  /** Unix seconds. */
  readonly time: number;
}

/** Reads SESSION. Throws EnvelopeError. */
export function parseSessionStatement(bytes: Uint8Array): SessionStatement {
  return readPart('the session statement', bytes, ENVELOPE_LIMITS.MAX_REQUEST_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
      nodeKeyId: readHash(fields, 2),
      nonce: fields.bytes(3, SESSION_NONCE_BYTES),
      device: readId(fields, 4),
      time: fields.uint(5),
    };
  });
}

/** Writes SESSION. Throws EnvelopeError E_SIZE. */
export function writeSessionStatement(statement: SessionStatement): Uint8Array {
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, statement.origin],
    [2, statement.nodeKeyId],
    [3, statement.nonce],
    [4, idToBytes(statement.device)],
    [5, statement.time],
  ]);
  return limited('the session statement', encode(fields), ENVELOPE_LIMITS.MAX_REQUEST_BYTES);
}
