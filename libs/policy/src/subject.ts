import type { Id, Right } from '@sealbridge/vocabulary';
import { parseId } from '@sealbridge/vocabulary';

import { PolicyError } from './policy-error.js';

/** An agreement that is live now and whose partner is not suspended. Ranks are those of the vocabulary. */
export interface LiveAgreement {
  readonly id: Id;
  readonly partner: Id;
  readonly circle: string;
  /** Lower-case hex of the agreement version hash. */
  readonly versionHash: string;
  readonly purposes: readonly string[];
  readonly markingCeiling: number;
  readonly handlingCeiling: number;
  readonly jurisdictions: readonly string[];
  readonly retentionMonths: number;
}

/** Who asks, as the database had it in the transaction of the act. Nothing here is null. */
export interface Member {
  readonly class: 'member';
  readonly session: Id;
  readonly org: Id;
  readonly orgState: string;
  readonly orgKind: string;
  readonly country: string;
  readonly member: Id;
  readonly memberState: string;
  readonly rights: readonly Right[];
  readonly roles: readonly string[];
  readonly units: readonly Id[];
  readonly device: Id;
  readonly deviceState: string;
  /** Rank of the highest marking this person may read. */
  readonly clearance: number;
  /** UNIX hour at which the training ends. */
  readonly trainingUntil: number;
  /** `*` = everywhere. */
  readonly jurisdictions: readonly string[];
  readonly agreements: readonly LiveAgreement[];
}

/** Somebody without a session. */
export interface Guest {
  readonly class: 'guest';
}

/** Whoever acts. */
export type Subject = Member | Guest;

export const GUEST: Guest = { class: 'guest' };

/**
 * Checks the attributes that the database gave. Throws PolicyError E_SUBJECT when one is missing, null or of another type:
 * an attribute that is not there must never make a rule match less strictly.
 */
export function parseMember(input: unknown): Member {
  const from = record(input);
  return {
    class: 'member',
    session: id(from['session']),
    org: id(from['org']),
    orgState: text(from['orgState']),
    orgKind: text(from['orgKind']),
    country: text(from['country']),
    member: id(from['member']),
    memberState: text(from['memberState']),
    rights: texts(from['rights']) as Right[],
    roles: texts(from['roles']),
    units: list(from['units']).map(id),
    device: id(from['device']),
    deviceState: text(from['deviceState']),
    clearance: integer(from['clearance']),
    trainingUntil: integer(from['trainingUntil']),
    jurisdictions: texts(from['jurisdictions']),
    agreements: list(from['agreements']).map(parseAgreement),
  };
}

function parseAgreement(input: unknown): LiveAgreement {
  const from = record(input);
  return {
    id: id(from['id']),
    partner: id(from['partner']),
    circle: text(from['circle']),
    versionHash: text(from['versionHash']),
    purposes: texts(from['purposes']),
    markingCeiling: integer(from['markingCeiling']),
    handlingCeiling: integer(from['handlingCeiling']),
    jurisdictions: texts(from['jurisdictions']),
    retentionMonths: integer(from['retentionMonths']),
  };
}

function record(input: unknown): Readonly<Record<string, unknown>> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new PolicyError('E_SUBJECT');
  }
  return input as Readonly<Record<string, unknown>>;
}

function list(input: unknown): unknown[] {
  if (!Array.isArray(input)) {
    throw new PolicyError('E_SUBJECT');
  }
  return input;
}

function text(input: unknown): string {
  if (typeof input !== 'string' || input === '') {
    throw new PolicyError('E_SUBJECT');
  }
  return input;
}

const texts = (input: unknown): string[] => list(input).map(text);

function integer(input: unknown): number {
  if (typeof input !== 'number' || !Number.isSafeInteger(input)) {
    throw new PolicyError('E_SUBJECT');
  }
  return input;
}

function id(input: unknown): Id {
  const parsed = typeof input === 'string' ? parseId(input) : null;
  if (parsed === null) {
    throw new PolicyError('E_SUBJECT');
  }
  return parsed;
}
