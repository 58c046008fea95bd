import { encode } from '@sealbridge/cbor';
import {
  AEAD_KEY_BYTES,
  aeadOpen,
  aeadSeal,
  argon2id,
  ARGON2_SALT_BYTES,
  CryptoError,
  equal,
  HASH_BYTES,
  hkdfSha256,
  randomBytes,
  wipe,
} from '@sealbridge/sodium';
import type { DeviceKeys } from './device-keys.js';
import {
  ARGON2_FLOOR,
  asKeyFile,
  damaged,
  parseKeyFile,
  writeHeader,
  writeKeyFile,
  type KeyFileHeader,
  type KeyKind,
} from './key-file-format.js';
import { readDeviceSecrets, readRootSecrets, writeSecrets, type FileKeys } from './key-secrets.js';
import { KeyringError } from './keyring-error.js';
import { requirePassphrase } from './passphrase.js';
import type { RootKeys } from './root-keys.js';

const LABEL = 'sr1/keyfile';
const NO_SALT = new Uint8Array(0);

/**
 * A key file (docs/reference/key-file.md) with these keys under a passphrase given as bytes (see `passphraseBytes`). Takes
 * 64 MiB and a moment. Throws E_PASSPHRASE_FORM. The keys stay usable; wiping them is the caller's.
 */
export function sealKeyFile(keys: FileKeys, passphrase: Uint8Array): Uint8Array {
  const header: KeyFileHeader = { kind: keys.kind, ...ARGON2_FLOOR, salt: randomBytes(ARGON2_SALT_BYTES) };
  const headerBytes = writeHeader(header);
  const { key, commitment } = deriveFileKey(header, headerBytes, passphrase);
  const plaintext = writeSecrets(keys);
  const sealed = aeadSeal({ key, plaintext, aad: fileAad(headerBytes) });
  wipe(key, plaintext);
  return writeKeyFile({ headerBytes, commitment, sealed });
}

/** The device keys of a key file. Throws E_KEY_FILE, E_KEY_FILE_PARAMETERS, E_PASSPHRASE_FORM, E_PASSPHRASE. */
export function openKeyFile(bytes: Uint8Array, passphrase: Uint8Array): DeviceKeys {
  return openSecrets(bytes, passphrase, 'device', readDeviceSecrets);
}

/** The root key of a key file. Throws like openKeyFile. */
export function openRootKeyFile(bytes: Uint8Array, passphrase: Uint8Array): RootKeys {
  return openSecrets(bytes, passphrase, 'root', readRootSecrets);
}

function openSecrets<T>(
  bytes: Uint8Array,
  passphrase: Uint8Array,
  kind: KeyKind,
  read: (plaintext: Uint8Array) => T,
): T {
  const file = parseKeyFile(bytes);
  if (file.header.kind !== kind) throw damaged();
  const { key, commitment } = deriveFileKey(file.header, file.headerBytes, passphrase);
  if (!equal(commitment, file.commitment)) throw new KeyringError('E_PASSPHRASE', 'the passphrase is wrong');
  const plaintext = decrypt(key, file.sealed, file.headerBytes);
  wipe(key);
  try {
    return asKeyFile(() => read(plaintext));
  } finally {
    wipe(plaintext);
  }
}

function decrypt(key: Uint8Array, sealed: Uint8Array, headerBytes: Uint8Array): Uint8Array {
  try {
    return aeadOpen({ key, sealed, aad: fileAad(headerBytes) });
  } catch (error) {
    // The commitment already showed the right passphrase, so what does not open was altered.
    if (error instanceof CryptoError) throw damaged();
    throw error;
  }
}

function deriveFileKey(
  header: KeyFileHeader,
  headerBytes: Uint8Array,
  passphrase: Uint8Array,
): { key: Uint8Array; commitment: Uint8Array } {
  const master = argon2id({
    passphrase: requirePassphrase(passphrase),
    salt: header.salt,
    opsLimit: header.passes,
    memLimitBytes: header.memoryBytes,
    length: HASH_BYTES,
  });
  const part = (name: string, length: number): Uint8Array =>
    hkdfSha256({ ikm: master, salt: NO_SALT, info: encode([LABEL, name, headerBytes]), length });
  const derived = { key: part('key', AEAD_KEY_BYTES), commitment: part('commitment', HASH_BYTES) };
  wipe(master);
  return derived;
}

function fileAad(headerBytes: Uint8Array): Uint8Array {
  return encode([LABEL, headerBytes]);
}
