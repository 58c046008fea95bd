/** Why a part of an envelope was refused; the local codes of docs/reference/envelope.md that need no key. */
export type EnvelopeErrorCode = 'E_SIZE' | 'E_CBOR' | 'E_SUITE' | 'E_FIELD' | 'E_PADDING';

/** A part of an envelope that is not of the form `sr1`. The message names the part and never quotes what is in it. */
export class EnvelopeError extends Error {
  readonly code: EnvelopeErrorCode;

  constructor(code: EnvelopeErrorCode, message: string) {
    super(message);
    this.name = 'EnvelopeError';
    this.code = code;
  }
}

/** Throws EnvelopeError `code` unless the condition holds. */
export function requireThat(condition: boolean, code: EnvelopeErrorCode, message: string): asserts condition {
  if (!condition) throw new EnvelopeError(code, message);
}
