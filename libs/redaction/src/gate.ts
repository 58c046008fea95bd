import type { Problem } from '@sealbridge/vocabulary';

import type { Decisions, LineRef } from './decisions.js';
import type { Finding } from './finding.js';
import { findings } from './findings.js';
import { checkLines } from './lines.js';
import { placeDecisions, type Placed } from './place-decisions.js';
import type { ReportDraft } from './report-draft.js';
import { coverOf, decisionsOn, isSettled } from './settled.js';

/** Why the gate is shut: findings nobody decided, lines nobody read, and everything else by name. All empty = open. */
export interface GateState {
  readonly open: readonly Finding[];
  readonly linesUnread: readonly LineRef[];
  readonly problems: readonly Problem[];
}

/** The gate with what it was judged on, for `redact`. */
export interface Judged extends GateState {
  readonly found: readonly Finding[];
  readonly placed: readonly Placed[];
}

/** Judges a draft and its decisions without carrying anything out: what `report check` shows. */
export function checkGate(draft: ReportDraft, decisions: Decisions): GateState {
  const { open, linesUnread, problems } = judge(draft, decisions);
  return { open, linesUnread, problems };
}

/**
 * The redaction gate: the card stands, every decision lies on the text, every finding is settled, every line was read, the
 * combination question and the closing questions are answered, and consent covers what is kept.
 */
export function judge(draft: ReportDraft, decisions: Decisions): Judged {
  const statements = draft.statements.map((statement) => statement.text);
  const found = findings(draft);
  const texts = [draft.title, ...statements];
  const { placed, problems } = placeDecisions(texts, decisions.decisions);
  const cover = coverOf(texts, placed);
  const lines = checkLines(statements, decisions);
  return {
    found,
    placed,
    open: found.filter((finding) => !isSettled(finding, cover)),
    linesUnread: lines.unread,
    problems: [
      ...draft.cardProblems,
      ...problems,
      ...lines.problems,
      ...checkVictimSide(draft, found, placed),
      ...checkAnswers(decisions),
    ],
  };
}

/** What points to the person the report protects is never sealed to others, and kept only on a basis of consent. */
function checkVictimSide(draft: ReportDraft, found: readonly Finding[], placed: readonly Placed[]): Problem[] {
  const decided = found
    .filter((finding) => finding.side === 'victim')
    .flatMap((finding) => decisionsOn(finding, placed));
  const sealed = decided
    .filter((one) => one.decision.outcome === 'seal')
    .map((one) => ({ path: one.path, code: 'E_SEAL_VICTIM', message: 'a victim-side finding may not be sealed' }));
  const kept = decided.some((one) => one.decision.outcome === 'keep');
  if (!kept || draft.consent.basis !== 'not_required_no_personal_data') return sealed;
  return [
    ...sealed,
    { path: 'consent', code: 'E_CONSENT', message: 'keeping a victim-side finding needs a basis of consent' },
  ];
}

function checkAnswers({ combination, closing, closingNote }: Decisions): Problem[] {
  const problems: Problem[] = [];
  if (combination?.answered !== true) {
    const message = 'the question on the combination of what is left is not answered';
    problems.push({ path: 'combination', code: 'E_COMBINATION', message });
  }
  if (closing === undefined) {
    problems.push({ path: 'closing', code: 'E_CLOSING', message: 'the closing questions are not answered' });
  }
  if (closing?.includes(true) === true && closingNote === undefined) {
    problems.push({ path: 'closingNote', code: 'E_CLOSING_NOTE', message: 'a yes to a closing question needs a note' });
  }
  return problems;
}
