/** Why a cryptographic operation refused; the only detail that leaves this library. */
export type CryptoErrorCode =
  'E_NOT_READY' | 'E_LENGTH' | 'E_OPEN' | 'E_BAD_KEY' | 'E_STREAM' | 'E_ENCODING' | 'E_DOMAIN';

/**
 * The one error this library throws. libsodium's own messages never pass: they quote lengths and source lines
 * that would reach logs. `code` is stable; the message is fixed text without any value in it.
 */
export class CryptoError extends Error {
  readonly code: CryptoErrorCode;

  constructor(code: CryptoErrorCode, message: string) {
    super(message);
    this.name = 'CryptoError';
    this.code = code;
  }
}
