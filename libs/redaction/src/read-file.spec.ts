import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { changedReportFile, REPORT_FILE } from '../../../test/support/report-example.js';
import { parseDecisionsFile, parseReportFile } from './read-file.js';
import { redact } from './redact.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value));

/** A YAML file of the example with its list of identifiers written as given. */
function yamlWith(identifiers: string): Uint8Array {
  return utf8(
    `${JSON.stringify(changedReportFile({ identifiers: null })).slice(0, -1)}, "identifiers": ${identifiers}}`,
  );
}

function codesOf(bytes: Uint8Array): string[] {
  const parsed = parseReportFile(bytes);
  return parsed.ok ? [] : parsed.problems.map(({ code }) => code);
}

describe('parseReportFile', () => {
  test('reads JSON', () => {
    expect(codesOf(json(REPORT_FILE))).toEqual([]);
  });

  test('reads past a byte order mark', () => {
    expect(codesOf(new Uint8Array([0xef, 0xbb, 0xbf, ...json(REPORT_FILE)]))).toEqual([]);
  });

  test('keeps the zeros of a number that was written without quotation marks', () => {
    const parsed = parseReportFile(yamlWith('[{"kind": "bank_account", "value": 0028720}]'));
    expect(parsed).toMatchObject({ ok: true, draft: { identifiers: [{ value: '0028720' }] } });
  });

  test('keeps the plus sign of a number that was written without quotation marks', () => {
    const parsed = parseReportFile(yamlWith('[{"kind": "phone", "value": +447400123456}]'));
    expect(parsed).toMatchObject({ ok: true, draft: { identifiers: [{ value: '+447400123456' }] } });
  });

  test.each([
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
    ['Latin-1', new Uint8Array([...utf8('title: caf'), 0xe9])],
    ['an overlong form', new Uint8Array([...utf8('title: '), 0xc0, 0xaf])],
    ['an encoded surrogate', new Uint8Array([...utf8('title: '), 0xed, 0xa0, 0x80])],
  ])('refuses %s', (_, bytes) => {
    expect(codesOf(bytes)).toEqual(['E_ENCODING']);
  });

  test.each([
    ['brackets', '['.repeat(200_000)],
    ['objects', '{"a":'.repeat(200_000)],
    ['dashes', '- '.repeat(100_000)],
    ['brackets within the parser’s reach', `${'['.repeat(100)}${']'.repeat(100)}`],
  ])('refuses deep nesting of %s', (_, text) => {
    expect(codesOf(utf8(text))).toEqual(['E_TOO_DEEP']);
  });

  test.each([
    ['a key twice', 'lang: en\nlang: fr'],
    ['a tag', 'lang: !!js/function x'],
    ['an alias', 'lang: &a en\ntitle: *a'],
    ['an open quotation mark', 'title: "x'],
    ['two documents', 'lang: en\n---\nlang: fr'],
  ])('refuses %s', (_, text) => {
    expect(codesOf(utf8(text))).toEqual(['E_SYNTAX']);
  });

  test('gives the place of a mistake without its text', () => {
    const parsed = parseReportFile(utf8('lang: en\ntitle: "Zyxwv'));
    expect(JSON.stringify(parsed)).toMatch(/line 2/);
    expect(JSON.stringify(parsed)).not.toMatch(/Zyxwv/);
  });

  test('refuses a file over its limit before reading it', () => {
    expect(codesOf(new Uint8Array(8 * 1024 * 1024 + 1))).toEqual(['E_FILE_TOO_LARGE']);
  });

  test('refuses an empty file', () => {
    expect(codesOf(utf8(''))).toEqual(['E_TYPE']);
  });
});

describe('parseDecisionsFile', () => {
  test('reads a file as a person completes it', () => {
    const file = `
version: 1
linesRead: {1: [1, 2, 5]}
decisions:
  - {statement: 1, start: 0, end: 3, outcome: pseudonym, value: Person A}
  - {statement: 1, text: 0028720, all: true, outcome: seal, kind: bank_account, reason: 12}
combination: {answered: yes, note: none}
closing: [no, yes, "no"]
closingNote: the driver may know
review: 00000000-0000-4000-8000-000000000000
`;
    expect(parseDecisionsFile(utf8(file))).toEqual({
      ok: true,
      decisions: {
        version: 1,
        linesRead: { 1: [1, 2, 5] },
        decisions: [
          { statement: 1, start: 0, end: 3, outcome: 'pseudonym', value: 'Person A' },
          { statement: 1, text: '0028720', all: true, outcome: 'seal', kind: 'bank_account', reason: '12' },
        ],
        combination: { answered: true, note: 'none' },
        closing: [false, true, false],
        closingNote: 'the driver may know',
        review: '00000000-0000-4000-8000-000000000000',
      },
    });
  });

  test.each([
    ['another version', 'version: 2\ndecisions: []', 'E_VERSION'],
    ['no decisions', 'version: 1', 'E_TYPE'],
    ['an outcome that does not exist', 'version: 1\ndecisions: [{statement: 1, text: a, outcome: drop}]', 'E_CODE'],
    [
      'a generalisation without a value',
      'version: 1\ndecisions: [{statement: 1, text: a, outcome: generalise}]',
      'E_MISSING',
    ],
    ['a decision on nothing', 'version: 1\ndecisions: [{statement: 1, outcome: remove}]', 'E_MISSING'],
    ['an end without a start', 'version: 1\ndecisions: [{statement: 1, end: 4, outcome: remove}]', 'E_FORM'],
    ['an end before the start', 'version: 1\ndecisions: [{statement: 1, start: 4, end: 4, outcome: remove}]', 'E_FORM'],
    ['a fraction of a unit', 'version: 1\ndecisions: [{statement: 1, start: 0.5, end: 4, outcome: remove}]', 'E_FORM'],
    ['a line zero', 'version: 1\nlinesRead: {1: [0]}\ndecisions: []', 'E_FORM'],
    ['some lines by another word', 'version: 1\nlinesRead: most\ndecisions: []', 'E_TYPE'],
    ['two closing answers', 'version: 1\nclosing: [no, no]\ndecisions: []', 'E_FORM'],
    ['a closing answer in between', 'version: 1\nclosing: [no, no, maybe]\ndecisions: []', 'E_FORM'],
    ['a review that is no id', 'version: 1\nreview: yes\ndecisions: []', 'E_FORM'],
    ['an unknown field', 'version: 1\nsigned: x\ndecisions: []', 'E_KEY'],
    [
      'a value that turns the direction of writing',
      'version: 1\ndecisions: [{statement: 1, text: a, outcome: generalise, value: "\u202Eb"}]',
      'E_BIDI',
    ],
  ])('refuses %s', (_, text, code) => {
    const parsed = parseDecisionsFile(utf8(text));
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.code)).toEqual([code]);
  });
});

describe('the reference page', () => {
  const page = readFileSync(resolve(__dirname, '../../../docs/reference/report-file.md'), 'utf8');
  const [report = '', decisions = ''] = Array.from(page.matchAll(/```yaml\n(.*?)```/gs), (match) => match[1] ?? '');

  test('shows a report and decisions that pass the gate', () => {
    const parsed = parseReportFile(utf8(report));
    const decided = parseDecisionsFile(utf8(decisions));
    if (!parsed.ok || !decided.ok) throw new Error('an example on the page is wrong');
    expect(redact(parsed.draft, decided.decisions)).toMatchObject({
      ok: true,
      report: {
        statements: [{ text: 'Crew of thirty men. Person A says the boss [identifier 1] keeps the passports.' }],
      },
    });
  });
});
