import { type Decisions, redact, type RedactedReport, type ReportDraft } from '@sealbridge/redaction';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { problemsFailure } from './parse-input.js';

/** Questions that are still to be answered keep the gate shut; every other problem is a mistake in the files. */
const UNANSWERED: readonly string[] = ['E_COMBINATION', 'E_CLOSING', 'E_CLOSING_NOTE'];

/** The redacted report. Throws a Failure: exit 2 when card or decisions are wrong, exit 9 while the gate is shut. */
export function passGate(draft: ReportDraft, decisions: Decisions): RedactedReport {
  const outcome = redact(draft, decisions);
  if (outcome.ok) return outcome.report;
  const mistakes = outcome.problems.filter(({ code }) => !UNANSWERED.includes(code));
  if (mistakes.length > 0) throw problemsFailure('report', mistakes);
  const { open, linesUnread, problems } = outcome;
  const questions = problems.length === 0 ? '' : `, ${problems.length} questions not answered`;
  throw new Failure({
    code: 'E_GATE',
    exit: EXIT.GATE,
    message: `the redaction gate is shut: ${open.length} findings without a decision, ${linesUnread.length} lines not read${questions}`,
    hint: 'npx sealbridge report check --decisions shows them',
  });
}
