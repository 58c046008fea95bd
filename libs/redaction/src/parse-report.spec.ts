import { REPORT_FILE_SCHEMA } from '@sealbridge/vocabulary';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { readVectors } from '../../../test/support/vectors.js';
import { changedReportFile, REPORT_FILE } from '../../../test/support/report-example.js';
import { parseReportDraft } from './parse-report.js';
import type { ReportDraft } from './report-draft.js';

interface Vector {
  readonly description: string;
  readonly change: object;
  readonly codes: readonly string[];
}

const VECTORS = readVectors<Vector>('redaction/report-file.json');

/** `{repeat, times}` in a vector stands for a long text or list. */
function expand(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { repeat, times } = value as { repeat?: unknown; times?: number };
  if (times === undefined) return value;
  return typeof repeat === 'string' && times > 100 ? repeat.repeat(times) : Array.from({ length: times }, () => repeat);
}

function fileOf(change: object): Record<string, unknown> {
  return changedReportFile(Object.fromEntries(Object.entries(change).map(([key, value]) => [key, expand(value)])));
}

function draftOf(change: object): ReportDraft {
  const parsed = parseReportDraft(fileOf(change));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ code }) => code).join(' '));
  return parsed.draft;
}

describe('parseReportDraft', () => {
  test.each(VECTORS)('judges %s', (_, { change, codes }) => {
    const parsed = parseReportDraft(fileOf(change));
    expect(parsed.ok ? [] : parsed.problems.map(({ code }) => code)).toEqual(codes);
  });

  test('takes a narrative as one statement of kind fact', () => {
    expect(draftOf({}).statements).toEqual([{ text: REPORT_FILE.narrative, kind: 'fact', grading: null }]);
  });

  test('fills in what the file leaves out', () => {
    expect(draftOf({ identifiers: null, grading: null })).toMatchObject({
      handling: 'PAP:AMBER',
      discovery: 'circle',
      consent: { basis: 'not_required_no_personal_data' },
      identifiers: [],
      attachments: [],
      grading: null,
    });
  });

  test('turns number codes of a grading into texts', () => {
    expect(draftOf({}).grading).toEqual({ scheme: '3x5x2', source: '2', information: 'B', handling: 'C' });
  });

  test('keeps the value of an identifier and puts its normal form beside it', () => {
    const identifiers = [
      { kind: 'phone', value: '07400 123456' },
      { kind: 'email', value: 'Pay@Farm.example' },
      { kind: 'bank_account', value: 'GB82 west 1234 5698 7654 32' },
      { kind: 'vehicle_plate', value: 'ZZ19 qxa' },
      { kind: 'handle', value: '@Careers' },
      { kind: 'alias', value: ' "Mr Leo"' },
      { kind: 'phone', value: 'the usual one' },
    ];
    expect(draftOf({ identifiers }).identifiers).toEqual([
      { ...identifiers[0], normalised: '+447400123456' },
      { ...identifiers[1], normalised: 'pay@farm.example' },
      { ...identifiers[2], normalised: 'GB82WEST12345698765432' },
      { ...identifiers[3], normalised: 'ZZ19QXA' },
      { ...identifiers[4], normalised: 'careers' },
      identifiers[5],
      identifiers[6],
    ]);
  });

  test('gives a draft without a card when only the card is wrong', () => {
    const draft = draftOf({ card: { ...REPORT_FILE.card, controls: ['Nothing'] } });
    expect(draft.card).toBeNull();
    expect(draft.cardProblems).toMatchObject([{ path: 'card.controls[0]', code: 'E_CARD_CODE' }]);
  });

  test('refuses a body over its limit when every statement is within its own', () => {
    const statements = Array.from({ length: 17 }, () => ({ text: 'a'.repeat(65_000), kind: 'fact' }));
    const parsed = parseReportDraft(changedReportFile({ narrative: null, statements }));
    expect(parsed).toMatchObject({ ok: false, problems: [{ code: 'E_BODY_TOO_LARGE' }] });
  });

  test('refuses nesting that is too deep, and cycles', () => {
    const deep: unknown[] = [];
    deep.push(deep);
    expect(parseReportDraft(deep)).toMatchObject({ ok: false, problems: [{ code: 'E_TOO_DEEP' }] });
  });

  test.each([null, undefined, 'x', 3, []])('refuses %p as a report', (input) => {
    expect(parseReportDraft(input)).toMatchObject({ ok: false, problems: [{ code: 'E_TYPE' }] });
  });

  test('quotes nothing of the report in a problem', () => {
    const secret = 'Zyxwvutsrq';
    const parsed = parseReportDraft({
      [secret]: secret,
      lang: secret,
      title: { [secret]: 1 },
      tlp: secret,
      grading: { scheme: secret },
      identifiers: [{ kind: secret, value: `${secret}‮` }],
    });
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain(secret);
  });
});

describe('REPORT_FILE_SCHEMA', () => {
  const validate = new Ajv2020({ strict: false }).compile(REPORT_FILE_SCHEMA);
  // What a schema cannot say: bytes, characters, days of the calendar.
  const beyond = ['E_BIDI', 'E_CONTROL', 'E_SURROGATE', 'E_INVISIBLE', 'E_TITLE_TOO_LARGE'];
  const decidable = VECTORS.filter(
    ([description, { codes }]) =>
      !codes.some((code) => beyond.includes(code)) && !/day that does not|empty narrative/.test(description),
  );

  test.each(decidable)('agrees with the parser on %s', (_, { change, codes }) => {
    expect(validate(fileOf(change))).toBe(codes.length === 0);
  });

  test('refuses what the card check refuses', () => {
    expect(validate(changedReportFile({ card: { ...REPORT_FILE.card, victim_name: 'x' } }))).toBe(false);
    expect(
      validate(
        changedReportFile({
          card: { ...REPORT_FILE.card, route: { origin: ['ZZ'], transit: [], destination: ['TH'] } },
        }),
      ),
    ).toBe(false);
  });
});
