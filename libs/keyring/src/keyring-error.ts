/** Why a key file, a lockbox, a note or an invitation is refused: the codes of the pages key-file, vetting and invitation. */
export const KEYRING_ERROR_CODES = [
  'E_KEY_FILE',
  'E_KEY_FILE_PARAMETERS',
  'E_PASSPHRASE',
  'E_PASSPHRASE_FORM',
  'E_LOCKBOX_HASH',
  'E_LOCKBOX_OPEN',
  'E_LOCKBOX_KEY',
  'E_NOTE',
  'E_NOTE_OPEN',
  'E_LINK',
  'E_CODE',
  'E_JOIN_MAC',
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
