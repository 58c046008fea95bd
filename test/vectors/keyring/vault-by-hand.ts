// Seals a vault straight from docs/reference/vault.md, without libs/keyring: a second writer, and one that can deviate at any place.
import { encode, type CborValue } from '@sealbridge/cbor';
import { aeadSeal, argon2id, hkdfSha256, sha256, toHex, utf8 } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

/** A mebibyte. */
export const MIB = 1024 * 1024;
const PASSPHRASE = 'correct horse battery staple';
const KINDS = ['passkey', 'words', 'passphrase'] as const;
const NOTE = utf8('demo.invalid/1\n40\n');

type Kind = (typeof KINDS)[number];
type Fields = Map<number, CborValue>;
type Change = (own: Fields) => Fields;

/** Where a vault is to deviate. What is called shown stands in the vault although another one was used. */
export interface HandVault {
  readonly format?: string;
  readonly vaultId?: string;
  readonly accountSalt?: string;
  /** Whose keys are inside. */
  readonly device?: string;
  /** Nothing seen yet. */
  readonly fresh?: boolean;
  readonly pins?: Change;
  readonly contents?: Change;
  /** Shown. */
  readonly header?: Change;
  /** The header that the contents are bound to. */
  readonly sealedAs?: Change;
  readonly listed?: (hashes: Uint8Array[]) => Uint8Array[];
  readonly shown?: (unlockers: (Uint8Array | undefined)[]) => (Uint8Array | undefined)[];
  readonly shownKind?: (kind: Kind) => string;
  readonly shownParams?: (kind: Kind, params: Fields) => Fields;
  readonly shownWrapped?: (wrapped: Uint8Array) => Uint8Array;
  readonly shownCommitment?: (commitment: Uint8Array) => Uint8Array;
  readonly shownSealed?: (sealed: Uint8Array) => Uint8Array;
}

/** The bytes of a vault with a passkey, words and a passphrase, at version 7. */
export function vaultByHand(change: HandVault = {}): Uint8Array {
  const { vaultId = 'vault', accountSalt = 'account' } = change;
  const header = numbered('sr1v', idBytes(vaultId), 7, fresh(accountSalt), idBytes('device'));
  const keys = KINDS.map((kind, at) => unlocker(kind, at, { vaultId, accountSalt }, change));
  const hashes = keys.map(({ used }) => sha256(used));
  const contents = contentsOf(change, change.listed?.(hashes) ?? hashes);
  const aad = encode(['sr1/vault', encode(change.sealedAs?.(header) ?? header)]);
  const sealed = aeadSeal({ key: fresh('vk'), plaintext: encode(change.contents?.(contents) ?? contents), aad });
  const shown = keys.map((one) => one.shown);
  const list = (change.shown?.(shown) ?? shown).flatMap((one) => (one === undefined ? [] : [one]));
  const headerBytes = encode(change.header?.(header) ?? header);
  return encode(numbered(change.format ?? 'sr1v', headerBytes, list, change.shownSealed?.(sealed) ?? sealed));
}

function contentsOf(change: HandVault, hashes: Uint8Array[]): Fields {
  const ids = [idBytes('org'), idBytes('member'), idBytes(change.device ?? 'device')];
  const secrets = numbered('sr1kd', ...ids, fresh('sign'), fresh('kem'));
  const pins = numbered(
    'https://sealbridge.example',
    'northgate',
    idBytes('unit'),
    'northgate',
    ['analyst', 'org_admin'],
    fresh('genesis'),
    'log demo.invalid/1\n',
    'demo.invalid/1',
  );
  const known = change.fresh ? numbered(null, [], []) : numbered(12, [idBytes('device')], [[idBytes('unit'), 3]]);
  const checkpoint = change.fresh ? null : numbered(40, fresh('root'), NOTE, 1_764_000_000);
  return numbered('sr1vc', encode(secrets), change.pins?.(pins) ?? pins, checkpoint, known, hashes);
}

interface Names {
  readonly vaultId: string;
  readonly accountSalt: string;
}

function unlocker(kind: Kind, at: number, names: Names, change: HandVault): { used: Uint8Array; shown: Uint8Array } {
  const id = new Uint8Array(16).fill(at + 1);
  const params = paramsOf(kind);
  const paramsBytes = encode(params);
  const part = (name: string): Uint8Array => {
    const info = encode(['sr1/kek', name, kind, id, paramsBytes]);
    return hkdfSha256({ ikm: material(kind), salt: fresh(names.accountSalt), info, length: 32 });
  };
  const aad = encode(['sr1/kek', idBytes(names.vaultId), idBytes('device'), kind, id, paramsBytes]);
  const wrapped = aeadSeal({ key: part('key'), plaintext: fresh('vk'), aad });
  const used = encode(numbered(kind, id, params, part('commitment'), wrapped));
  const shown = encode(
    numbered(
      change.shownKind?.(kind) ?? kind,
      id,
      change.shownParams?.(kind, params) ?? params,
      change.shownCommitment?.(part('commitment')) ?? part('commitment'),
      change.shownWrapped?.(wrapped) ?? wrapped,
    ),
  );
  return { used, shown };
}

function paramsOf(kind: Kind): Fields {
  if (kind === 'words') return new Map();
  if (kind === 'passphrase') return numbered('argon2id13', 3, 256 * MIB, fresh('salt').slice(0, 16));
  return numbered(fresh('credential'), 'localhost', fresh('prf salt'), fresh('next salt'));
}

let stretched: Uint8Array | null = null;

function material(kind: Kind): Uint8Array {
  if (kind !== 'passphrase') return fresh(kind === 'words' ? 'entropy' : 'prf');
  // One derivation for all cases: it takes 256 MiB and a second.
  const salt = fresh('salt').slice(0, 16);
  const limits = { opsLimit: 3, memLimitBytes: 256 * MIB, length: 32 };
  stretched ??= argon2id({ passphrase: utf8(PASSPHRASE), salt, ...limits });
  return stretched;
}

/** What the library gives for a whole vault of this file, as JSON. */
export function valueByHand(): Record<string, unknown> {
  const id = (label: string): string => idFromBytes(idBytes(label));
  return {
    vaultId: id('vault'),
    version: 7,
    owner: [id('org'), id('member'), id('device')],
    seeds: [toHex(fresh('sign')), toHex(fresh('kem'))],
    pins: [
      'https://sealbridge.example',
      'northgate',
      id('unit'),
      'analyst org_admin',
      toHex(fresh('genesis')),
      'demo.invalid/1',
    ],
    checkpoint: [40, toHex(fresh('root')), toHex(NOTE), 1_764_000_000],
    known: [12, 1, 1],
    ways: [...KINDS],
  };
}

/** The bytes of a fixed id. */
export function idBytes(label: string): Uint8Array {
  return fresh(`id ${label}`).slice(0, 16);
}

/** 32 fixed bytes. */
export function fresh(label: string): Uint8Array {
  return sha256(utf8(`vault vector/${label}`));
}

function numbered(...values: CborValue[]): Fields {
  return new Map(values.map((value, index) => [index, value]));
}
