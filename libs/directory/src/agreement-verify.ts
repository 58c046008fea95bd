import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { Agreement } from './agreement.js';
import type { AgreementRecord } from './agreement-record.js';
import { requireOrgAuthority } from './authority.js';
import { requireThat } from './directory-error.js';
import type { DirectoryState } from './directory-state.js';
import { isKnownAt } from './in-force.js';
import { SECONDS_PER_HOUR } from './limits.js';
import { isBelieved, isConfirmedAt, isSuspendedOnLog } from './suspension.js';
import type { LogIndex } from './world.js';

/** What an agreement is checked against. */
export interface AgreementCheck {
  readonly state: DirectoryState;
  readonly record: AgreementRecord;
  /** The version before, verified; null for version 1; absent for a caller who holds none and takes the parties' word. */
  readonly previous?: AgreementRecord | null;
  /** Origin of the log of this instance. */
  readonly origin: string;
  /**
   * Where on the log the record was entered (`agreementEntry`): the signers must have been in force there, whatever became of them
   * since. Null while it is not on the log: they must be in force now.
   */
  readonly position?: LogIndex;
  /**
   * UNIX seconds at which neither party may be suspended, nor a signer that is judged as of now; absent to take every suspension that is
   * not lifted.
   */
  readonly now?: number;
}

/**
 * The agreement when both organisations signed it with authority and it follows its previous version. Throws DirectoryError
 * E_AGREEMENT_ORIGIN, E_AGREEMENT_CHAIN, E_PARTIAL, E_SUSPENDED, E_AUTHORITY, E_SIGNER, E_SIGNATURE. Says nothing about its start and
 * end: isLive does.
 */
export function verifyAgreement(check: AgreementCheck): Agreement {
  const { state, record, previous, origin, position = null, now } = check;
  const { agreement, signatures } = record;
  requireThat(agreement.origin === origin, 'E_AGREEMENT_ORIGIN', 'the agreement was made for another log');
  const isNext = previous === undefined || follows(agreement, previous);
  requireThat(isNext, 'E_AGREEMENT_CHAIN', 'the agreement does not follow its previous version');
  const ofParties = signatures.every(({ org }) => agreement.orgs.includes(org));
  requireThat(ofParties, 'E_AUTHORITY', 'a signature in the name of somebody else');
  for (const org of agreement.orgs) {
    requireParty({ state, record, org, position, ...(now === undefined ? {} : { now }) });
  }
  return agreement;
}

/** What the signatures of one party are checked against; `position` and `now` as in AgreementCheck. */
export interface PartyCheck extends Pick<AgreementCheck, 'state' | 'record' | 'position' | 'now'> {
  readonly org: Id;
}

/**
 * Throws DirectoryError unless one party signed these terms with authority, whether or not the other has: E_PARTIAL, E_SUSPENDED,
 * E_AUTHORITY, E_SIGNER, E_SIGNATURE.
 */
export function requireParty({ state, record, org, position = null, now }: PartyCheck): void {
  const hour = now === undefined ? null : Math.floor(now / SECONDS_PER_HOUR);
  const known = state.organisations.has(org) && isKnownAt(state, org, now === undefined ? position : null);
  requireThat(known, 'E_PARTIAL', 'not all events of a party could be read');
  requireThat(!isPartySuspended(state, org, hour, position), 'E_SUSPENDED', 'a party is suspended');
  requireOrgAuthority(state, {
    org,
    right: 'agreement.sign',
    signatures: record.signatures.filter((signature) => signature.org === org),
    body: record.bytes,
    domain: 'sr1.mou',
    at: position,
    barredBy: position === null ? (hour ?? 'any') : 'confirmed',
  });
}

/** Whether a party is suspended, or its chain or that of the stewards relies on an emergency having lapsed that has not. */
function isPartySuspended(state: DirectoryState, org: Id, hour: number | null, position: LogIndex): boolean {
  const relevant = [org, state.stewards ?? org];
  if (hour !== null && !relevant.every((one) => isBelieved(state, one, hour))) return true;
  if (position !== null && isConfirmedAt(state, org, position)) return true;
  return hour === null ? isSuspendedOnLog(state, org, position) : state.isSuspended(org, hour);
}

function follows(agreement: Agreement, previous: AgreementRecord | null): boolean {
  if (previous === null || agreement.prevHash === null) return previous === null && agreement.prevHash === null;
  const before = previous.agreement;
  const same = before.agreement === agreement.agreement && before.orgs.every((org) => agreement.orgs.includes(org));
  return same && agreement.version === before.version + 1 && equal(agreement.prevHash, previous.hash);
}
