import fc from 'fast-check';

import { changedReportFile, READ_AND_ANSWERED } from '../../../test/support/report-example.js';
import { readVectors } from '../../../test/support/vectors.js';
import type { Decision, Decisions } from './decisions.js';
import { findings } from './findings.js';
import { checkGate } from './gate.js';
import { parseDecisions } from './parse-decisions.js';
import { parseReportDraft } from './parse-report.js';
import { propose } from './propose.js';
import { redact, type Redaction } from './redact.js';
import { isRedactedReport, type RedactedReport } from './redacted-report.js';
import type { ReportDraft } from './report-draft.js';

interface Vector {
  readonly description: string;
  readonly text: string | { readonly repeat: string; readonly times: number };
  readonly given?: object[];
  readonly consent?: object;
  readonly decisions: object[];
  readonly result?: string;
  readonly identifiers?: object[];
  readonly problems?: readonly (readonly [string, string])[];
  readonly open?: readonly string[];
}

function draftOf(change: object): ReportDraft {
  const parsed = parseReportDraft(changedReportFile({ title: 'a pattern', identifiers: null, ...change }));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ code }) => code).join(' '));
  return parsed.draft;
}

function decide(change: object): Decisions {
  const parsed = parseDecisions({ version: 1, decisions: [], ...READ_AND_ANSWERED, ...change });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ code }) => code).join(' '));
  return parsed.decisions;
}

function reportOf(redaction: Redaction): RedactedReport {
  if (!redaction.ok) throw new Error(redaction.problems.map(({ code }) => code).join(' ') || 'open');
  return redaction.report;
}

function expandText(text: Vector['text']): string {
  return typeof text === 'string' ? text : text.repeat.repeat(text.times);
}

describe('redact', () => {
  test.each(readVectors<Vector>('redaction/decisions.json'))('carries out %s', (_, vector) => {
    const draft = draftOf({
      narrative: expandText(vector.text),
      identifiers: vector.given ?? null,
      consent: vector.consent ?? null,
    });
    const redaction = redact(draft, decide({ decisions: vector.decisions }));
    if (vector.result === undefined) {
      expect(redaction).toMatchObject({ ok: false });
      if (redaction.ok) return;
      expect(redaction.problems.map(({ path, code }) => [path, code])).toEqual(vector.problems ?? []);
      if (vector.open !== undefined) expect(redaction.open.map(({ text }) => text)).toEqual(vector.open);
      return;
    }
    const report = reportOf(redaction);
    expect(report.statements[0]?.text).toBe(vector.result);
    if (vector.identifiers !== undefined) expect(report.identifiers).toEqual(vector.identifiers);
  });

  test('reaches every statement and the title with all', () => {
    const statements = [
      { text: 'Nok came', kind: 'fact' },
      { text: 'They say Nok left', kind: 'hearsay' },
    ];
    const draft = draftOf({ title: 'About Nok', narrative: null, statements });
    const decision = { statement: 2, text: 'Nok', all: true, outcome: 'pseudonym', value: 'Person A' };
    const report = reportOf(redact(draft, decide({ decisions: [decision] })));
    expect(report.title).toBe('About Person A');
    expect(report.statements.map(({ text }) => text)).toEqual(['Person A came', 'They say Person A left']);
  });

  test('carries codes, reading and markings over', () => {
    const draft = draftOf({ narrative: 'a', purposes: ['audit'], openUntil: '2027-05', attachments: ['a.png'] });
    const report = reportOf(redact(draft, decide({ closing: ['no', 'yes', 'no'], closingNote: 'the driver' })));
    expect(report).toMatchObject({
      purposes: ['audit'],
      openUntil: '2027-05',
      attachments: [{ path: 'a.png' }],
      reading: { linesRead: 'all', attest: 'Analyst One', closing: [false, true, false], closingNote: 'the driver' },
      card: { controls: [{ scheme: 'ctdc.means-of-control', version: '1', code: 'WithholdsDocuments' }] },
      tlp: 'AMBER',
    });
  });

  test('makes nothing while the card is wrong', () => {
    const redaction = redact(draftOf({ narrative: 'a', card: {} }), decide({}));
    expect(redaction.ok).toBe(false);
    expect(redaction.ok ? [] : redaction.problems.map(({ code }) => code)).toContain('E_CARD_MISSING');
  });
});

