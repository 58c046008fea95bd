/** What crosses the border of the worker when something fails: a code and a kind, never a message of a library or a server. */
export interface FailureParts {
  readonly code: `E_${string}`;
  readonly kind: FailureKind;
  /** The reason of a refusal, or which word is unknown: a number. */
  readonly detail?: string | number;
}

/** What a page can do about it. `cancelled`: the person closed the browser's prompt. */
export type FailureKind =
  'usage' | 'refused' | 'sign_in' | 'verification' | 'conflict' | 'network' | 'partly' | 'cancelled' | 'unexpected';

const KINDS: ReadonlySet<string> = new Set<FailureKind>([
  'usage',
  'refused',
  'sign_in',
  'verification',
  'conflict',
  'network',
  'partly',
  'cancelled',
  'unexpected',
]);
const CODE = /^E_[A-Z0-9_]{1,60}$/;

/** A failure on either side of the border. */
export class WorkFailure extends Error {
  readonly code: `E_${string}`;
  readonly kind: FailureKind;
  readonly detail: string | number | undefined;

  constructor({ code, kind, detail }: FailureParts) {
    super(code);
    this.name = 'WorkFailure';
    this.code = code;
    this.kind = kind;
    this.detail = detail;
  }
}

/** The parts of whatever was thrown that may be told. */
export function asFailure(error: unknown): FailureParts {
  const { code, kind, detail } = (typeof error === 'object' && error !== null ? error : {}) as Partial<FailureParts>;
  return {
    code: typeof code === 'string' && CODE.test(code) ? code : 'E_UNEXPECTED',
    kind: typeof kind === 'string' && KINDS.has(kind) ? kind : kindOf(error),
    ...(typeof detail === 'number' || (typeof detail === 'string' && detail.length < 60) ? { detail } : {}),
  };
}

/** What the keyring refuses because of what a person typed or showed; all else that it refuses came from the server. */
const TYPED: ReadonlySet<unknown> = new Set([
  'E_PASSPHRASE',
  'E_PASSPHRASE_FORM',
  'E_WORDS',
  'E_CODE',
  'E_LINK',
  'E_LINK_CODE',
  'E_VAULT_UNLOCK',
  'E_PRINTED_SHARE',
]);

/** Errors of the libraries carry a code and no kind; their class says which it is, and in the keyring the code. */
function kindOf(error: unknown): FailureKind {
  const name = error instanceof Error ? error.name : '';
  if (name === 'DirectoryError' || name === 'TransparencyError' || name === 'EnvelopeError') return 'verification';
  if (name !== 'KeyringError') return 'unexpected';
  return TYPED.has((error as Partial<FailureParts>).code) ? 'usage' : 'verification';
}
