import { EnvelopeError } from '@sealbridge/envelope';

/** Why a report was not opened, for the reader's own device; see "Reader order" in docs/reference/envelope.md. */
export const LOCAL_OPENING_CODES = [
  'E_SIZE',
  'E_CBOR',
  'E_SUITE',
  'E_FIELD',
  'E_SIGNATURE',
  'E_SIGNER',
  'E_OTHER_REPORT',
  'E_GRANTSET',
  'E_CHECKPOINT',
  'E_ROLLBACK',
  'E_WITHDRAWN',
  'E_POLICY',
  'E_GRANT',
  'E_PURPOSE',
  'E_EXPIRED',
  'E_AGREEMENT',
  'E_KEY',
  'E_COMMITMENT',
  'E_CIPHERTEXT',
  'E_STREAM',
  'E_PADDING',
  'E_BODY',
  'E_FACETS',
  'E_ATTACHMENT',
] as const;
/** A code of LOCAL_OPENING_CODES. */
export type LocalOpeningCode = (typeof LOCAL_OPENING_CODES)[number];

/**
 * A report that cannot be opened. Outwards there is one code and one message, so that a server which tries out forgeries
 * learns nothing from the answer; `local` stays on the reader's device.
 */
export class OpeningError extends Error {
  readonly code = 'E_OPEN';
  readonly local: LocalOpeningCode;

  constructor(local: LocalOpeningCode) {
    super('the report cannot be opened');
    this.name = 'OpeningError';
    this.local = local;
  }
}

/** Throws OpeningError `local` unless the condition holds. */
export function requireThat(condition: boolean, local: LocalOpeningCode): asserts condition {
  if (!condition) throw new OpeningError(local);
}

/** The result of `read`, an EnvelopeError of it as OpeningError with the same local code, or `local` where one is given. */
export function reading<T>(read: () => T, local?: LocalOpeningCode): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof EnvelopeError) throw new OpeningError(local ?? error.code);
    throw error;
  }
}
