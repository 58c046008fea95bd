import { decodeStrict, encode } from '@sealbridge/cbor';
import { MAX_RECORD_BYTES } from '@sealbridge/directory';

/** An event as it is stored: part by part, because not everybody gets every part. */
export interface EventParts {
  readonly leaf: Uint8Array;
  readonly signatures: Uint8Array;
  readonly body: Uint8Array;
  readonly private: Uint8Array | null;
}

/** Puts an event record together again from its stored parts; the signatures are stored as CBOR already. */
export function recordBytes({ leaf, signatures, body, private: part }: EventParts): Uint8Array {
  const items = decodeStrict(signatures, { maxBytes: MAX_RECORD_BYTES });
  return encode([leaf, items, body, part]);
}