describe('the gate', () => {
  const draft = draftOf({ narrative: 'one\n\ntwo\n  \nthree' });

  test('stays shut over lines that nobody read, blank ones left out', () => {
    expect(checkGate(draft, decide({ linesRead: { 1: [1] } })).linesUnread).toEqual([
      { statement: 1, line: 3 },
      { statement: 1, line: 5 },
    ]);
  });

  test('opens when every line was read one by one', () => {
    const decisions = decide({ linesRead: { 1: [1, 3, 5] }, attest: null });
    expect(reportOf(redact(draft, decisions)).reading.linesRead).toEqual({ 1: [1, 3, 5] });
  });

  test('stays shut when all lines were read by nobody in particular', () => {
    const state = checkGate(draft, decide({ attest: null }));
    expect(state.problems).toMatchObject([{ path: 'attest', code: 'E_ATTEST' }]);
    expect(state.linesUnread).toHaveLength(3);
  });

  test('stays shut over a line that is not there', () => {
    expect(checkGate(draft, decide({ linesRead: { 1: [1, 3, 5, 6] } })).problems).toMatchObject([
      { code: 'E_LINE_UNKNOWN' },
    ]);
    expect(checkGate(draft, decide({ linesRead: { 1: [1, 3, 5], 2: [1] } })).problems).toMatchObject([
      { code: 'E_LINE_UNKNOWN' },
    ]);
  });

  test.each([
    ['the combination question is not answered', { combination: null }, 'E_COMBINATION'],
    ['the combination question is answered with no', { combination: { answered: false } }, 'E_COMBINATION'],
    ['the closing questions are not answered', { closing: null }, 'E_CLOSING'],
    ['a yes has no note', { closing: ['no', 'no', 'yes'] }, 'E_CLOSING_NOTE'],
  ])('stays shut when %s', (_, change, code) => {
    expect(checkGate(draft, decide(change))).toMatchObject({ open: [], linesUnread: [], problems: [{ code }] });
    expect(redact(draft, decide(change)).ok).toBe(false);
  });

  test('stays shut over a proposal that no person completed', () => {
    const state = checkGate(
      draftOf({ narrative: 'mail a@b.example' }),
      propose(draftOf({ narrative: 'mail a@b.example' })),
    );
    expect(state.open).toEqual([]);
    expect(state.linesUnread).toHaveLength(1);
    expect(state.problems.map(({ code }) => code)).toEqual(['E_COMBINATION', 'E_CLOSING']);
  });

  test('quotes nothing of the report in a problem', () => {
    const secret = 'Zyxwvutsrq';
    const decisions = decide({
      decisions: [
        { statement: 1, text: secret, outcome: 'seal' },
        { statement: 1, start: 0, end: 3, text: secret, outcome: 'remove' },
      ],
    });
    expect(
      JSON.stringify(checkGate(draftOf({ narrative: `one ${secret} ${secret}` }), decisions).problems),
    ).not.toContain(secret);
  });
});

describe('a RedactedReport', () => {
  const report = reportOf(redact(draftOf({ narrative: 'a' }), decide({})));

  test('is told from a copy and from a look-alike', () => {
    expect(isRedactedReport(report)).toBe(true);
    expect(isRedactedReport({ ...report })).toBe(false);
    expect(isRedactedReport(JSON.parse(JSON.stringify(report)))).toBe(false);
    expect([null, undefined, 'x', {}].some(isRedactedReport)).toBe(false);
  });

  test('cannot be changed after the gate', () => {
    const statement = report.statements[0] as { text: string };
    expect(() => {
      statement.text = 'Nok';
    }).toThrow(TypeError);
    expect(() => (report.identifiers as unknown[]).push({})).toThrow(TypeError);
  });

  test('does not follow a draft that is changed later', () => {
    const purposes = ['audit'];
    const draft = draftOf({ narrative: 'a', purposes });
    const made = reportOf(redact(draft, decide({})));
    (draft.purposes as string[]).push('prosecution_support');
    expect(made.purposes).toEqual(['audit']);
  });
});

describe('proposals', () => {
  const pieces = [
    '+44 7400 123456',
    'a@b.example',
    '@who_is',
    '12 May 2021',
    '١٢٣٤٥٦',
    '😀',
    '\n',
    ' and ',
    'Nok',
    'GB82 WEST 1234 5698 7654 32',
    ' 16.6903, 98.5187 ',
    'passport AK0000619',
    '12000',
    'é',
    ' — ',
  ];
  const narrative = fc
    .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 25 })
    .map((parts) => `x${parts.join(' ')}`);

  test('settle every finding of any text', () => {
    fc.assert(
      fc.property(narrative, (text) => {
        const draft = draftOf({ narrative: text });
        expect(redact(draft, decide(propose(draft))).ok).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('leave nothing to find and nothing to do a second time when everything goes', () => {
    fc.assert(
      fc.property(narrative, (text) => {
        const draft = draftOf({ narrative: text });
        const decisions = findings(draft).map(({ statement, start, end }) => ({
          statement,
          start,
          end,
          outcome: 'remove',
        }));
        const once = reportOf(redact(draft, decide({ decisions })));
        const again = draftOf({ narrative: once.statements[0]?.text });
        expect(findings(again)).toEqual([]);
        expect(reportOf(redact(again, decide({}))).statements).toEqual(once.statements);
      }),
      { numRuns: 150 },
    );
  });

  test('change nothing outside the stretches they name', () => {
    fc.assert(
      fc.property(narrative, (text) => {
        const draft = draftOf({ narrative: text });
        const decisions: readonly Decision[] = propose(draft).decisions;
        let at = 0;
        const outside = decisions.map(({ start = 0, end = 0 }) => {
          const part = text.slice(at, start);
          at = end;
          return part;
        });
        const result = reportOf(redact(draft, decide({ decisions }))).statements[0]?.text ?? '';
        let from = 0;
        for (const part of [...outside, text.slice(at)]) {
          const found = result.indexOf(part, from);
          expect(found).toBeGreaterThanOrEqual(from);
          from = found + part.length;
        }
      }),
      { numRuns: 150 },
    );
  });
});
