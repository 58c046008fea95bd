/** What this project puts into CBOR: no floats, no tags, no undefined. Integers beyond 2^53 are bigint. */
export type CborValue = bigint | number | string | Uint8Array | boolean | null | readonly CborValue[] | CborMap;

/** A CBOR map; signed structures use integer keys, the pattern card text keys. */
export type CborMap = ReadonlyMap<number | string, CborValue>;

/** The one error of this library: bytes or a value that are not strict deterministic CBOR of the wanted shape. */
export class CborError extends Error {
  readonly code = 'E_CBOR';

  constructor(message: string) {
    super(message);
    this.name = 'CborError';
  }
}
