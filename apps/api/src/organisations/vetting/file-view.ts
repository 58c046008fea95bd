import { asType } from '../../platform/graphql/as-type.js';

import { headOf } from './application-view.js';
import type { ApplicationRow, EvidenceRow, InterestRow, StatementRow, VerdictRow } from './application.rows.js';
import { Application, PendingAdmission, VettingVerdict, type VettingEvidenceItem } from './application.types.js';
import { evidenceItems } from './evidence-items.js';
import { approvals, openStage, requiredAt, seatsWaiting } from './verdict-rules.js';

/** Everything that a file shows, as far as the reader may see it. */
export interface FileParts {
  readonly application: ApplicationRow;
  readonly evidence: readonly EvidenceRow[];
  readonly statements: readonly StatementRow[];
  readonly verdicts: readonly VerdictRow[];
  readonly interests: readonly InterestRow[];
  readonly conflicted: boolean;
  readonly confusableWith: readonly string[];
}

/** The whole file for a verifier, and what it still needs for the stage that waits. */
export function fileOf(parts: FileParts): Application {
  const { application, evidence, statements, verdicts, interests, conflicted, confusableWith } = parts;
  const stage = openStage(application);
  const items = evidenceItems(application.profile, evidence, verdicts);
  const required = stage === null ? [] : requiredAt(application, stage);
  const missing = items.filter(({ kind, state }) => required.includes(kind) && ['missing', 'returned'].includes(state));
  return Object.assign(new Application(), headOf(application), {
    evidence: items.map((item): VettingEvidenceItem => ({ ...item, findings: [...item.findings] })),
    evidenceSet: application.evidenceSet,
    missing: missing.map(({ kind }) => kind),
    seatsWaiting: stage === null ? [] : seatsWaiting(application, verdicts, stage),
    verdicts: verdicts.map((verdict) => verdictOf(application, verdicts, verdict)),
    interests: [...interests],
    conflicted,
    confusableWith: [...confusableWith],
    admission: admissionOf(application, verdicts),
    statements: statements.map(({ record }) => record),
  });
}

function verdictOf(application: ApplicationRow, all: readonly VerdictRow[], verdict: VerdictRow): VettingVerdict {
  const { member, seat, stage, conflict, madeAt } = verdict;
  return asType(VettingVerdict, {
    member,
    seat,
    stage,
    verdict: verdict.verdict,
    conflict: conflict === 'none' ? null : conflict,
    counts: approvals(application, all, stage).includes(verdict),
    at: madeAt,
  });
}

/** The admission is for those who sign it, while it waits; who may not see verdicts has none here. */
function admissionOf(application: ApplicationRow, verdicts: readonly VerdictRow[]): PendingAdmission | null {
  const { admitLeaf, admitBody } = application;
  if (openStage(application) !== 'provisional' || admitLeaf === null || admitBody === null) return null;
  const signed = approvals(application, verdicts, 'provisional');
  const signatures = signed.flatMap(({ device, admitSignature }) =>
    admitSignature === null ? [] : [{ device, signature: admitSignature }],
  );
  return signatures.length === 0 ? null : asType(PendingAdmission, { leaf: admitLeaf, body: admitBody, signatures });
}
