import type { CborValue, FieldReader } from '@sealbridge/cbor';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { ENVELOPE_LIMITS } from './limits.js';
import { readHash, readId, requireFormat } from './shape.js';

/** Length in bytes of the nonce a server challenges with. */
export const SESSION_NONCE_BYTES = 32;

/** What every statement that answers a challenge begins with: for which server, to which nonce, from which device. */
export interface Challenged {
  /** Public address of the server. The origin keeps a relay from using the statement elsewhere. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly nonce: Uint8Array;
  readonly device: Id;
}

/** Reads fields 0 to 4. Throws like readPart's own readers. */
export function readChallenged(fields: FieldReader, format: string): Challenged {
  requireFormat(fields, format);
  return {
    origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
    nodeKeyId: readHash(fields, 2),
    nonce: fields.bytes(3, SESSION_NONCE_BYTES),
    device: readId(fields, 4),
  };
}

/** Fields 0 to 4. */
export function challengedFields(
  format: string,
  { origin, nodeKeyId, nonce, device }: Challenged,
): [number, CborValue][] {
  return [
    [0, format],
    [1, origin],
    [2, nodeKeyId],
    [3, nonce],
    [4, idToBytes(device)],
  ];
}
