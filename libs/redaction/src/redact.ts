import { LIMITS, storeCard, type CardDraft, type Problem } from '@sealbridge/vocabulary';

import { bodyBytes } from './body-size.js';
import { countriesOf } from './countries.js';
import type { Decision, Decisions } from './decisions.js';
import { findings } from './findings.js';
import { judge, type GateState } from './gate.js';
import { makeRedactedReport, type RedactedReport, type Reading } from './redacted-report.js';
import { replaceAll, type Replaced } from './replace.js';
import type { ReportDraft } from './report-draft.js';
import { utf8Length } from './text-check.js';

/** A report that may be sealed, or why it may not. */
export type Redaction = { readonly ok: true; readonly report: RedactedReport } | ({ readonly ok: false } & GateState);

/**
 * Takes a draft through the gate and carries its decisions out. This is the only way to a RedactedReport. With anything
 * open, unread, unanswered or wrong nothing is made, and the answer says what. Never throws.
 */
export function redact(draft: ReportDraft, decisions: Decisions): Redaction {
  const { found, placed, open, linesUnread, problems } = judge(draft, decisions);
  const texts = [draft.title, ...draft.statements.map((statement) => statement.text)];
  const countries = countriesOf(draft.lang, draft.card);
  const replaced = replaceAll(texts, placed, found, draft.identifiers, countries);
  const all = [...problems, ...replaced.problems, ...checkValues(draft, decisions), ...checkSizes(replaced)];
  const { card } = draft;
  if (card === null || open.length > 0 || linesUnread.length > 0 || all.length > 0) {
    return { ok: false, open, linesUnread, problems: all };
  }
  return { ok: true, report: assemble(draft, card, decisions, replaced) };
}

function assemble(draft: ReportDraft, card: CardDraft, decisions: Decisions, replaced: Replaced): RedactedReport {
  const { lang, grading, attachments, reporterClass, contactWish, consent, tlp, handling, urgency, discovery } = draft;
  const [title = '', ...texts] = replaced.texts;
  return makeRedactedReport({
    ...{ lang, title, grading, attachments, reporterClass, contactWish, consent, tlp, handling, urgency, discovery },
    statements: draft.statements.map((statement, at) => ({ ...statement, text: texts[at] ?? '' })),
    identifiers: replaced.identifiers,
    reading: readingOf(decisions),
    card: storeCard(card),
    ...(draft.purposes !== undefined && { purposes: draft.purposes }),
    ...(draft.openUntil !== undefined && { openUntil: draft.openUntil }),
    ...(decisions.review !== undefined && { review: decisions.review }),
  });
}

/** The gate has made sure that what is a default here is there. */
function readingOf(decisions: Decisions): Reading {
  const { linesRead = {}, attest, combination = { answered: false }, closing = [], closingNote } = decisions;
  return {
    ...{ linesRead, combination, closing },
    ...(attest !== undefined && { attest }),
    ...(closingNote !== undefined && { closingNote }),
  };
}

/** A text that takes the place of another must not bring an identifier back in. */
function checkValues(draft: ReportDraft, decisions: Decisions): Problem[] {
  const values = new Set(decisions.decisions.filter(replacesText).map(({ value }) => value));
  const identifying = new Set([...values].filter((value) => value !== undefined && holdsIdentifier(draft, value)));
  return decisions.decisions.flatMap((decision, index) => {
    if (!replacesText(decision) || !identifying.has(decision.value)) return [];
    const path = `decisions[${String(index)}].value`;
    return [{ path, code: 'E_VALUE_IDENTIFIES', message: 'the new text holds what looks like an identifier' }];
  });
}

function replacesText({ outcome }: Decision): boolean {
  return outcome === 'generalise' || outcome === 'pseudonym';
}

function holdsIdentifier(draft: ReportDraft, value: string): boolean {
  return findings({ ...draft, title: value, statements: [] }).some(({ certainty }) => certainty !== 'unsure');
}

function checkSizes({ texts, identifiers }: Replaced): Problem[] {
  const [title = '', ...statements] = texts;
  const problems = statements.flatMap((text, at) =>
    utf8Length(text) <= LIMITS.MAX_STATEMENT_BYTES
      ? []
      : [
          {
            path: `statements[${String(at)}]`,
            code: 'E_STATEMENT_TOO_LARGE',
            message: 'too long once the decisions are carried out',
          },
        ],
  );
  const body = {
    title,
    statements: statements.map((text) => ({ text, kind: 'fact' as const, grading: null })),
    identifiers,
  };
  if (bodyBytes(body) <= LIMITS.MAX_BODY_BYTES) return problems;
  return [
    ...problems,
    { path: 'report', code: 'E_BODY_TOO_LARGE', message: 'too long once the decisions are carried out' },
  ];
}
