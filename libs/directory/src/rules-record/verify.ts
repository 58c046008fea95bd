import { equal } from '@sealbridge/sodium';
import { requireThat } from '../directory-error.js';
import type { DirectoryState } from '../directory-state.js';
import { isKnownAt } from '../in-force.js';
import { MAX_CLOCK_DIFFERENCE_SECONDS, MAX_RULES_AGE_SECONDS } from '../limits.js';
import { requireRoots, ROOT_QUORUM, rootsAt, type SignedBytes } from '../root-authority.js';
import type { EventSignature } from '../signature.js';
import { requireBothSeats, requireSteward } from '../steward-authority.js';
import type { LogIndex, Member } from '../world.js';
import { rulesHash, type RulesRecord } from './record.js';
import type { Rules } from './rules.js';

/** What of a policy document a statement is compared with. */
export interface RulesDocument {
  /** SHA-256 of its canonical text. */
  readonly hash: Uint8Array;
  /** Every parameter and its closed list. */
  readonly choices: ReadonlyMap<string, readonly string[]>;
}

/** What a statement is checked against. */
export interface RulesPlace {
  /** Origin of the log of this instance. */
  readonly origin: string;
  /** The record before, verified; null for the first; absent for a reader who holds none and takes the signatures' word. */
  readonly previous?: RulesRecord | null;
  /** The document it has to name; absent for a reader who does not hold it. */
  readonly document?: RulesDocument;
}

/** What a record is checked against. */
export interface RulesCheck extends RulesPlace {
  readonly state: DirectoryState;
  /** Where on the log the record was entered (`policyEntry`); null or absent while it is not: the signers must be in force now. */
  readonly position?: LogIndex;
}

/**
 * What a record says when two stewards of both seats signed it with authority, or for the first one two roots of theirs, and it fits.
 * Throws DirectoryError: as `requireRulesFit`, and E_PARTIAL, E_AUTHORITY, E_SIGNER, E_SIGNATURE.
 */
export function verifyRules({ state, position = null, ...place }: RulesCheck, record: RulesRecord): Rules {
  const { rules, bytes, signatures } = record;
  requireRulesFit(place, rules);
  requireKnownStewards(state, position);
  const signed = { signatures, body: bytes, domain: 'sr1.rules' } as const;
  if (rules.seq === 0 && signatures.some(({ kind }) => kind === 'root')) requireStewardsRoots(state, signed, position);
  else requireBothSeats(state, signed, position);
  return rules;
}

/** Throws E_RULES_ORIGIN, E_RULES_SEQ, E_RULES_PREV, E_RULES_DOCUMENT, E_RULES_PARAMETER unless the statement belongs here. */
export function requireRulesFit({ origin, previous, document }: RulesPlace, rules: Rules): void {
  requireThat(rules.origin === origin, 'E_RULES_ORIGIN', 'the record was made for another log');
  if (previous !== undefined) requireNextRules(previous, rules);
  if (document !== undefined) requireDocument(document, rules);
}

/**
 * Throws E_RULES_TIME unless a statement that is taken on at `now` (UNIX seconds) is neither dated ahead, nor before the record it
 * follows, nor older than MAX_RULES_AGE_SECONDS.
 */
export function requireRulesTime({ time }: Rules, previous: RulesRecord | null, now: number): void {
  const inTime = time <= now + MAX_CLOCK_DIFFERENCE_SECONDS && time >= now - MAX_RULES_AGE_SECONDS;
  const inOrder = previous === null || previous.rules.time <= time;
  requireThat(inTime && inOrder, 'E_RULES_TIME', 'the time of the statement does not fit');
}

/** The steward whose device made this one signature over a statement, as of now. Throws E_PARTIAL, E_AUTHORITY, E_SIGNER, E_SIGNATURE. */
export function verifyRulesSignature(state: DirectoryState, bytes: Uint8Array, signature: EventSignature): Member {
  requireKnownStewards(state, null);
  const steward = requireSteward(state, { signatures: [signature], body: bytes, domain: 'sr1.rules' }, null);
  requireThat(steward.seat !== null, 'E_AUTHORITY', 'a steward without a seat does not sign the policy');
  return steward;
}

function requireNextRules(previous: RulesRecord | null, { seq, prevHash }: Rules): void {
  requireThat(seq === (previous?.rules.seq ?? -1) + 1, 'E_RULES_SEQ', 'the record is not the next one');
  const follows = previous === null || (prevHash !== null && equal(prevHash, rulesHash(previous)));
  requireThat(follows, 'E_RULES_PREV', 'the record does not follow the one before');
}

function requireDocument({ hash, choices }: RulesDocument, { documentHash, parameters }: Rules): void {
  requireThat(equal(documentHash, hash), 'E_RULES_DOCUMENT', 'the record names another policy document');
  const chosen = parameters.every(({ name, value }) => choices.get(name)?.includes(value));
  requireThat(
    chosen && parameters.length === choices.size,
    'E_RULES_PARAMETER',
    'not every parameter has a choice of its own',
  );
}

// Whoever holds back the body that revokes or suspends a steward must not make that steward count again.
function requireKnownStewards(state: DirectoryState, position: LogIndex): void {
  const known = state.stewards !== null && isKnownAt(state, state.stewards, position);
  requireThat(known, 'E_PARTIAL', 'not all events of the stewards could be read');
}

function requireStewardsRoots(state: DirectoryState, signed: SignedBytes, at: LogIndex): void {
  const stewards = state.stewards === null ? undefined : state.organisations.get(state.stewards);
  requireRoots(rootsAt(stewards, { at, signatures: signed.signatures }), ROOT_QUORUM, signed);
}
