import type {
  ApplicantKind,
  EvidenceFinding,
  EvidenceProfile,
  Id,
  ReturnReason,
  StewardSeat,
  Verdict,
  VettingEvidence,
  VettingStage,
  VettingState,
} from '@sealbridge/vocabulary';

/** A state as it is stored; that something is suspended follows from its standing and the time. */
export type StoredState = Exclude<VettingState, 'suspended'>;

/** The file of an application as the database has it. */
export interface ApplicationRow {
  readonly id: Id;
  /** Place in the list, as text. */
  readonly row: string;
  readonly kind: ApplicantKind;
  readonly profile: EvidenceProfile;
  /** The organisation, admitted or not; for a unit or a liaison the one it belongs to. */
  readonly org: Id;
  /** What is to be vetted: the organisation, the unit or the member. */
  readonly subject: Id;
  readonly state: StoredState;
  /** Standing of the subject now; null while there is none. */
  readonly standing: string | null;
  /** Until when the attestation holds, UNIX ms; null while there is none, or for ever. */
  readonly attestedUntil: Date | null;
  readonly round: number;
  /** Whether the yearly attestation waits for the verifiers. */
  readonly attesting: boolean;
  /** Hash over all evidence statements of the round: what a verdict is about. */
  readonly evidenceSet: Buffer;
  readonly handle: string;
  readonly country: string | null;
  readonly name: string | null;
  readonly rootKeys: readonly Buffer[];
  readonly skeletons: readonly string[];
  /** The admission that the verifiers sign together. */
  readonly admitHash: Buffer | null;
  readonly admitLeaf: Buffer | null;
  readonly admitBody: Buffer | null;
  readonly madeAt: Date;
}

/** An application of an organisation as it is asked for. */
export interface NewApplication {
  readonly id: Id;
  readonly kind: ApplicantKind;
  readonly profile: EvidenceProfile;
  readonly org: Id;
  readonly subject: Id;
  readonly handle: string;
  readonly country: string | null;
  readonly name: string | null;
  readonly rootKeys: readonly Uint8Array[];
  readonly skeletons: readonly string[];
  readonly evidenceSet: Uint8Array;
}

/** The newest submission of one kind of evidence in the round. */
export interface EvidenceRow {
  readonly kind: VettingEvidence;
  /** Whether there is a note, sealed to the stewards. */
  readonly note: boolean;
  readonly documentSha256: Buffer | null;
  readonly submittedAt: Date;
}

/** What a steward found of one item. */
export interface Finding {
  readonly kind: VettingEvidence;
  readonly finding: EvidenceFinding;
  readonly reason: ReturnReason | null;
}

/** A verdict as it was given. */
export interface VerdictRow {
  readonly hash: Buffer;
  readonly round: number;
  readonly stage: VettingStage;
  readonly verdict: Verdict;
  readonly member: Id;
  readonly device: Id;
  /** Whether the device that signed is still in force. */
  readonly inForce: boolean;
  readonly seat: StewardSeat;
  readonly evidenceSet: Buffer;
  /** `none`, or the interest for which the steward recused. */
  readonly conflict: string;
  readonly findings: readonly Finding[];
  readonly admitHash: Buffer | null;
  readonly admitSignature: Buffer | null;
  readonly madeAt: Date;
}

/** A statement as it was signed. */
export interface StatementRow {
  readonly hash: Buffer;
  readonly kind: 'apply' | 'evidence' | 'verdict' | 'attest' | 'end';
  readonly round: number;
  readonly record: Buffer;
}

/** Who in the directory a subject is, before it is vetted. */
export interface SubjectRow {
  readonly handle: string;
  /** Standing of the unit or member now. */
  readonly standing: string;
}

/** An interest that a steward declared. */
export interface InterestRow {
  readonly member: Id;
  readonly org: Id;
  readonly handle: string;
  readonly relation: string;
  readonly declaredAt: Date;
}
