/** Why sealing refused; see "Before sealing" in docs/reference/envelope.md. */
export const SEALING_ERROR_CODES = [
  'E_NOT_REDACTED',
  'E_RECIPIENTS',
  'E_OWN_UNIT',
  'E_AGREEMENT',
  'E_PURPOSE',
  'E_MARKING',
  'E_DATA_CLASS',
  'E_TERM',
  'E_ATTACHMENT',
  'E_TEXT',
  'E_SIZE',
] as const;
/** A code of SEALING_ERROR_CODES. */
export type SealingErrorCode = (typeof SEALING_ERROR_CODES)[number];

/**
 * A report that is not sealed. Nothing has left the device. `unit` is the handle of the recipient it is about, where it is
 * about one; the message never quotes the report.
 */
export class SealingError extends Error {
  readonly code: SealingErrorCode;
  readonly unit: string | null;

  constructor(code: SealingErrorCode, message: string, unit: string | null = null) {
    super(message);
    this.name = 'SealingError';
    this.code = code;
    this.unit = unit;
  }
}

/** Throws SealingError `code` unless the condition holds. */
export function requireThat(
  condition: boolean,
  code: SealingErrorCode,
  message: string,
  unit: string | null = null,
): asserts condition {
  if (!condition) throw new SealingError(code, message, unit);
}
