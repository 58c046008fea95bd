import { DATA_CLASSES, HANDLINGS, PROHIBITED_USES, PURPOSES, TLP, type Id } from '@sealbridge/vocabulary';
import type { Agreement } from './agreement.js';
import {
  ATTRIBUTION_WORDS,
  countInWords,
  DATA_CLASS_WORDS,
  listInWords,
  minuteInWords,
  PROHIBITED_WORDS,
  PURPOSE_WORDS,
} from './agreement-terms.js';

/** A party as the directory names it. */
export interface PartyName {
  readonly org: Id;
  readonly handle: string;
  readonly name: string;
}

/** What a sentence is about: a heading for people, in the order of the sentences. */
export const AGREEMENT_HEADINGS = [
  'parties',
  'sharing',
  'purposes',
  'never for',
  'what it covers',
  'highest marking',
  'where',
  'names',
  'how long',
  'answers',
  'circle',
  'dates',
  'ending',
  'versions',
  'log',
] as const;
export type AgreementHeading = (typeof AGREEMENT_HEADINGS)[number];

/** One or more sentences of an agreement in plain words. */
export interface AgreementSentence {
  readonly about: AgreementHeading;
  readonly text: string;
}

const EVERYWHERE = '*';

/**
 * An agreement in plain words: made from the signed bytes alone, so both parties read the same, and complete: two agreements
 * that differ in any term differ here, and what a list leaves out is said as well. A party without a name in `parties` is
 * shown by its id. Throws RangeError for a time past the year 9999.
 */
export function agreementWords(agreement: Agreement, parties: readonly PartyName[]): AgreementSentence[] {
  const sentences: Readonly<Record<AgreementHeading, string>> = {
    parties: partiesSentence(agreement, parties),
    sharing:
      'Each of the two may send sealed reports about trafficking patterns to units of the other. The sender names the units; nobody else gets a key by this agreement.',
    purposes: purposesSentence(agreement),
    'never for': prohibitedSentence(agreement),
    'what it covers': coverageSentence(agreement),
    'highest marking': `${ceilingSentence('TLP', agreement.markingCeiling)} ${ceilingSentence('PAP', agreement.handlingCeiling)}`,
    where: jurisdictionSentence(agreement),
    names: ATTRIBUTION_WORDS[agreement.attribution],
    'how long': `Opening ends ${countInWords(agreement.retentionMonths, 'month')} after a report was sent, or earlier when its author says so, recalls it, or this agreement ends.`,
    answers: `Whoever receives a report acknowledges it within ${countInWords(agreement.acknowledgeDays, 'day')}, and says within ${countInWords(agreement.updateDays, 'day')} what became of it.`,
    circle: `Pattern cards that their authors open to a circle join the circle "${agreement.circle}", where they are answered in numbers only.`,
    dates: `This holds from ${minuteInWords(agreement.start)} until ${minuteInWords(agreement.end)}, and not before both have signed.`,
    ending:
      "Either of the two can suspend or end it alone, at any time. In the minute it ends, nothing more is sealed to the other, nothing sent under it can be opened, its pattern cards are no longer answered, and neither sees the other's keys any more. What was read before is not taken back.",
    versions: versionsSentence(agreement),
    log: `It counts on the log "${agreement.origin}" and nowhere else.`,
  };
  return AGREEMENT_HEADINGS.map((about) => ({ about, text: sentences[about] }));
}

function partiesSentence({ agreement, version, orgs }: Agreement, parties: readonly PartyName[]): string {
  const names = orgs.map((org) => {
    const party = parties.find((candidate) => candidate.org === org);
    return party === undefined ? org : `${party.name} (${party.handle})`;
  });
  return `Version ${version} of the agreement ${agreement} between ${listInWords(names)}.`;
}

function purposesSentence({ purposes }: Agreement): string {
  const allowed = PURPOSES.filter((purpose) => purposes.includes(purpose)).map((purpose) => PURPOSE_WORDS[purpose]);
  const others = PURPOSES.filter((purpose) => !purposes.includes(purpose)).map((purpose) => PURPOSE_WORDS[purpose]);
  const only = `A report may be opened only ${listInWords(allowed, 'or')}. Whoever opens it says which, each time, and it is recorded.`;
  return others.length === 0 ? only : `${only} Not ${listInWords(others, 'or')}.`;
}

function prohibitedSentence({ prohibited }: Agreement): string {
  const ruledOut = PROHIBITED_USES.filter((use) => prohibited.includes(use)).map((use) => PROHIBITED_WORDS[use]);
  const left = PROHIBITED_USES.filter((use) => !prohibited.includes(use)).map((use) => PROHIBITED_WORDS[use]);
  return [
    ...(ruledOut.length === 0 ? [] : [`Nothing in a report may be used for ${listInWords(ruledOut, 'or')}.`]),
    ...(left.length === 0 ? [] : [`This agreement does not rule out ${listInWords(left, 'or')}.`]),
  ].join(' ');
}

function coverageSentence({ dataClasses }: Agreement): string {
  const covered = DATA_CLASSES.filter((part) => dataClasses.includes(part)).map((part) => DATA_CLASS_WORDS[part]);
  const left = DATA_CLASSES.filter((part) => !dataClasses.includes(part)).map((part) => DATA_CLASS_WORDS[part]);
  const covers = `It covers ${listInWords(covered)} of a report`;
  return left.length === 0 ? `${covers}.` : `${covers}, and not ${listInWords(left, 'or')}.`;
}

function ceilingSentence(protocol: 'TLP' | 'PAP', ceiling: string): string {
  const labels = protocol === 'TLP' ? TLP.map((tlp) => `TLP:${tlp}`) : [...HANDLINGS];
  const highest = protocol === 'TLP' ? `TLP:${ceiling}` : ceiling;
  const above = labels.slice(labels.indexOf(highest) + 1);
  const upTo = `Reports may be marked up to ${highest}`;
  return above.length === 0 ? `${upTo}.` : `${upTo}, and not ${listInWords(above, 'or')}.`;
}

function jurisdictionSentence({ jurisdictions }: Agreement): string {
  const places = jurisdictions.filter((place) => place !== EVERYWHERE);
  if (!jurisdictions.includes(EVERYWHERE)) {
    return `Only readers who work for ${listInWords(places, 'or')}, or everywhere, may open.`;
  }
  const named = places.length === 0 ? '' : `, ${listInWords(places)} included`;
  return `Readers of every jurisdiction may open${named}.`;
}

function versionsSentence({ version }: Agreement): string {
  const later = 'A later version needs the signatures of both and changes nothing in this one.';
  if (version === 1) return later;
  return `It takes the place of version ${version - 1}, which stays as it was signed. A report sent under an earlier version opens only as far as both that version and this one allow. ${later}`;
}
