import { LIMITS, type IdentifierKind, type Problem } from '@sealbridge/vocabulary';
import type { CountryCode } from 'libphonenumber-js/max';

import type { Finding, FindingClass } from './finding.js';
import { identifierKey, withNormalForm } from './normalise.js';
import type { Placed } from './place-decisions.js';
import type { Identifier } from './report-draft.js';
import { decisionsOn } from './settled.js';

/** What stands in the text for something that was taken out. */
export const REMOVED_TEXT = '[removed]';

/** What stands in the text for the identifier at a place (from 1) of the report's identifiers. */
export function sealedText(place: number): string {
  return `[identifier ${String(place)}]`;
}

const KIND_OF_CLASS: Partial<Record<FindingClass, IdentifierKind>> = {
  phone: 'phone',
  email: 'email',
  url: 'url_or_ad_id',
  handle: 'handle',
  iban: 'bank_account',
  account: 'bank_account',
  card: 'bank_account',
  crypto: 'crypto_address',
  plate: 'vehicle_plate',
  vehicle: 'vehicle_description',
  document_no: 'document_number',
  national_id: 'document_number',
  coordinates: 'premises',
  premises: 'premises',
  address: 'premises',
  company: 'business_name',
  person: 'alias',
  description_physical: 'description',
  ip: 'other',
};

/** The texts with all decisions carried out, and the identifiers with those that were sealed. */
export interface Replaced {
  readonly texts: readonly string[];
  readonly identifiers: readonly Identifier[];
  readonly problems: readonly Problem[];
}

/**
 * Carries out placed decisions, in the order of the text: takes out, puts the value in, or moves to the identifiers. An
 * entry with the same kind and normal form is used again; entries that were there keep their place and their value.
 */
export function replaceAll(
  texts: readonly string[],
  placed: readonly Placed[],
  found: readonly Finding[],
  given: readonly Identifier[],
  countries: readonly CountryCode[],
): Replaced {
  const identifiers = [...given];
  const keys = given.map((entry) => identifierKey(entry.kind, entry.value, countries));
  const problems: Problem[] = [];

  const seal = (one: Placed, stretch: string): string => {
    const wanted = identifierFor(one, stretch, found, identifiers, keys, countries);
    if (wanted === null) {
      problems.push({ path: `${one.path}.kind`, code: 'E_KIND', message: 'sealing needs the kind of identifier' });
      return REMOVED_TEXT;
    }
    const key = identifierKey(wanted.kind, wanted.value, countries);
    const at = keys.indexOf(key);
    if (at >= 0) return sealedText(at + 1);
    identifiers.push(withNormalForm(wanted, countries));
    keys.push(key);
    return sealedText(identifiers.length);
  };

  const replaced = texts.map((text, statement) => {
    const here = placed.filter((one) => one.statement === statement);
    return replaceIn(text, here, (one, stretch) => {
      const { outcome, value } = one.decision;
      if (outcome === 'keep') return stretch;
      if (outcome === 'remove') return REMOVED_TEXT;
      return outcome === 'seal' ? seal(one, stretch) : (value ?? REMOVED_TEXT);
    });
  });
  if (identifiers.length > LIMITS.MAX_IDENTIFIERS) {
    const message = `more than ${String(LIMITS.MAX_IDENTIFIERS)} entries after sealing`;
    problems.push({ path: 'identifiers', code: 'E_TOO_MANY_IDENTIFIERS', message });
  }
  return { texts: replaced, identifiers, problems };
}

function replaceIn(
  text: string,
  placed: readonly Placed[],
  replacement: (one: Placed, stretch: string) => string,
): string {
  let at = 0;
  const parts = placed.map((one) => {
    const part = text.slice(at, one.start) + replacement(one, text.slice(one.start, one.end));
    at = one.end;
    return part;
  });
  return parts.join('') + text.slice(at);
}

/**
 * What a seal decision means: the decision's own kind and value, else the listed entry its words or its finding stand for,
 * else the kind that goes with the class of the finding. Null when nothing says the kind.
 */
function identifierFor(
  one: Placed,
  stretch: string,
  found: readonly Finding[],
  identifiers: readonly Identifier[],
  keys: readonly string[],
  countries: readonly CountryCode[],
): Identifier | null {
  const { kind, value } = one.decision;
  const finding = found.find((other) => decisionsOn(other, [one]).length > 0);
  const proposed = finding?.text === stretch ? finding.proposed : undefined;
  const words = value ?? proposed?.value ?? stretch;
  if (kind !== undefined) return { kind, value: words };
  const listed = identifiers.find((entry, at) => identifierKey(entry.kind, words, countries) === keys[at]);
  if (listed !== undefined) return listed;
  const derived = proposed?.kind ?? (finding === undefined ? undefined : KIND_OF_CLASS[finding.class]);
  return derived === undefined ? null : { kind: derived, value: words };
}
