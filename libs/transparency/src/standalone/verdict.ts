import type { ReasonCode } from '../error.js';

/** What a file turned out to be. */
export type StandaloneKind = 'tlog-proof' | 'note' | 'checkpoint' | 'inclusion' | 'consistency' | 'unknown';

/** The verdict on one file. `signature` says whether a signature was checked: without a key nobody stands behind a root. */
export interface StandaloneVerdict {
  readonly ok: boolean;
  readonly kind: StandaloneKind;
  readonly code: ReasonCode | null;
  readonly signature: 'verified' | 'not checked';
  readonly origin: string | null;
  readonly size: number | null;
}
