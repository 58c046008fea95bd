import type { IdentifierKind } from '@sealbridge/vocabulary';

import { countriesOf } from './countries.js';
import type { Detected, Finder, FinderContext } from './detected.js';
import type { Finding, FindingClass, ProposedOutcome } from './finding.js';
import { findDates } from './find-date.js';
import { findListed } from './find-listed.js';
import { findNumbers } from './find-number.js';
import { findEmails, findHandles, findUrls } from './find-online.js';
import { findCards, findIbans, findWallets } from './find-payment.js';
import { findPhones } from './find-phone.js';
import { findCoordinates, findIps } from './find-position.js';
import { flatten } from './flatten.js';
import { sameIdentifier } from './same-identifier.js';
import type { ReportDraft } from './report-draft.js';

// In this order: what an earlier finder took is blank for the later ones, so findings never overlap.
const FINDERS: readonly Finder[] = [
  findListed,
  findEmails,
  findUrls,
  findIbans,
  findWallets,
  findCards,
  findCoordinates,
  findIps,
  findDates,
  findPhones,
  findHandles,
  findNumbers,
];

// Takes the place of what was found, one unit for one unit: no letter, digit, space or punctuation to any pattern.
const BLANK = '\uFFFC';

/**
 * Finds what may point to a person in the title (statement 0) and in every statement (from 1): listed identifiers and the
 * classes with a check digit or a pattern. Ordered by statement and offset, without overlaps; the same draft always gives
 * the same findings. Names, places and descriptions are not looked for: a person reads every line for those.
 */
export function findings(draft: ReportDraft): Finding[] {
  const context: FinderContext = {
    lang: draft.lang,
    countries: countriesOf(draft.lang, draft.card),
    identifiers: draft.identifiers,
  };
  const texts = [draft.title, ...draft.statements.map((statement) => statement.text)];
  return texts.flatMap((text, statement) => findInText(text, statement, context));
}

function findInText(text: string, statement: number, context: FinderContext): Finding[] {
  const flat = flatten(text);
  const detected = detectAll(flat.text, context);
  return detected
    .map((found) => {
      const start = flat.starts[found.start] ?? 0;
      const end = flat.ends[found.end - 1] ?? text.length;
      return finding(found, { statement, start, end, text: text.slice(start, end) }, context);
    })
    .sort((a, b) => a.start - b.start);
}

function detectAll(text: string, context: FinderContext): Detected[] {
  const all: Detected[] = [];
  let rest = text;
  for (const finder of FINDERS) {
    const taken = withoutOverlaps(clipAtBlank(rest, finder(rest, context)), rest.length);
    rest = blankOut(rest, taken);
    all.push(...taken);
  }
  return all;
}

/** A pattern that takes any sign may run into a blank: what it found ends there. */
function clipAtBlank(text: string, found: readonly Detected[]): Detected[] {
  return found
    .map((one) => {
      const blank = text.slice(one.start, one.end).indexOf(BLANK);
      return blank < 0 ? one : { ...one, end: one.start + blank };
    })
    .filter(({ start, end }) => start < end);
}

/** Of findings that overlap the longer wins; of equally long ones the one named first. */
function withoutOverlaps(found: readonly Detected[], length: number): Detected[] {
  const longestFirst = [...found].sort((a, b) => b.end - b.start - (a.end - a.start));
  const taken = new Uint8Array(length);
  return longestFirst.filter(({ start, end }) => {
    if (taken.subarray(start, end).includes(1)) return false;
    taken.fill(1, start, end);
    return true;
  });
}

function blankOut(text: string, found: readonly Detected[]): string {
  const inOrder = [...found].sort((a, b) => a.start - b.start);
  let at = 0;
  const parts = inOrder.map(({ start, end }) => {
    const part = text.slice(at, start) + BLANK.repeat(end - start);
    at = end;
    return part;
  });
  return parts.join('') + text.slice(at);
}

type Place = Pick<Finding, 'statement' | 'start' | 'end' | 'text'>;

function finding(found: Detected, place: Place, context: FinderContext): Finding {
  const identifier = found.identifier ?? sameIdentifier(place.text, found.class, context);
  if (identifier === null) {
    const { certainty, why } = found;
    return { ...place, class: found.class, side: found.side ?? 'unknown', certainty, why, proposed: propose(found) };
  }
  const proposed: ProposedOutcome = { outcome: 'seal', value: identifier.value, kind: identifier.kind };
  const why = 'stands among the identifiers';
  return {
    ...place,
    class: classOf(found.class, identifier.kind),
    side: 'perpetrator',
    certainty: 'certain',
    why,
    proposed,
  };
}

/** A number that turns out to be a listed telephone number or account gets the name of that. */
function classOf(found: FindingClass, kind: IdentifierKind): FindingClass {
  if (found !== 'number' && found !== 'phone' && found !== 'document_no') return found;
  const byKind: Partial<Record<IdentifierKind, FindingClass>> = {
    phone: 'phone',
    bank_account: 'account',
    document_number: 'document_no',
    vehicle_plate: 'plate',
  };
  return byKind[kind] ?? found;
}

/** Dates lose the day, amounts stay; everything else goes, since nobody has said yet whose it is. */
function propose(found: Detected): ProposedOutcome {
  if (found.harmless === true) return { outcome: 'keep' };
  return found.general === undefined ? { outcome: 'remove' } : { outcome: 'generalise', value: found.general };
}
