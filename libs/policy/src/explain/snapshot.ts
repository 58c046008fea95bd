import { isCode, LEGAL_BASES, PROHIBITED_USES, PURPOSES } from '@sealbridge/vocabulary';

import type { Resource } from '../ability.js';
import type { Circumstances } from '../circumstances.js';
import type { Attributes } from '../matcher.js';
import { type Action, ACTIONS, isObjectType } from '../objects.js';
import { PolicyError } from '../policy-error.js';
import { GUEST, type LiveAgreement, type Member, parseMember, type Subject, withoutTerms } from '../subject.js';

/** Version of the form below. Snapshots of version 1 held subject and object alone and bore no number. */
export const SNAPSHOT_VERSION = 2;

/** What ended an act: policy, that there was no such thing, a check of the act itself, input that could not be read, or a fault. */
export const ENDINGS = ['policy', 'missing', 'act', 'input', 'fault'] as const;
export type DecisionEnding = (typeof ENDINGS)[number];

/** A further object that policy was asked about in the same act, for the same subject and circumstances. */
export interface FurtherQuestion {
  readonly action: Action;
  readonly resource: Resource;
}

/** Everything a decision was made on. */
export interface Snapshot {
  readonly subject: Subject;
  /** Null when there was no such thing, or the act did not come so far. */
  readonly object: Resource | null;
  /** Null when the act did not come so far. */
  readonly circumstances: Circumstances | null;
  readonly further: readonly FurtherQuestion[];
  /** How many further objects more there were: only so many are kept. */
  readonly furtherLeftOut: number;
  readonly ended: DecisionEnding;
}

/** Further objects of one act that are kept: the grants of the largest submission, and one for its own unit. */
const MAX_FURTHER = 65;

/** A value of JSON, in the order in which it was put together. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * A snapshot as plain values, to be encoded and committed to. Of the subject's agreements those stay that an object names, by id or by
 * partner, with the versions that it names: rules ask of agreements whether what the object names is among them, and nothing else.
 */
export function writeSnapshot(snapshot: Omit<Snapshot, 'furtherLeftOut'>): Plain {
  const { subject, object, circumstances, further, ended } = snapshot;
  const kept = further.slice(0, MAX_FURTHER);
  const named = namedBy([object, ...kept.map(({ resource }) => resource)]);
  return {
    version: SNAPSHOT_VERSION,
    subject: plain(subject.class === 'guest' ? subject : { ...subject, agreements: agreementsOf(subject, named) }),
    object: object === null ? null : plainObject(object),
    circumstances: circumstances === null ? null : plainCircumstances(circumstances),
    further: kept.map(({ action, resource }) => ({ action, object: plainObject(resource) })),
    furtherLeftOut: further.length - kept.length,
    ended,
  };
}

/** Every text in the attributes of these objects. */
function namedBy(objects: readonly (Resource | null)[]): ReadonlySet<unknown> {
  return new Set(objects.flatMap((object) => Object.values(object?.attributes ?? {}).flat()));
}

function agreementsOf({ agreements }: Member, named: ReadonlySet<unknown>): object[] {
  return agreements.filter(({ id, partner }) => named.has(id) || named.has(partner)).map((live) => kept(live, named));
}

/** One that was loaded without its terms is written without them. */
function kept(live: LiveAgreement, named: ReadonlySet<unknown>): object {
  const { id, partner, standing, versions } = live;
  if (isWithoutTerms(live)) return { id, partner, standing };
  return { ...live, versions: versions.filter(({ hash }) => named.has(hash)) };
}

const isWithoutTerms = ({ versionHash, versions }: LiveAgreement): boolean =>
  versions.length === 0 && !/^[0-9a-f]+$/u.test(versionHash);

const plainObject = ({ type, attributes }: Resource): Plain => ({
  type,
  attributes: attributes === undefined ? null : plain(attributes),
});

/** What nobody found out counts as no, as it does for policy. */
const plainCircumstances = ({ purpose, time, verified, legalBasis, accepted, caseRef }: Circumstances): Plain => ({
  ...{ purpose, time, verified: verified === true, legalBasis: legalBasis ?? null },
  ...{ accepted: accepted ?? [], caseRef: caseRef === true },
});

/** What is neither text, number nor truth value is written as null: policy reads it as not there. */
function plain(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/**
 * Reads a snapshot, null for one of version 1, from which nothing can be replayed. Throws PolicyError E_SNAPSHOT or E_SUBJECT for
 * anything else.
 */
export function readSnapshot(input: unknown): Snapshot | null {
  const from = record(input);
  if (!Object.hasOwn(from, 'version') && Object.hasOwn(from, 'subject') && Object.hasOwn(from, 'object')) return null;
  const { version, subject, object, circumstances, further, furtherLeftOut, ended } = from;
  if (version !== SNAPSHOT_VERSION || !isCode(ENDINGS, ended) || !Array.isArray(further)) throw malformed();
  return {
    subject: readSubject(subject),
    object: object === null ? null : readObject(object),
    circumstances: circumstances === null ? null : readCircumstances(circumstances),
    further: further.map(readFurther),
    furtherLeftOut: whole(furtherLeftOut),
    ended,
  };
}

function readSubject(input: unknown): Subject {
  const from = record(input);
  if (from['class'] === 'guest') return GUEST;
  const agreements = list(from['agreements']).map((one) => {
    const { id, partner, standing, versionHash } = record(one);
    return versionHash === undefined ? withoutTerms(text(id), text(partner), text(standing)) : one;
  });
  return parseMember({ ...from, agreements });
}

function readFurther(input: unknown): FurtherQuestion {
  const { action, object } = record(input);
  if (!isCode(ACTIONS, action)) throw malformed();
  return { action, resource: readObject(object) };
}

function readObject(input: unknown): Resource {
  const { type, attributes } = record(input);
  if (typeof type !== 'string' || !isObjectType(type)) throw malformed();
  return attributes === null ? { type, list: true } : { type, attributes: record(attributes) as Attributes };
}

function readCircumstances(input: unknown): Circumstances {
  const { purpose, time, verified, legalBasis, accepted, caseRef } = record(input);
  const uses = list(accepted).filter((use) => isCode(PROHIBITED_USES, use));
  const known =
    (purpose === null || isCode(PURPOSES, purpose)) && (legalBasis === null || isCode(LEGAL_BASES, legalBasis));
  if (!known || typeof verified !== 'boolean' || typeof caseRef !== 'boolean') throw malformed();
  return { purpose, time: whole(time), verified, legalBasis, accepted: uses, caseRef };
}

function record(input: unknown): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw malformed();
  return input as Readonly<Record<string, unknown>>;
}

function list(input: unknown): unknown[] {
  if (!Array.isArray(input)) throw malformed();
  return input;
}

function text(input: unknown): string {
  if (typeof input !== 'string') throw malformed();
  return input;
}

function whole(input: unknown): number {
  if (typeof input !== 'number' || !Number.isSafeInteger(input) || input < 0) throw malformed();
  return input;
}

const malformed = (): PolicyError => new PolicyError('E_SNAPSHOT');
