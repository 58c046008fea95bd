import type { VettingState } from '@sealbridge/vocabulary';

import { asType } from '../../platform/graphql/as-type.js';

import type { ApplicationRow, EvidenceRow, VerdictRow } from './application.rows.js';
import { ApplicationHead } from './application.types.js';
import { evidenceItems } from './evidence-items.js';
import { ApplicationStatus } from './status.types.js';
import { openStage } from './verdict-rules.js';

/** The state of a file: as it is stored, and suspended while its subject is. */
export function stateOf({ state, standing }: Pick<ApplicationRow, 'state' | 'standing'>): VettingState {
  return standing === 'suspended' ? 'suspended' : state;
}

/** The head of an application, for stewards, auditors and the organisation itself. */
export function headOf(application: ApplicationRow): ApplicationHead {
  const { id, kind, profile, org, subject, handle, name, country, round, attestedUntil, madeAt } = application;
  return asType(ApplicationHead, {
    id,
    kind,
    profile,
    state: stateOf(application),
    organisation: org,
    subject,
    handle,
    name,
    country,
    round,
    waitsFor: openStage(application),
    attestedUntil,
    madeAt,
  });
}

/** An application as its applicant sees it: nothing of who decides, nor of whom it is taken for. */
export function statusOf(
  application: ApplicationRow,
  evidence: readonly EvidenceRow[],
  verdicts: readonly VerdictRow[],
  admission: Uint8Array | null,
): ApplicationStatus {
  const { id, kind, org, round, attestedUntil, profile } = application;
  return asType(ApplicationStatus, {
    id,
    kind,
    organisation: org,
    state: stateOf(application),
    round,
    waitsFor: openStage(application),
    evidence: evidenceItems(profile, evidence, verdicts).map((item) => ({
      kind: item.kind,
      requiredFor: item.requiredFor,
      state: item.state,
      reason: item.reason,
      submittedAt: item.submittedAt,
    })),
    attestedUntil,
    admission,
  });
}
