import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  Ability,
  type Action,
  type Attributes,
  type Circumstances,
  compilePolicy,
  DOCUMENT,
  GUEST,
  type ObjectType,
  parseMember,
  POLICY,
  type Policy,
  type Resource,
  type Subject,
} from '@sealbridge/policy';

/** One decision of test/vectors/policy/decisions.json. */
export interface PolicyCase {
  readonly description: string;
  readonly subject: string;
  readonly subjectChange?: object;
  readonly action: Action;
  readonly object: ObjectType;
  readonly attributes: Attributes;
  readonly purpose?: 'audit';
  /** False where a fresh verification is needed and missing. */
  readonly verified?: boolean;
  readonly legalBasis?: 'court_order';
  readonly accepted?: Circumstances['accepted'];
  /** UNIX hour, when it is another than that of the file. */
  readonly hour?: number;
  /** Choices other than the defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** `allowed`, or the reason. */
  readonly expect: string;
  /** The fields that show. */
  readonly fields?: readonly string[];
}

interface Decisions {
  readonly hour: number;
  readonly subjects: Readonly<Record<string, object>>;
  readonly cases: readonly PolicyCase[];
}

const SECONDS_PER_HOUR = 3600;

const file = join(__dirname, '../vectors/policy/decisions.json');
const decisions = JSON.parse(readFileSync(file, 'utf8')) as Decisions;

/** Every case, in the order of the file. */
export const POLICY_CASES = decisions.cases;

/** A subject by its name; `change` takes the place of some of its attributes. */
export function subjectOf(name: string, change: object = {}): Subject {
  return name === 'guest' ? GUEST : parseMember({ ...decisions.subjects[name], ...change });
}

/** The attributes of a subject as they stand in the file. */
export const rawSubject = (name: string): object => ({ ...decisions.subjects[name] });

/** The policy in force with the choices of a case. */
export function policyOf({ parameters }: PolicyCase): Policy {
  return parameters === undefined ? POLICY : compilePolicy(DOCUMENT, { ...POLICY.parameters, ...parameters });
}

/** What is true of the act of a case. */
export function circumstancesOf(given: PolicyCase): Circumstances {
  const { purpose = null, verified = true, legalBasis = null, accepted = [], hour = decisions.hour } = given;
  return { purpose, time: hour * SECONDS_PER_HOUR, verified, legalBasis, accepted };
}

/** What a case is decided by; `change` takes the place of some of the subject's attributes, `action` that of its action. */
export function abilityOfCase(given: PolicyCase, change: object = {}, action = given.action): Ability {
  const subject = subjectOf(given.subject, { ...given.subjectChange, ...change });
  return new Ability(policyOf(given), subject, circumstancesOf(given), action, given.object);
}

/** The object of a case. */
export const resourceOf = ({ object, attributes }: PolicyCase): Resource => ({ type: object, attributes });

/** `allowed`, or the reason. */
export function decided(given: PolicyCase, change: object = {}, action = given.action): string {
  const decision = abilityOfCase(given, change, action).decide(resourceOf(given));
  return decision.allowed ? 'allowed' : decision.reason;
}
