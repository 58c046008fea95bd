import { requireThat } from '../directory-error.js';
import { parseSealedNote } from './sealed-note.js';
import type { ApplyFields, EvidenceFields, Finding, VerdictFields, VetStatement } from './statement.js';

/** The rules between the fields of one statement. Throws E_FIELD, and E_RECORD for a malformed sealed note. */
export function requireMeaning({ org, fields }: VetStatement): void {
  switch (fields.kind) {
    case 'apply':
      return requireApplicant(fields, org);
    case 'evidence':
      return requireEvidence(fields);
    case 'verdict':
      return requireVerdict(fields);
    default:
      return;
  }
}

function requireApplicant({ subject, details }: ApplyFields, org: string): void {
  const own = subject === org;
  requireThat((details.kind === 'organisation') === own, 'E_FIELD', 'the subject is not what applies');
  const further = details.kind !== 'unit' || details.handle.includes('/');
  requireThat(further, 'E_FIELD', 'the first unit comes with its organisation');
}

function requireEvidence({ items }: EvidenceFields): void {
  requireThat(items.length > 0, 'E_FIELD', 'a statement of evidence without any');
  for (const { note, documentSha256 } of items) {
    requireThat(note !== null || documentSha256 !== null, 'E_FIELD', 'an item of evidence without content');
    if (note !== null) parseSealedNote(note);
  }
}

function requireVerdict({ stage, verdict, findings, conflict, admission }: VerdictFields): void {
  requireThat(findings.every(isReasoned), 'E_FIELD', 'what is returned has a reason, what is accepted has none');
  const recused = verdict === 'recuse';
  requireThat(recused === (conflict !== 'none'), 'E_FIELD', 'who has an interest recuses, and nobody else');
  requireThat(!recused || findings.length === 0, 'E_FIELD', 'who recuses finds nothing');
  const approved = verdict === 'approve';
  const allAccepted = findings.every(({ finding }) => finding === 'accepted');
  requireThat(!approved || allAccepted, 'E_FIELD', 'an approval returns nothing');
  const admits = approved && stage === 'provisional';
  requireThat(admission === null || admits, 'E_FIELD', 'an admission where nobody is admitted');
}

function isReasoned({ finding, reason }: Finding): boolean {
  return (finding === 'returned') === (reason !== null);
}
