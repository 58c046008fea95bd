import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { AgreementRecord } from './agreement-record.js';
import { nextStanding, noStanding, type StandingSoFar } from './agreement-standing.js';
import { requireOrgAuthority } from './authority.js';
import type { DeviceRule } from './device-authority.js';
import { DirectoryError, requireThat } from './directory-error.js';
import type { DirectoryState } from './directory-state.js';
import { isKnownAt } from './in-force.js';
import { MAX_CLOCK_DIFFERENCE_SECONDS, SECONDS_PER_HOUR } from './limits.js';
import type { Standing, StandingRecord } from './standing.js';
import { isConfirmedAt } from './suspension.js';
import type { LogIndex } from './world.js';

/** What standing records are checked against. */
export interface StandingContext {
  readonly state: DirectoryState;
  /** The version they are about, verified. */
  readonly agreement: AgreementRecord;
  /** Origin of the log of this instance. */
  readonly origin: string;
}

/**
 * Takes a record on at a time in UNIX seconds: the standing after it. The signers must be in force and the times fit. Throws
 * E_AGREEMENT_CHAIN (another version), E_AGREEMENT_ORIGIN, E_STANDING_SEQ, E_STANDING, E_SUSPENDED, E_PARTIAL, E_AUTHORITY,
 * E_SIGNER, E_SIGNATURE.
 */
export function verifyStanding(
  context: StandingContext,
  before: StandingSoFar,
  record: StandingRecord,
  now: number,
): StandingSoFar {
  const { standing } = record;
  const after = requireFits(context, before, standing);
  requireTime(standing, now);
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  requireResumable(context.state, standing, hour);
  requireParty(context.state, record, standing.org, { at: null, barredBy: hour });
  return after;
}

/** What who reads statements later knows besides the directory. */
export interface StandingReader {
  /** UNIX seconds. */
  readonly now: number;
  /** Where on the log a record was entered, or null while it is not. */
  readonly placeOf: (record: StandingRecord) => LogIndex;
}

/**
 * The standing of a version after the records that were taken on about it, in their order, for who reads them later. What
 * narrows counts if its signer was ever one of the party; a `resume` counts only if its signer was in force at its place on the log,
 * or is now while it has none, and else leaves the agreement suspended. Throws like verifyStanding for what cannot have been taken on.
 */
export function readStandings(
  context: StandingContext,
  records: readonly StandingRecord[],
  reader: StandingReader,
): StandingSoFar {
  const suspending = new Set<Id>();
  let said = noStanding(context.agreement.agreement);
  for (const record of records) {
    const { act, org } = record.standing;
    // The turn of what is said goes by what was said: a resumption that does not count must not stop what comes after it.
    said = requireFits(context, said, record.standing);
    requireParty(context.state, record, org, { at: 'ever', barredBy: 'any' });
    if (act === 'suspend') suspending.add(org);
    if (act === 'resume' && isResumed(context.state, record, reader)) suspending.delete(org);
  }
  return { ...said, suspendedBy: [...suspending].toSorted() };
}

function requireFits({ agreement, origin }: StandingContext, before: StandingSoFar, standing: Standing): StandingSoFar {
  requireThat(standing.origin === origin, 'E_AGREEMENT_ORIGIN', 'the record was made for another log');
  const about = agreement.agreement.agreement === standing.agreement && equal(agreement.hash, standing.versionHash);
  requireThat(about, 'E_AGREEMENT_CHAIN', 'the record is about another agreement or version');
  const isParty = agreement.agreement.orgs.includes(standing.org);
  requireThat(isParty, 'E_AUTHORITY', 'the record is of somebody who is no party');
  return nextStanding(before, standing);
}

function requireTime({ act, at }: Standing, now: number): void {
  const fits = act === 'end' ? at >= now : Math.abs(at - now) <= MAX_CLOCK_DIFFERENCE_SECONDS;
  requireThat(fits, 'E_STANDING', 'the time of the record does not fit');
}

function requireResumable(state: DirectoryState, { act, org }: Standing, hour: number): void {
  const refused = act === 'resume' && state.isSuspended(org, hour);
  requireThat(!refused, 'E_SUSPENDED', 'a suspended organisation resumes nothing');
}

function isResumed(state: DirectoryState, record: StandingRecord, { now, placeOf }: StandingReader): boolean {
  const hour = Math.floor(now / SECONDS_PER_HOUR);
  const at = placeOf(record);
  try {
    requireResumable(state, record.standing, hour);
    requireParty(state, record, record.standing.org, { at, barredBy: at === null ? hour : 'confirmed' });
    return at === null || !isConfirmedAt(state, record.standing.org, at);
  } catch (error) {
    if (error instanceof DirectoryError) return false;
    throw error;
  }
}

function requireParty(
  state: DirectoryState,
  { bytes, signatures }: StandingRecord,
  org: Id,
  when: Pick<DeviceRule, 'at' | 'barredBy'>,
): void {
  const known = state.organisations.has(org) && isKnownAt(state, org, null);
  requireThat(known, 'E_PARTIAL', 'not all events of the party could be read');
  const statement = { org, right: 'agreement.sign', signatures, body: bytes, domain: 'sr1.moustate', ...when } as const;
  requireOrgAuthority(state, statement);
}
