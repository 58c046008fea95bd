import { decodeStrict, encode, readFields, type CborValue } from '@sealbridge/cbor';
import { HASH_BYTES } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';

const FORMAT = 'sr1s';
const ID_BYTES = 16;
const MAX_SHARE_PART_BYTES = 1024;

/** Length in bytes of a Shamir share of a seed. */
export const SHARE_BYTES = 33;
/** How many guardians there may be, and how many of them are needed. */
export const GUARDIANS = { min: 3, max: 5 } as const;
export const THRESHOLD = { min: 2, max: 3 } as const;

/** A guardian's share of a recovery key, in the clear. The caller wipes `share`. */
export interface Share {
  readonly org: Id;
  /** Number of the recovery key. */
  readonly number: number;
  /** Device of the guardian it was made for. */
  readonly device: Id;
  /** How many shares give the key back. */
  readonly threshold: number;
  readonly share: Uint8Array;
  /** Device → SHA-256 of its share; empty for one that comes from paper. */
  readonly manifest: ReadonlyMap<Id, Uint8Array>;
}

/** The bytes of SHARE. The caller wipes them. */
export function writeShare({ org, number, device, threshold, share, manifest }: Share): Uint8Array {
  const hashes = [...manifest].sort(([a], [b]) => (a < b ? -1 : 1));
  const values: CborValue[] = [
    FORMAT,
    idToBytes(org),
    number,
    idToBytes(device),
    threshold,
    share,
    hashes.map(([guardian, hash]) => [idToBytes(guardian), hash]),
  ];
  return encode(new Map(values.map((value, index) => [index, value])));
}

/** Reads SHARE. Throws CborError for another shape, E_SHARE when a field breaks a rule. */
export function readShare(bytes: Uint8Array): Share {
  const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_SHARE_PART_BYTES }));
  fields.code(0, [FORMAT]);
  const items = fields.items(6);
  const hashes = fields.array(6, { max: GUARDIANS.max }).map((_, at): [Id, Uint8Array] => {
    const entry = items.items(at);
    const read: [Id, Uint8Array] = [idFromBytes(entry.bytes(0, ID_BYTES)), entry.bytes(1, HASH_BYTES)];
    entry.end();
    return read;
  });
  const share = {
    org: idFromBytes(fields.bytes(1, ID_BYTES)),
    number: fields.uint(2),
    device: idFromBytes(fields.bytes(3, ID_BYTES)),
    threshold: fields.uint(4),
    share: fields.bytes(5, SHARE_BYTES),
    manifest: new Map(hashes),
  };
  fields.end();
  requireRules(share, hashes);
  return share;
}

/** The one error for a share that is not what it should be. */
export function wrongShare(): KeyringError {
  return new KeyringError('E_SHARE', 'this is not a share of that key and guardian');
}

function requireRules({ threshold, device, manifest }: Share, hashes: readonly (readonly [Id, Uint8Array])[]): void {
  const risen = hashes.every(([id], at) => at === 0 || (hashes[at - 1]?.[0] ?? '') < id);
  const counted = hashes.length >= GUARDIANS.min && threshold >= THRESHOLD.min && threshold <= THRESHOLD.max;
  if (!risen || !counted || !manifest.has(device)) throw wrongShare();
}
