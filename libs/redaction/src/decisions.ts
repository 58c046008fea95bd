import type { Id, IdentifierKind } from '@sealbridge/vocabulary';

import type { RedactionOutcome } from './finding.js';

/** Version of the decisions file. */
export const DECISIONS_VERSION = 1;

/** How many questions close the reading. */
export const CLOSING_QUESTIONS = 3;

/**
 * One decision over a stretch of text, found or not. The stretch is given by offsets, by its text, or by both, in which
 * case they have to agree. `statement` counts from 1 and is 0 for the title. With `all` the decision goes to every
 * occurrence of the stretch's text in the whole report.
 */
export interface Decision {
  readonly statement: number;
  readonly start?: number;
  readonly end?: number;
  readonly text?: string;
  readonly all?: boolean;
  readonly outcome: RedactionOutcome;
  readonly value?: string;
  readonly kind?: IdentifierKind;
  readonly reason?: string;
}

/** Lines a person read: all of them, or per statement (from 1) the numbers of the lines (from 1). */
export type LinesRead = 'all' | Readonly<Record<number, readonly number[]>>;

/** The answer to: does what is left fit few people when taken together? */
export interface Combination {
  readonly answered: boolean;
  readonly note?: string;
}

/**
 * A parsed decisions file. A proposal holds only `version` and `decisions`; the rest is for the person, and the gate stays
 * shut while it is missing.
 */
export interface Decisions {
  readonly version: typeof DECISIONS_VERSION;
  readonly linesRead?: LinesRead;
  readonly attest?: string;
  readonly decisions: readonly Decision[];
  readonly combination?: Combination;
  readonly closing?: readonly boolean[];
  readonly closingNote?: string;
  readonly review?: Id;
}

/** A line of a statement, both counted from 1. */
export interface LineRef {
  readonly statement: number;
  readonly line: number;
}
