import type { CborValue } from '@sealbridge/cbor';

/** A map with the keys 0, 1, 2 ... */
export function numbered(...values: CborValue[]): Map<number, CborValue> {
  return new Map(values.map((value, index) => [index, value]));
}
