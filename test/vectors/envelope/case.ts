import type { HandEnvelope } from './by-hand.js';

/** A case before it is written: an envelope that replaces the base, single parts, the way of reading, the local code. */
export interface Case {
  readonly description: string;
  readonly envelope?: HandEnvelope;
  readonly parts?: Readonly<Record<string, unknown>>;
  readonly reading?: Readonly<Record<string, unknown>>;
  /** Absent: it opens, and `value` is filled in from the first run. */
  readonly error?: string;
}
