import { type CborMap, decodeStrict, encode } from '@sealbridge/cbor';
import { ENVELOPE_LIMITS } from '@sealbridge/envelope';

/** First of the fields that open requests of before 2026-11 have not. */
const FIRST_NEW_FIELD = 16;

/** An open request in the form of before 2026-11: the same without legal basis and accepted uses. */
export function earlierRequest(request: Uint8Array): Uint8Array {
  const fields = decodeStrict(request, { maxBytes: ENVELOPE_LIMITS.MAX_REQUEST_BYTES }) as CborMap;
  return encode(new Map([...fields].filter(([key]) => Number(key) < FIRST_NEW_FIELD)));
}
