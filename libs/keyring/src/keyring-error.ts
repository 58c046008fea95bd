/** Why a key file or a lockbox is refused: the codes of docs/reference/key-file.md. */
export const KEYRING_ERROR_CODES = [
  'E_KEY_FILE',
  'E_KEY_FILE_PARAMETERS',
  'E_PASSPHRASE',
  'E_PASSPHRASE_FORM',
  'E_LOCKBOX_HASH',
  'E_LOCKBOX_OPEN',
  'E_LOCKBOX_KEY',
] as const;
export type KeyringErrorCode = (typeof KEYRING_ERROR_CODES)[number];

/** The one error of this library. `code` is stable; the message is fixed text and never holds a key or a passphrase. */
export class KeyringError extends Error {
  readonly code: KeyringErrorCode;

  constructor(code: KeyringErrorCode, message: string) {
    super(message);
    this.name = 'KeyringError';
    this.code = code;
  }
}
