import { hashTyped } from '@sealbridge/sodium';
import type {
  ConflictRelation,
  EvidenceFinding,
  Id,
  MembershipEndReason,
  OrgClass,
  OrgKind,
  OrgSubclass,
  ReturnReason,
  Verdict,
  VettingEvidence,
  VettingStage,
} from '@sealbridge/vocabulary';

/** What applies, with what the directory will say of it. */
export type ApplicantDetails =
  | {
      readonly kind: 'organisation';
      readonly handle: string;
      readonly orgKind: OrgKind;
      readonly country: string;
      /** The three root public keys of the `ORG_ADMIT` to come. */
      readonly rootKeys: readonly Uint8Array[];
      readonly name: string;
      readonly orgClass: OrgClass;
      readonly orgSubclass: OrgSubclass | null;
    }
  | { readonly kind: 'unit'; readonly handle: string }
  | { readonly kind: 'liaison' };

/** Somebody asks to be vetted. */
export interface ApplyFields {
  readonly kind: 'apply';
  /** The organisation itself, the unit or the member that applies. */
  readonly subject: Id;
  readonly details: ApplicantDetails;
}

/** One item of evidence: a note to the stewards, the hash of a document, or both. */
export interface EvidenceItem {
  readonly kind: VettingEvidence;
  /** SEALED NOTE; the keyring seals and opens it. */
  readonly note: Uint8Array | null;
  readonly documentSha256: Uint8Array | null;
}

/** The applicant gives evidence. */
export interface EvidenceFields {
  readonly kind: 'evidence';
  readonly round: number;
  readonly items: readonly EvidenceItem[];
}

/** The applicant says that what was vetted still holds. */
export interface AttestFields {
  readonly kind: 'attest';
  readonly round: number;
}

/** The applicant ends its application or membership. */
export interface EndFields {
  readonly kind: 'end';
  readonly reason: MembershipEndReason;
}

/** The applicant asks how things stand. */
export interface StatusFields {
  readonly kind: 'status';
}

/** What a steward says of one item of evidence. `reason` is there when it is returned. */
export interface Finding {
  readonly kind: VettingEvidence;
  readonly finding: EvidenceFinding;
  readonly reason: ReturnReason | null;
}

/** What a steward says of an application at a stage. */
export interface VerdictFields {
  readonly kind: 'verdict';
  readonly round: number;
  readonly stage: VettingStage;
  readonly verdict: Verdict;
  /** Of the evidence the steward saw: see `evidenceSetHash`. */
  readonly evidenceSetHash: Uint8Array;
  readonly findings: readonly Finding[];
  readonly conflict: ConflictRelation | 'none';
  /** `event_hash` of the `ORG_ADMIT` that the same steward signs, where an organisation is admitted. */
  readonly admission: Uint8Array | null;
}

/** What one kind of statement says. */
export type VetFields = ApplyFields | EvidenceFields | AttestFields | EndFields | StatusFields | VerdictFields;
/** The kind of a statement, as it is written. */
export type VetKind = VetFields['kind'];

/** Every kind of statement. */
export const VET_KINDS = [
  'apply',
  'evidence',
  'attest',
  'end',
  'status',
  'verdict',
] as const satisfies readonly VetKind[];

/** A vetting statement of docs/reference/vetting.md. */
export interface VetStatement<Fields extends VetFields = VetFields> {
  readonly application: Id;
  /** The organisation it is about, also where a unit or a liaison of it applies. */
  readonly org: Id;
  /** Origin of the log, so that a statement for a demo means nothing elsewhere. */
  readonly origin: string;
  /** UNIX seconds, the signer's word. */
  readonly at: number;
  readonly fields: Fields;
}

/** vet_hash of the bytes of a statement. */
export function vetHash(bytes: Uint8Array): Uint8Array {
  return hashTyped('sr1.vet', bytes);
}
