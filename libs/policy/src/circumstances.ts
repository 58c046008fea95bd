import type { Purpose } from '@sealbridge/vocabulary';

import { PolicyError } from './policy-error.js';
import type { LiveAgreement, Subject } from './subject.js';

/** What is true of the act besides who acts: declared purpose and time. */
export interface Circumstances {
  readonly purpose: Purpose | null;
  /** UNIX hour, from the database's clock. */
  readonly hour: number;
}

/** The names a rule may refer to, each with a value that is never null. */
export type References = Readonly<Record<string, unknown>>;

/** Kinds of organisations whose auditors see beyond their own organisation. */
const OVERSEEING_KINDS: readonly string[] = ['oversight', 'stewards'];

/** Applies everywhere. */
const EVERYWHERE = '*';

/**
 * What rules may refer to for this subject and these circumstances. The sets of agreements are derived here, so that a rule
 * stays one membership test: `subject.agreementsForPurpose`, `subject.agreementsInJurisdiction`.
 */
export function referencesOf(subject: Subject, circumstances: Circumstances, agreement?: LiveAgreement): References {
  const { purpose, hour } = circumstances;
  const env = { 'env.hour': hour, 'env.purposes': purpose === null ? [] : [purpose] };
  if (subject.class === 'guest') {
    return env;
  }
  const ids = (keep: (live: LiveAgreement) => boolean): string[] =>
    subject.agreements.filter(keep).map((live) => live.id);
  return {
    ...env,
    'subject.active': [subject.orgState, subject.memberState, subject.deviceState].every((state) => state === 'active'),
    // a role is given by the organisation itself: only bodies that oversee or admit others can act beyond their own
    'subject.oversees': subject.rights.includes('audit.read') && OVERSEEING_KINDS.includes(subject.orgKind),
    'subject.admits': subject.rights.includes('org.admit') && subject.orgKind === 'stewards',
    'subject.org': subject.org,
    'subject.orgs': [subject.org],
    'subject.member': subject.member,
    'subject.units': subject.units,
    'subject.rights': subject.rights,
    'subject.clearance': subject.clearance,
    'subject.trainingUntil': subject.trainingUntil,
    'subject.partners': subject.agreements.map((live) => live.partner),
    'subject.agreements': ids(() => true),
    'subject.agreementsForPurpose': ids((live) => purpose !== null && live.purposes.includes(purpose)),
    'subject.agreementsInJurisdiction': ids((live) => shareJurisdiction(live.jurisdictions, subject.jurisdictions)),
    ...(agreement === undefined ? {} : ofAgreement(agreement)),
  };
}

function ofAgreement(agreement: LiveAgreement): References {
  return {
    'agreement.id': agreement.id,
    'agreement.partner': agreement.partner,
    'agreement.purposes': agreement.purposes,
    'agreement.markingCeiling': agreement.markingCeiling,
    'agreement.handlingCeiling': agreement.handlingCeiling,
  };
}

function shareJurisdiction(one: readonly string[], other: readonly string[]): boolean {
  return one.includes(EVERYWHERE) || other.includes(EVERYWHERE) || one.some((place) => other.includes(place));
}

/** Puts values in the place of `{ref: name}` anywhere in a rule. Throws PolicyError on a name that is not there. */
export function resolve(value: unknown, references: References): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => resolve(item, references));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'ref') {
    return lookUp(first[1], references);
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner, references)]));
}

/** The value of one reference; throws PolicyError when there is none. */
export function lookUp(name: unknown, references: References): unknown {
  if (typeof name !== 'string' || !Object.hasOwn(references, name)) {
    throw new PolicyError('E_POLICY_REFERENCE');
  }
  return references[name];
}
