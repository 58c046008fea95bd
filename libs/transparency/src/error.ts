/** Why a file, signature, proof or entry was refused; docs/reference/audit-log.md says what each code means. */
export const REASON_CODES = [
  'E_READ',
  'E_FORM',
  'E_ORIGIN',
  'E_SIGNATURE',
  'E_QUORUM',
  'E_INDEX',
  'E_EXTRA',
  'E_SHORT',
  'E_ENTRY',
  'E_LEAF',
  'E_TILE',
  'E_ROOT',
  'E_WITHHELD',
  'E_NODE',
  'E_NODE_SIGNATURE',
  'E_SEQUENCE_GAP',
  'E_SEQUENCE_TWICE',
  'E_REPORT_LATE',
  'E_DEVICE',
  'E_DEVICE_SIGNATURE',
  'E_REQUEST',
  'E_REQUEST_TWICE',
  'E_DIRECTORY',
  'E_SINCE',
  'E_PROOF',
  'E_KEY',
  'E_NO_LEAF',
  'E_SIZE',
] as const;

/** One of REASON_CODES. */
export type ReasonCode = (typeof REASON_CODES)[number];

/** The one error this library throws on purpose. The message is fixed text and never quotes what was read. */
export class TransparencyError extends Error {
  readonly code: ReasonCode;

  constructor(code: ReasonCode, message: string) {
    super(message);
    this.name = 'TransparencyError';
    this.code = code;
  }
}
