/** Why a record, an agreement or a recipient is refused: the codes of docs/reference/directory.md and of the pages it leads to. */
export const DIRECTORY_ERROR_CODES = [
  'E_RECORD',
  'E_TYPE',
  'E_FIELD',
  'E_BODY',
  'E_PRIVATE',
  'E_SEQ',
  'E_PREV',
  'E_LOG_ORDER',
  'E_GENESIS',
  'E_ADMISSION',
  'E_AUTHORITY',
  'E_SIGNER',
  'E_SIGNATURE',
  'E_POP',
  'E_SIGNING_KEY',
  'E_KEM_KEY',
  'E_DUPLICATE_ID',
  'E_DUPLICATE_HANDLE',
  'E_DUPLICATE_KEY',
  'E_UNKNOWN_UNIT',
  'E_UNKNOWN_MEMBER',
  'E_UNKNOWN_DEVICE',
  'E_SUBJECT',
  'E_SUSPENSION',
  'E_EPOCH',
  'E_LOCKBOX',
  'E_DEVICES',
  'E_ADMINISTRATOR',
  'E_RECOVERY_KEY',
  'E_RECOVERY_LOCKBOX',
  'E_RECOVERY',
  'E_RECOVERY_DELAY',
  'E_RECOVERY_GUARDIANS',
  'E_STALE_CHECKPOINT',
  'E_CHAIN',
  'E_NOT_NEWEST',
  'E_PARTIAL',
  'E_NO_EPOCH',
  'E_EPOCH_CLOSED',
  'E_EPOCH_STALE',
  'E_SUSPENDED',
  'E_AGREEMENT_CHAIN',
  'E_AGREEMENT_ORIGIN',
  'E_STANDING',
  'E_STANDING_SEQ',
  'E_VET_ORIGIN',
  'E_INVITE_ORIGIN',
  'E_RULES_ORIGIN',
  'E_RULES_SEQ',
  'E_RULES_PREV',
  'E_RULES_DOCUMENT',
  'E_RULES_PARAMETER',
  'E_RULES_TIME',
] as const;
export type DirectoryErrorCode = (typeof DIRECTORY_ERROR_CODES)[number];

/** The one error of this library. `code` is stable; the message is fixed text and never quotes a name, key or value. */
export class DirectoryError extends Error {
  readonly code: DirectoryErrorCode;

  constructor(code: DirectoryErrorCode, message: string) {
    super(message);
    this.name = 'DirectoryError';
    this.code = code;
  }
}

/** Throws DirectoryError with this code and message unless the condition holds. */
export function requireThat(condition: boolean, code: DirectoryErrorCode, message: string): asserts condition {
  if (!condition) throw new DirectoryError(code, message);
}
