import { CborError, decodeStrict, encode, readFields, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { AEAD_KEY_BYTES, AEAD_NONCE_BYTES, AEAD_TAG_BYTES, ARGON2_SALT_BYTES, HASH_BYTES } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { KeyringError } from './keyring-error.js';

const FORMAT = 'sr1v';
const KDF = 'argon2id13';
const KINDS = ['passkey', 'words', 'passphrase'] as const;
const ID_BYTES = 16;
const MIB = 1024 * 1024;
const MAX_PART_BYTES = 2048;
const MAX_CREDENTIAL_ID_BYTES = 1023;
const MAX_RP_ID_CHARACTERS = 253;
const WRAPPED_BYTES = AEAD_NONCE_BYTES + AEAD_KEY_BYTES + AEAD_TAG_BYTES;

/** A vault is never larger, whatever it holds. */
export const MAX_VAULT_BYTES = 32 * 1024;
/** A vault has 1 to so many unlockers. */
export const MAX_UNLOCKERS = 16;
/** Length in bytes of the salts that a passkey is asked with, and of what it gives. */
export const PRF_BYTES = 32;
/** Length in bytes of the salt of all unlockers of a vault. */
export const ACCOUNT_SALT_BYTES = 32;
/** What is written, and the least that is accepted in a vault: the server keeps it and must not make guessing cheap. */
export const VAULT_PASSPHRASE_FLOOR = { passes: 3, memoryBytes: 256 * MIB } as const;
/** The most that is accepted: a swapped vault must not exhaust the machine. */
export const VAULT_PASSPHRASE_CEILING = { passes: 10, memoryBytes: 1024 * MIB } as const;

/** How an unlocker comes to its key. Nothing in it is secret. */
export type UnlockerParams =
  | {
      readonly kind: 'passkey';
      readonly credentialId: Uint8Array;
      readonly rpId: string;
      /** What the authenticator is asked with now, and after the next rotation. */
      readonly prfSalt: Uint8Array;
      readonly nextSalt: Uint8Array;
    }
  | { readonly kind: 'words' }
  | {
      readonly kind: 'passphrase';
      readonly passes: number;
      readonly memoryBytes: number;
      readonly salt: Uint8Array;
    };

/** One way to the key of a vault. */
export interface Unlocker {
  readonly id: Id;
  readonly params: UnlockerParams;
  readonly commitment: Uint8Array;
  /** The vault key under the key of this unlocker. */
  readonly wrapped: Uint8Array;
}

/** What stands before the sealed part of a vault, in the open. */
export interface VaultHeader {
  readonly vaultId: Id;
  readonly version: number;
  readonly accountSalt: Uint8Array;
  readonly device: Id;
}

/** A vault taken apart. */
export interface Vault {
  readonly header: VaultHeader;
  readonly headerBytes: Uint8Array;
  readonly unlockers: readonly Unlocker[];
  readonly sealed: Uint8Array;
}

/** The bytes of a header; they are in the additional data of the sealed part. */
export function writeVaultHeader({ vaultId, version, accountSalt, device }: VaultHeader): Uint8Array {
  return numbered(FORMAT, idToBytes(vaultId), version, accountSalt, idToBytes(device));
}

/** The bytes of the parameters of an unlocker; they are in the derivation of its key. */
export function writeParams(params: UnlockerParams): Uint8Array {
  return encode(paramsValue(params));
}

/** The bytes of an unlocker. */
export function writeUnlocker({ id, params, commitment, wrapped }: Unlocker): Uint8Array {
  return numbered(params.kind, idToBytes(id), paramsValue(params), commitment, wrapped);
}

/** The bytes of a vault. Throws E_VAULT when they are over the limit, or without an unlocker. */
export function writeVault({ headerBytes, unlockers, sealed }: Omit<Vault, 'header'>): Uint8Array {
  const bytes = numbered(FORMAT, headerBytes, unlockers.map(writeUnlocker), sealed);
  if (bytes.length > MAX_VAULT_BYTES || unlockers.length < 1) throw altered();
  return bytes;
}

/** Takes a vault apart. Throws E_VAULT unless it is of this form, E_VAULT_PARAMETERS before anything is derived. */
export function parseVault(bytes: Uint8Array): Vault {
  const vault = asVault(() => {
    const fields = readFormat(bytes, MAX_VAULT_BYTES);
    const headerBytes = fields.bytes(1, { max: MAX_PART_BYTES });
    const { length } = fields.array(2, { max: MAX_UNLOCKERS });
    const items = fields.items(2);
    const unlockers = Array.from({ length }, (_, at) => parseUnlocker(items.bytes(at, { max: MAX_PART_BYTES })));
    const sealed = fields.bytes(3, { min: AEAD_NONCE_BYTES + AEAD_TAG_BYTES, max: MAX_VAULT_BYTES });
    fields.end();
    return { header: parseHeader(headerBytes), headerBytes, unlockers, sealed };
  });
  requireUnlockers(vault.unlockers);
  for (const { params } of vault.unlockers) requireParameters(params);
  return vault;
}

/** Throws E_VAULT unless there are 1 to 16 unlockers, sorted, with words and passphrase once and each credential once. */
export function requireUnlockers(unlockers: readonly Unlocker[]): void {
  const single = unlockers.flatMap(({ params }) =>
    params.kind === 'passkey' ? [params.credentialId.join()] : [params.kind],
  );
  const risen = unlockers.every(({ id }, at) => at === 0 || (unlockers[at - 1]?.id ?? '') < id);
  const counted = unlockers.length >= 1 && unlockers.length <= MAX_UNLOCKERS;
  if (!counted || !risen || new Set(single).size !== single.length) throw altered();
}

/** Runs a parser and turns CBOR errors into E_VAULT. */
export function asVault<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof CborError) throw altered();
    throw error;
  }
}

