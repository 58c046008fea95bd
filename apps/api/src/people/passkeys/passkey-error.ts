/** Why a passkey was refused (docs/reference/passkeys.md). */
export type PasskeyErrorCode =
  | 'E_PASSKEY_FORMAT'
  | 'E_PASSKEY_TYPE'
  | 'E_PASSKEY_CHALLENGE'
  | 'E_PASSKEY_ORIGIN'
  | 'E_PASSKEY_CROSS_ORIGIN'
  | 'E_PASSKEY_RP'
  | 'E_PASSKEY_PRESENCE'
  | 'E_PASSKEY_VERIFICATION'
  | 'E_PASSKEY_BACKUP'
  | 'E_PASSKEY_CREDENTIAL'
  | 'E_PASSKEY_ALGORITHM'
  | 'E_PASSKEY_ATTESTATION'
  | 'E_PASSKEY_USER'
  | 'E_PASSKEY_SIGNATURE'
  | 'E_PASSKEY_COUNTER'
  | 'E_PASSKEY_UNKNOWN';

/** A registration or assertion that does not count. The message quotes nothing of what was sent. */
export class PasskeyError extends Error {
  constructor(
    readonly code: PasskeyErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'PasskeyError';
  }
}

/** Throws PasskeyError `code` unless the condition holds. */
export function requirePasskey(condition: boolean, code: PasskeyErrorCode, message: string): asserts condition {
  if (!condition) throw new PasskeyError(code, message);
}

/** What `read` gives; anything it throws means that what was sent cannot be read. Throws PasskeyError `code`. */
export async function readable<T>(
  read: () => T | Promise<T>,
  code: PasskeyErrorCode = 'E_PASSKEY_FORMAT',
  message = 'the passkey answer cannot be read',
): Promise<T> {
  try {
    return await read();
  } catch {
    throw new PasskeyError(code, message);
  }
}
