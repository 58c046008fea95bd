import type { IdentifierKind } from '@sealbridge/vocabulary';

/** What a finding may be of. The list is wider than what is found by itself: it is the language of the findings. */
export const FINDING_CLASSES = [
  'person',
  'phone',
  'email',
  'url',
  'handle',
  'iban',
  'account',
  'card',
  'crypto',
  'ip',
  'coordinates',
  'national_id',
  'document_no',
  'plate',
  'vehicle',
  'address',
  'premises',
  'place_fine',
  'company',
  'date_exact',
  'time',
  'age_exact',
  'nationality_rare',
  'health',
  'relation_unique',
  'role_unique',
  'description_physical',
  'number',
  'other',
] as const;
export type FindingClass = (typeof FINDING_CLASSES)[number];

export const SIDES = ['victim', 'perpetrator', 'third_party', 'source', 'unknown'] as const;
/** Whom a finding points to. `unknown` unless there is a reason to say more. */
export type Side = (typeof SIDES)[number];

export const CERTAINTIES = ['certain', 'likely', 'unsure'] as const;
/** How sure the finder is: `certain` has a checksum, a valid form or stands among the identifiers. */
export type Certainty = (typeof CERTAINTIES)[number];

export const OUTCOMES = ['remove', 'generalise', 'pseudonym', 'seal', 'keep'] as const;
/** What happens to a stretch of text. */
export type RedactionOutcome = (typeof OUTCOMES)[number];

/** What the program would do with a finding; a person decides. */
export interface ProposedOutcome {
  readonly outcome: RedactionOutcome;
  readonly value?: string;
  readonly kind?: IdentifierKind;
}

/**
 * A stretch of text that may point to a person. `statement` counts from 1 and is 0 for the title; `start` and `end` are
 * UTF-16 offsets into that text, `end` excluded; `text` is the stretch itself.
 */
export interface Finding {
  readonly statement: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly class: FindingClass;
  readonly side: Side;
  readonly certainty: Certainty;
  readonly why: string;
  readonly proposed: ProposedOutcome;
}
