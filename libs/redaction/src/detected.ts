import type { CountryCode } from 'libphonenumber-js/max';

import type { Certainty, FindingClass, Side } from './finding.js';
import type { Identifier } from './report-draft.js';

/** What a finder may know of the report besides the text. */
export interface FinderContext {
  readonly lang: string;
  /** Countries in which a number without a country code is tried. */
  readonly countries: readonly CountryCode[];
  readonly identifiers: readonly Identifier[];
}

/** What one finder found in a flat text, offsets in that text. */
export interface Detected {
  readonly start: number;
  readonly end: number;
  readonly class: FindingClass;
  readonly certainty: Certainty;
  readonly why: string;
  /** Text that could take its place, when the finder knows one. */
  readonly general?: string;
  /** True when keeping it is what the finder would do. */
  readonly harmless?: boolean;
  /** The entry of the report that it is, when it is one. */
  readonly identifier?: Identifier;
  readonly side?: Side;
}

/** A finder: reads a flat text and gives what it found, which may overlap. It has no state. */
export type Finder = (text: string, context: FinderContext) => readonly Detected[];

/** Runs a global pattern over a text and gives what `read` makes of each match. */
export function findAll(text: string, pattern: RegExp, read: (match: RegExpExecArray) => Detected | null): Detected[] {
  return Array.from(text.matchAll(pattern), read).filter((detected) => detected !== null);
}

/** Start and end of a match, or of the part of it that `inner` names. */
export function spanOf(match: RegExpExecArray, inner: string = match[0]): { start: number; end: number } {
  const start = match.index + match[0].lastIndexOf(inner);
  return { start, end: start + inner.length };
}