/** The one error for a vault that is not what was sealed. */
export function altered(): KeyringError {
  return new KeyringError('E_VAULT', 'the vault is damaged, altered or not a vault');
}

function parseHeader(bytes: Uint8Array): VaultHeader {
  const fields = readFormat(bytes, MAX_PART_BYTES);
  const header = {
    vaultId: readId(fields, 1),
    version: fields.uint(2),
    accountSalt: fields.bytes(3, ACCOUNT_SALT_BYTES),
    device: readId(fields, 4),
  };
  fields.end();
  if (header.version < 1) throw altered();
  return header;
}

function parseUnlocker(bytes: Uint8Array): Unlocker {
  const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_PART_BYTES }));
  const kind = fields.code(0, KINDS);
  const id = readId(fields, 1);
  const params = parseParams(kind, fields.map(2));
  const commitment = fields.bytes(3, HASH_BYTES);
  const wrapped = fields.bytes(4, WRAPPED_BYTES);
  fields.end();
  return { id, params, commitment, wrapped };
}

function parseParams(kind: UnlockerParams['kind'], fields: FieldReader): UnlockerParams {
  const params = PARAMS[kind](fields);
  fields.end();
  return params;
}

const PARAMS: Readonly<Record<UnlockerParams['kind'], (fields: FieldReader) => UnlockerParams>> = {
  passkey: (fields) => ({
    kind: 'passkey',
    credentialId: fields.bytes(0, { min: 1, max: MAX_CREDENTIAL_ID_BYTES }),
    rpId: fields.text(1, { max: MAX_RP_ID_CHARACTERS }),
    prfSalt: fields.bytes(2, PRF_BYTES),
    nextSalt: fields.bytes(3, PRF_BYTES),
  }),
  words: () => ({ kind: 'words' }),
  passphrase: (fields) => {
    fields.code(0, [KDF]);
    const [passes, memoryBytes] = [fields.uint(1), fields.uint(2)];
    return { kind: 'passphrase', passes, memoryBytes, salt: fields.bytes(3, ARGON2_SALT_BYTES) };
  },
};

function paramsValue(params: UnlockerParams): CborValue {
  switch (params.kind) {
    case 'passkey':
      return numberedMap(params.credentialId, params.rpId, params.prfSalt, params.nextSalt);
    case 'words':
      return new Map();
    case 'passphrase':
      return numberedMap(KDF, params.passes, params.memoryBytes, params.salt);
  }
}

function requireParameters(params: UnlockerParams): void {
  if (params.kind !== 'passphrase') return;
  const { passes, memoryBytes } = params;
  const low = passes < VAULT_PASSPHRASE_FLOOR.passes || memoryBytes < VAULT_PASSPHRASE_FLOOR.memoryBytes;
  const high = passes > VAULT_PASSPHRASE_CEILING.passes || memoryBytes > VAULT_PASSPHRASE_CEILING.memoryBytes;
  if (low || high) throw new KeyringError('E_VAULT_PARAMETERS', 'the vault asks for parameters that are not allowed');
}

function readFormat(bytes: Uint8Array, maxBytes: number): FieldReader {
  const fields = readFields(decodeStrict(bytes, { maxBytes }));
  fields.code(0, [FORMAT]);
  return fields;
}

function readId(fields: FieldReader, key: number): Id {
  return idFromBytes(fields.bytes(key, ID_BYTES));
}

function numbered(...values: CborValue[]): Uint8Array {
  return encode(numberedMap(...values));
}

function numberedMap(...values: CborValue[]): CborValue {
  return new Map(values.map((value, index) => [index, value]));
}
