import type { Id } from '@sealbridge/vocabulary';

/** Why something with private keys in it is refused: the codes of the pages key-file, vault, device-link, recovery, vetting, invitation. */
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
  'E_WORDS',
  'E_VAULT',
  'E_VAULT_PARAMETERS',
  'E_VAULT_UNLOCK',
  'E_VAULT_ROLLED_BACK',
  'E_LINK_CODE',
  'E_LINK_MESSAGE',
  'E_LINK_MAC',
  'E_LINK_OTHER',
  'E_LINK_PROOF',
  'E_SHARE',
  'E_SHARE_HASH',
  'E_SHARE_OPEN',
  'E_RECOVERY_SHARES',
  'E_RECOVERY_KEY',
  'E_PRINTED_SHARE',
] as const;
export type KeyringErrorCode = (typeof KEYRING_ERROR_CODES)[number];

/**
 * The one error of this library. `code` is stable; the message is fixed text and never holds a key, a word or a passphrase. `device`
 * names whose share is corrupt, where that is known.
 */
export class KeyringError extends Error {
  readonly code: KeyringErrorCode;
  readonly device: Id | null;

  constructor(code: KeyringErrorCode, message: string, device: Id | null = null) {
    super(message);
    this.name = 'KeyringError';
    this.code = code;
    this.device = device;
  }
}
