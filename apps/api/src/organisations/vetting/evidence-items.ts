import {
  REQUIRED_EVIDENCE,
  STEWARD_SEATS,
  VETTING_EVIDENCE,
  type EvidenceProfile,
  type Id,
  type ReturnReason,
  type StewardSeat,
  type VettingEvidence,
} from '@sealbridge/vocabulary';

import type { EvidenceRow, Finding, VerdictRow } from './application.rows.js';

/** Where an item of evidence stands. */
export const ITEM_STATES = ['missing', 'submitted', 'accepted', 'returned'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** What one verifier found of an item as it was submitted last. */
export interface ItemFinding extends Finding {
  readonly member: Id;
  readonly seat: StewardSeat;
  readonly at: Date;
}

/** One item of evidence and where it stands. */
export interface EvidenceItem {
  readonly kind: VettingEvidence;
  /** The stage that asks for it; null for one that nobody asked for. */
  readonly requiredFor: 'provisional' | 'active' | null;
  readonly state: ItemState;
  /** Why it was returned. */
  readonly reason: ReturnReason | null;
  readonly submittedAt: Date | null;
  readonly note: boolean;
  readonly documentSha256: Uint8Array | null;
  readonly findings: readonly ItemFinding[];
}

/**
 * Every item that is asked for or was submitted, in the order of the vocabulary. An item that is submitted again starts anew; one
 * that is not keeps what was found of it, although the verdicts as a whole are void when any evidence changes.
 */
export function evidenceItems(
  profile: EvidenceProfile,
  evidence: readonly EvidenceRow[],
  verdicts: readonly VerdictRow[],
): EvidenceItem[] {
  const required = REQUIRED_EVIDENCE[profile];
  const submitted = new Map(evidence.map((row) => [row.kind, row]));
  return VETTING_EVIDENCE.filter((kind) => required.active.includes(kind) || submitted.has(kind)).map((kind) => {
    const row = submitted.get(kind) ?? null;
    const findings = row === null ? [] : findingsOf(row, verdicts);
    const requiredFor = required.provisional.includes(kind)
      ? 'provisional'
      : required.active.includes(kind)
        ? 'active'
        : null;
    return {
      kind,
      requiredFor,
      ...standingOf(row, findings),
      submittedAt: row?.submittedAt ?? null,
      note: row?.note ?? false,
      documentSha256: row?.documentSha256 ?? null,
      findings,
    };
  });
}

function findingsOf({ kind, submittedAt }: EvidenceRow, verdicts: readonly VerdictRow[]): ItemFinding[] {
  const found = verdicts
    .filter(({ verdict, madeAt }) => verdict !== 'recuse' && madeAt.getTime() >= submittedAt.getTime())
    .flatMap(({ findings, member, seat, madeAt }) =>
      findings.filter((finding) => finding.kind === kind).map((finding) => ({ ...finding, member, seat, at: madeAt })),
    );
  return [...new Map(found.map((finding) => [finding.member, finding])).values()];
}

function standingOf(row: EvidenceRow | null, findings: readonly ItemFinding[]): Pick<EvidenceItem, 'state' | 'reason'> {
  if (row === null) return { state: 'missing', reason: null };
  const returned = findings.find(({ finding }) => finding === 'returned');
  if (returned !== undefined) return { state: 'returned', reason: returned.reason };
  const accepted = STEWARD_SEATS.every((seat) => findings.some((finding) => finding.seat === seat));
  return { state: accepted ? 'accepted' : 'submitted', reason: null };
}
