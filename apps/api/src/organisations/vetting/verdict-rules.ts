import { equal } from '@sealbridge/sodium';
import {
  REQUIRED_EVIDENCE,
  STEWARD_SEATS,
  type StewardSeat,
  type VettingEvidence,
  type VettingStage,
} from '@sealbridge/vocabulary';

import { Refusal } from '../../access/refusal.js';

import type { ApplicationRow, EvidenceRow, Finding, VerdictRow } from './application.rows.js';

type File = Pick<ApplicationRow, 'state' | 'attesting' | 'profile' | 'round' | 'evidenceSet'>;

/** What a verdict says, as far as the rules ask. */
export type GivenVerdict = Pick<VerdictRow, 'round' | 'stage' | 'verdict' | 'member' | 'seat' | 'findings'> & {
  readonly evidenceSet: Uint8Array;
};

/** The stage at which verdicts move a file on; null while nothing waits for verifiers. Ending is decided upon at any time. */
export function openStage({ state, attesting }: Pick<File, 'state' | 'attesting'>): VettingStage | null {
  switch (state) {
    case 'applied':
    case 'evidence':
      return 'provisional';
    case 'provisional':
      return 'active';
    case 'active':
      return attesting ? 'attest' : null;
    case 'ended':
      return null;
  }
}

/** Evidence that both verifiers have to accept at a stage. */
export function requiredAt({ profile }: Pick<File, 'profile'>, stage: VettingStage): readonly VettingEvidence[] {
  return stage === 'provisional' || stage === 'active' ? REQUIRED_EVIDENCE[profile][stage] : [];
}

/**
 * The verdicts that approve the stage now: of each verifier the newest of the round, if it approves the evidence as it is and the
 * device that signed it is in force.
 */
export function approvals(file: File, verdicts: readonly VerdictRow[], stage: VettingStage): VerdictRow[] {
  return newestOfEach(file, verdicts, stage).filter(
    (verdict) => verdict.verdict === 'approve' && verdict.inForce && equal(verdict.evidenceSet, file.evidenceSet),
  );
}

/** The seats whose verifier has not approved the stage yet. */
export function seatsWaiting(file: File, verdicts: readonly VerdictRow[], stage: VettingStage): StewardSeat[] {
  const given = approvals(file, verdicts, stage).map(({ seat }) => seat);
  return STEWARD_SEATS.filter((seat) => !given.includes(seat));
}

/**
 * Throws the Refusal for a verdict that may not be given now: `wrong_state` (stage or round is not the open one),
 * `stale_evidence` (it is about other evidence than is there), `same_verifier`, `wrong_seat`, `evidence_missing`.
 */
export function requireAllowed(
  file: File,
  evidence: readonly EvidenceRow[],
  verdicts: readonly VerdictRow[],
  given: GivenVerdict,
): void {
  if (!isOpen(file, given.stage) || given.round !== file.round) throw new Refusal('wrong_state');
  if (given.verdict === 'recuse') return;
  if (!equal(given.evidenceSet, file.evidenceSet)) throw new Refusal('stale_evidence');
  if (given.verdict === 'return') return;
  const others = approvals(file, verdicts, given.stage);
  if (others.some(({ member }) => member === given.member)) throw new Refusal('same_verifier');
  if (others.some(({ seat }) => seat === given.seat)) throw new Refusal('wrong_seat');
  const accepted = acceptedKinds(evidence, given.findings);
  if (!requiredAt(file, given.stage).every((kind) => accepted.has(kind))) throw new Refusal('evidence_missing');
}

/** Throws the Refusal `wrong_state`, `stale_evidence` or `not_verified` unless both seats approve the stage now. */
export function requireVerified(file: File, verdicts: readonly VerdictRow[], stage: VettingStage): VerdictRow[] {
  if (!isOpen(file, stage)) throw new Refusal('wrong_state');
  const given = approvals(file, verdicts, stage);
  if (seatsWaiting(file, verdicts, stage).length === 0) return given;
  const before = newestOfEach(file, verdicts, stage).filter(({ verdict }) => verdict === 'approve');
  const wereComplete = STEWARD_SEATS.every((seat) => before.some((verdict) => verdict.seat === seat));
  throw new Refusal(wereComplete ? 'stale_evidence' : 'not_verified');
}

function isOpen(file: File, stage: VettingStage): boolean {
  return stage === 'end' ? file.state !== 'ended' : openStage(file) === stage;
}

function newestOfEach({ round }: File, verdicts: readonly VerdictRow[], stage: VettingStage): VerdictRow[] {
  const ofStage = verdicts.filter((verdict) => verdict.round === round && verdict.stage === stage);
  return [...new Map(ofStage.map((verdict) => [verdict.member, verdict])).values()];
}

function acceptedKinds(evidence: readonly EvidenceRow[], findings: readonly Finding[]): Set<VettingEvidence> {
  const submitted = new Set(evidence.map(({ kind }) => kind));
  const accepted = findings.filter(({ kind, finding }) => finding === 'accepted' && submitted.has(kind));
  return new Set(accepted.map(({ kind }) => kind));
}
