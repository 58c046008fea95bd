import type { Id, Right } from '@sealbridge/vocabulary';
import { parseId, PROHIBITED_USES } from '@sealbridge/vocabulary';

import { PolicyError } from './policy-error.js';

/** Whether people of a partner may be named (IEP 2.0); any other word counts as `must_not`. */
export type Attribution = 'may' | 'must' | 'must_not';

/** What `verifiedAgo` is when the person was never verified in the session, in seconds. */
export const VERIFIED_NEVER = 2 ** 31 - 1;

/** The terms of one version of an agreement. Ranks are those of the vocabulary. */
export interface AgreementVersion {
  /** Lower-case hex of the agreement version hash. */
  readonly hash: string;
  readonly purposes: readonly string[];
  readonly markingCeiling: number;
  readonly handlingCeiling: number;
  readonly jurisdictions: readonly string[];
  readonly attribution: Attribution;
  /** What this version rules out whatever it is used for: codes of PROHIBITED_USES. */
  readonly prohibited: readonly string[];
  /** UNIX second at which this version ends by itself. */
  readonly endsAt: number;
}

/** Whether an agreement that runs counts; any other word counts as `suspended`. */
export type AgreementStanding = 'in_force' | 'not_vetted' | 'suspended';

/** An agreement whose newest version runs now and was not ended; the terms in front are those of that version. */
export interface LiveAgreement {
  readonly id: Id;
  readonly partner: Id;
  readonly circle: string;
  /** Lower-case hex of the hash of the newest version. */
  readonly versionHash: string;
  readonly purposes: readonly string[];
  readonly markingCeiling: number;
  readonly handlingCeiling: number;
  readonly jurisdictions: readonly string[];
  readonly attribution: Attribution;
  readonly prohibited: readonly string[];
  readonly retentionMonths: number;
  /** `suspended`: by one of the parties, or because a party does not stand; `not_vetted`: a party is still provisional. */
  readonly standing: AgreementStanding;
  /** The versions whose own end has not come, the newest included: what was sealed under another opens no more. */
  readonly versions: readonly AgreementVersion[];
}

/** What a unit may use reports for: codes of PURPOSES. */
export interface UnitPurposes {
  readonly unit: Id;
  readonly purposes: readonly string[];
}

/** Who asks, as the database had it in the transaction of the act. Nothing here is null. */
export interface Member {
  readonly class: 'member';
  readonly session: Id;
  readonly org: Id;
  /** Standing of the organisation at this moment: see docs/reference/standing.md. */
  readonly orgState: string;
  readonly orgKind: string;
  readonly country: string;
  readonly member: Id;
  /** Standing of the member at this moment, `inactive` when unseen for too long. */
  readonly memberState: string;
  readonly rights: readonly Right[];
  readonly roles: readonly string[];
  readonly units: readonly Id[];
  /** Those of the units that are not suspended. */
  readonly unitsInStanding: readonly Id[];
  /** Those of the units that stand `active`. */
  readonly unitsVetted: readonly Id[];
  /** What each of the units may use reports for. A unit that is not among them may use them for nothing. */
  readonly unitPurposes: readonly UnitPurposes[];
  readonly device: Id;
  readonly deviceState: string;
  /** How the session began: `device_key` or `passkey`. */
  readonly method: string;
  /** In how many ways the keys of the device can be unlocked, by the statement that it signed. */
  readonly waysIn: number;
  /** Whether the device has a passkey: acts that weigh more then need a fresh verification. */
  readonly hasPasskey: boolean;
  /** How surely the session knows the person: 2 for a device's key and for a passkey. */
  readonly assurance: number;
  /**
   * Seconds since the person was last verified at the device, or VERIFIED_NEVER. In an act that reads only a verification counts that was for
   * its purpose, or for no reading yet.
   */
  readonly verifiedAgo: number;
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
    unitsInStanding: list(from['unitsInStanding']).map(id),
    unitsVetted: list(from['unitsVetted']).map(id),
    unitPurposes: list(from['unitPurposes']).map(parseUnitPurposes),
    device: id(from['device']),
    deviceState: text(from['deviceState']),
    method: text(from['method']),
    waysIn: integer(from['waysIn']),
    hasPasskey: flag(from['hasPasskey']),
    assurance: integer(from['assurance']),
    verifiedAgo: integer(from['verifiedAgo']),
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
    attribution: attributionOf(text(from['attribution'])),
    prohibited: texts(from['prohibited']),
    retentionMonths: integer(from['retentionMonths']),
    standing: standingOf(text(from['standing'])),
    versions: list(from['versions']).map(parseVersion),
  };
}

const standingOf = (standing: string): AgreementStanding =>
  standing === 'in_force' || standing === 'not_vetted' ? standing : 'suspended';

const attributionOf = (attribution: string): Attribution =>
  attribution === 'may' || attribution === 'must' ? attribution : 'must_not';

function parseUnitPurposes(input: unknown): UnitPurposes {
  const from = record(input);
  return { unit: id(from['unit']), purposes: texts(from['purposes']) };
}

/**
 * An agreement of which only partner and standing were loaded, in the form that `parseMember` takes. Its terms are those that allow
 * nothing.
 */
export function withoutTerms(id: string, partner: string, standing: string): object {
  const none = { purposes: [], markingCeiling: NO_RANK, handlingCeiling: NO_RANK, jurisdictions: [], versions: [] };
  const unsaid = { circle: NOT_LOADED, versionHash: NOT_LOADED, retentionMonths: 0, attribution: 'must_not' };
  return { id, partner, standing, ...unsaid, ...none, prohibited: [...PROHIBITED_USES] };
}

/** Below every rank of the vocabulary. */
const NO_RANK = -1;
/** No circle and no hash. */
const NOT_LOADED = '-';

function parseVersion(input: unknown): AgreementVersion {
  const from = record(input);
  return {
    hash: text(from['hash']),
    purposes: texts(from['purposes']),
    markingCeiling: integer(from['markingCeiling']),
    handlingCeiling: integer(from['handlingCeiling']),
    jurisdictions: texts(from['jurisdictions']),
    attribution: attributionOf(text(from['attribution'])),
    prohibited: texts(from['prohibited']),
    endsAt: integer(from['endsAt']),
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

function flag(input: unknown): boolean {
  if (typeof input !== 'boolean') {
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
