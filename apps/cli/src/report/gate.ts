import { type Decisions, redact, type RedactedReport, type ReportDraft } from '@sealbridge/redaction';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { problemsFailure } from './parse-input.js';

/** The redacted report. Throws a Failure: exit 2 when card or decisions are wrong, exit 9 while the gate is shut. */
export function passGate(draft: ReportDraft, decisions: Decisions): RedactedReport {
  const outcome = redact(draft, decisions);
  if (outcome.ok) return outcome.report;
  if (outcome.problems.length > 0) throw problemsFailure('report', outcome.problems);
  const { open, linesUnread } = outcome;
  throw new Failure({
    code: 'E_GATE',
    exit: EXIT.GATE,
    message: `the redaction gate is shut: ${open.length} findings without a decision, ${linesUnread.length} lines not read`,
    hint: 'npx sealbridge report check --decisions shows them',
  });
}
