import type { ApiClient } from '@sealbridge/api-client';
import type { ApplyFields, DirectoryState, EventSigner } from '@sealbridge/directory';
import type { NoteRecipient } from '@sealbridge/keyring';
import { sha256, utf8 } from '@sealbridge/sodium';
import {
  REQUIRED_EVIDENCE,
  type EvidenceProfile,
  type StewardSeat,
  type VettingEvidence,
  type VettingStage,
} from '@sealbridge/vocabulary';

import { type Applicant, apply, findStatus, type Status, submitEvidence } from '../../org/vetting/applicant.js';
import { admit, giveVerdict, type Verifier } from '../../org/vetting/decide.js';
import { openFile } from '../../org/vetting/file.js';

/** The stewards at work: who verifies, from which seat, and what evidence is sealed to. */
export interface VettingOffice {
  readonly verifiers: readonly (Verifier & { readonly seat: StewardSeat })[];
  readonly notes: NoteRecipient;
}

/** Who applies in the demo world, and how its statements are checked. */
export interface DemoApplicant {
  readonly applicant: Applicant;
  readonly fields: ApplyFields;
  readonly profile: EvidenceProfile;
  /** Who signs the application itself. */
  readonly applying: readonly EventSigner[];
  /** The directory with the applicant's organisation; null while it is not admitted. */
  readonly state: DirectoryState | null;
}

/** Brings an application as far as `provisional`, from wherever it is. Gives its status then. */
export async function vetToProvisional(office: VettingOffice, demo: DemoApplicant): Promise<Status> {
  const { applicant, fields, profile, applying } = demo;
  const found = await findStatus(applicant);
  const applied = found ?? (await apply({ ...applicant, signers: applying }, fields));
  if (applied.state !== 'applied' && applied.state !== 'evidence') return applied;
  if (applied.state === 'applied') {
    const evidence = REQUIRED_EVIDENCE[profile].active.map(syntheticEvidence);
    await submitEvidence(applicant, applied.round, evidence, office.notes);
  }
  await decide(office, demo, 'provisional');
  return (await findStatus(applicant)) ?? applied;
}

/** Brings a provisional application to `active`; one that is active already stays as it is. */
export async function vetToActive(office: VettingOffice, demo: DemoApplicant, status: Status): Promise<void> {
  if (status.state === 'provisional') await decide(office, demo, 'active');
}

/** Both verifiers look and approve, each with their own copy of the file; then the stage is admitted. */
async function decide(office: VettingOffice, demo: DemoApplicant, stage: VettingStage): Promise<void> {
  const { place } = demo.applicant;
  const open = (client: ApiClient) => openFile(client, place.application, { origin: place.origin, state: demo.state });
  const findings = requiredAt(demo.profile, stage).map((kind) => ({
    kind,
    finding: 'accepted' as const,
    reason: null,
  }));
  for (const verifier of office.verifiers) {
    const file = await open(verifier.client);
    if (!file.served.seatsWaiting.includes(verifier.seat)) continue;
    await giveVerdict(verifier, file, { stage, verdict: 'approve', findings, conflict: 'none' });
  }
  const [first] = office.verifiers;
  if (first === undefined) throw new Error('nobody verifies in the demo world');
  await admit(first.client, await open(first.client), stage);
}

function requiredAt(profile: EvidenceProfile, stage: VettingStage): readonly VettingEvidence[] {
  return REQUIRED_EVIDENCE[profile][stage === 'active' ? 'active' : 'provisional'];
}

function syntheticEvidence(kind: VettingEvidence) {
  const note = `synthetic: ${kind} of the demo world`;
  return { kind, note, documentSha256: sha256(utf8(note)) };
}
