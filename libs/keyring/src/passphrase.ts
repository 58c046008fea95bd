import { CryptoError, utf8 } from '@sealbridge/sodium';
import { KeyringError } from './keyring-error.js';

/** A passphrase has 1 to so many bytes of UTF-8. */
export const MAX_PASSPHRASE_BYTES = 1024;

/** The bytes of a typed passphrase: UTF-8 of its NFC form. Throws E_PASSPHRASE_FORM. */
export function passphraseBytes(text: string): Uint8Array {
  try {
    return requirePassphrase(utf8(text.normalize('NFC')));
  } catch (error) {
    if (error instanceof CryptoError) throw new KeyringError('E_PASSPHRASE_FORM', 'the passphrase is not unicode text');
    throw error;
  }
}

/** The passphrase itself. Throws E_PASSPHRASE_FORM when it is empty or too long. */
export function requirePassphrase(passphrase: Uint8Array): Uint8Array {
  if (passphrase.length < 1 || passphrase.length > MAX_PASSPHRASE_BYTES) {
    throw new KeyringError('E_PASSPHRASE_FORM', 'a passphrase has 1 to 1024 bytes');
  }
  return passphrase;
}
