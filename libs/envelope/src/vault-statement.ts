import { encode, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { HASH_BYTES, SIGNING_PUBLIC_KEY_BYTES } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { ENVELOPE_LIMITS } from './limits.js';
import { limited, readHash, readId, readList, readPart, requireFormat, rises } from './shape.js';

const FORMAT = 'sr1vp';

/** The kinds of ways to the keys of a device. */
export const WAY_KINDS = ['key_file', 'passkey', 'passphrase', 'words'] as const;
export type WayKind = (typeof WAY_KINDS)[number];

/** One way in: its kind and its id; that of a key file is the device id. */
export interface Way {
  readonly kind: WayKind;
  readonly id: Id;
}

/** VAULT PUT: what a device signs of its vault and of the ways to its keys. Signed under `sr1.vault`. */
export interface VaultStatement {
  /** Public address of the server. */
  readonly origin: string;
  readonly nodeKeyId: Uint8Array;
  readonly device: Id;
  readonly vaultId: Id;
  readonly version: number;
  readonly vaultSha256: Uint8Array;
  /** 1 to 16, sorted by kind and then id when read; written in that order whatever the order given. */
  readonly ways: readonly Way[];
  /** What the words give, or null: given exactly when `words` is one of the ways. */
  readonly words: { readonly lookupSha256: Uint8Array; readonly publicKey: Uint8Array } | null;
  /** Unix seconds. */
  readonly time: number;
}

/** Reads VAULT PUT. Throws EnvelopeError; E_FIELD when the ways are not sorted, repeated, or do not fit the words. */
export function parseVaultStatement(bytes: Uint8Array): VaultStatement {
  const statement = readPart('the vault statement', bytes, ENVELOPE_LIMITS.MAX_STATEMENT_BYTES, (fields) => {
    requireFormat(fields, FORMAT);
    return {
      origin: fields.text(1, { max: ENVELOPE_LIMITS.MAX_ORIGIN_CHARACTERS }),
      nodeKeyId: readHash(fields, 2),
      device: readId(fields, 3),
      vaultId: readId(fields, 4),
      version: fields.uint(5),
      vaultSha256: readHash(fields, 6),
      ways: readList(fields, 7, ENVELOPE_LIMITS.MAX_WAYS, readWay),
      words: readWords(fields),
      time: fields.uint(10),
    };
  });
  requireWays(statement);
  return statement;
}

/** Writes VAULT PUT, its ways sorted. Throws EnvelopeError E_SIZE, E_FIELD. */
export function writeVaultStatement(statement: VaultStatement): Uint8Array {
  const ways = statement.ways.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  requireWays({ ...statement, ways });
  const fields = new Map<number, CborValue>([
    [0, FORMAT],
    [1, statement.origin],
    [2, statement.nodeKeyId],
    [3, idToBytes(statement.device)],
    [4, idToBytes(statement.vaultId)],
    [5, statement.version],
    [6, statement.vaultSha256],
    [7, ways.map(({ kind, id }) => [kind, idToBytes(id)])],
    [8, statement.words?.lookupSha256 ?? null],
    [9, statement.words?.publicKey ?? null],
    [10, statement.time],
  ]);
  return limited('the vault statement', encode(fields), ENVELOPE_LIMITS.MAX_STATEMENT_BYTES);
}

function readWay(items: FieldReader, index: number): Way {
  const way = items.items(index);
  const read = { kind: way.code(0, WAY_KINDS), id: readId(way, 1) };
  way.end();
  return read;
}

function readWords(fields: FieldReader): VaultStatement['words'] {
  const lookupSha256 = fields.nullableBytes(8, HASH_BYTES);
  const publicKey = fields.nullableBytes(9, SIGNING_PUBLIC_KEY_BYTES);
  requireThat((lookupSha256 === null) === (publicKey === null), 'E_FIELD', 'the words are given by halves');
  return lookupSha256 === null || publicKey === null ? null : { lookupSha256, publicKey };
}

function requireWays({ ways, words, device, version }: VaultStatement): void {
  requireThat(version >= 1, 'E_FIELD', 'a vault starts at version 1');
  requireThat(ways.length >= 1 && ways.length <= ENVELOPE_LIMITS.MAX_WAYS, 'E_FIELD', 'a vault has 1 to 16 ways in');
  requireThat(rises(ways.map(orderOf)), 'E_FIELD', 'the ways in are not sorted');
  const count = (kind: WayKind): number => ways.filter((way) => way.kind === kind).length;
  const single = (['key_file', 'passphrase', 'words'] as const).every((kind) => count(kind) <= 1);
  requireThat(single, 'E_FIELD', 'a way that there is once is listed twice');
  requireThat((count('words') === 1) === (words !== null), 'E_FIELD', 'the words do not fit the ways in');
  const ownFile = ways.every(({ kind, id }) => kind !== 'key_file' || id === device);
  requireThat(ownFile, 'E_FIELD', 'the key file is that of another device');
}

function orderOf({ kind, id }: Way): string {
  return `${kind} ${id}`;
}
