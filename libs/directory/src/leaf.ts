import { decodeStrict, encode, readFields, CborError, type CborValue } from '@sealbridge/cbor';
import { HASH_BYTES, hashTyped } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { DirectoryError, requireThat } from './directory-error.js';
import { MAX_LEAF_BYTES } from './limits.js';

const LEAF_FORMAT = 'sr1d';
const ID_BYTES = 16;

/** What of an event everybody sees. */
export interface Leaf {
  readonly org: Id;
  readonly seq: number;
  readonly prev: Uint8Array | null;
  readonly bodyHash: Uint8Array;
}

/** The bytes of a leaf, which are signed and logged. */
export function writeLeaf(leaf: Leaf): Uint8Array {
  const fields: [number, CborValue][] = [
    [0, LEAF_FORMAT],
    [1, idToBytes(leaf.org)],
    [2, leaf.seq],
    [3, leaf.prev],
    [4, leaf.bodyHash],
  ];
  return encode(new Map(fields));
}

/** Reads a leaf. Throws E_RECORD unless the bytes are a leaf; prev is null at seq 0 and nowhere else. */
export function parseLeaf(bytes: Uint8Array): Leaf {
  const leaf = asRecord(() => {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_LEAF_BYTES }));
    fields.code(0, [LEAF_FORMAT]);
    const org = idFromBytes(fields.bytes(1, ID_BYTES));
    const seq = fields.uint(2);
    const prev = fields.nullableBytes(3, HASH_BYTES);
    const bodyHash = fields.bytes(4, HASH_BYTES);
    fields.end();
    return { org, seq, prev, bodyHash };
  });
  requireThat((leaf.seq === 0) === (leaf.prev === null), 'E_RECORD', 'a first event alone has no previous one');
  return leaf;
}

/** SHA-256(PAE("sr1.dir", leaf)): the name of an event, which the next one points to. */
export function eventHash(leafBytes: Uint8Array): Uint8Array {
  return hashTyped('sr1.dir', leafBytes);
}

/** Runs a parser and turns CBOR errors into E_RECORD, so that callers meet one kind of error. */
export function asRecord<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof CborError) throw new DirectoryError('E_RECORD', 'bytes are not a well-formed record');
    throw error;
  }
}
