import fc from 'fast-check';

import { changedReportFile } from '../../../test/support/report-example.js';
import { readVectors } from '../../../test/support/vectors.js';
import type { Finding } from './finding.js';
import { findings } from './findings.js';
import { flatten } from './flatten.js';
import { parseReportDraft } from './parse-report.js';

interface Vector {
  readonly description: string;
  readonly lang: string;
  readonly text: string;
  readonly identifiers?: object[];
  readonly expect: readonly (Partial<Finding> & { readonly outcome: string; readonly value?: string })[];
}

function findIn(narrative: string, lang = 'en', identifiers: object[] = []): Finding[] {
  const card = { ...(changedReportFile({})['card'] as object), route: 'unknown' };
  const parsed = parseReportDraft(changedReportFile({ title: 'a pattern', narrative, lang, identifiers, card }));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ code }) => code).join(' '));
  return findings(parsed.draft);
}

describe('findings', () => {
  test.each(readVectors<Vector>('redaction/findings.json'))('see %s', (_, vector) => {
    const found = findIn(vector.text, vector.lang, vector.identifiers);
    expect(found).toHaveLength(vector.expect.length);
    found.forEach((finding, at) => {
      const { outcome, value, ...rest } = vector.expect[at] ?? { outcome: 'none' };
      expect(finding).toMatchObject({ side: 'unknown', statement: 1, ...rest });
      expect(finding.proposed).toMatchObject({ outcome, ...(value !== undefined && { value }) });
    });
  });

  test('look into the title, as statement 0', () => {
    const parsed = parseReportDraft(
      changedReportFile({ title: 'ask a@b.example', narrative: 'nothing here', identifiers: null }),
    );
    expect(parsed.ok && findings(parsed.draft)).toMatchObject([{ statement: 0, start: 4, class: 'email' }]);
  });

  test('end where another finding begins', () => {
    const found = findIn('x.Nok/a@b.example+44 7400 123456');
    expect(found.map(({ class: name, start, end }) => [name, start, end])).toEqual([
      ['url', 0, 6],
      ['email', 6, 17],
      ['phone', 17, 32],
    ]);
  });

  const pieces = fc.constantFrom(
    '+44 7400 123456',
    'a@b.example',
    '@who',
    '12/3/24',
    '١٢٣٤٥٦',
    '😀',
    'é',
    '\n',
    ' ',
    'Nok',
    '１２３４５６',
    'GB82 WEST 1234 5698 7654 32',
    '16.6903, 98.5187',
    '\u200B',
    'x',
    '-',
    '/',
    '.',
    'मई 5',
  );

  test('lie on the text they quote, in order, without overlaps, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { minLength: 1, maxLength: 30 }).map((parts) => `x${parts.join('')}`),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }).map((text) => `x${text}`),
        ),
        (text) => {
          fc.pre(!/\p{Bidi_Control}|\p{Cc}|[\u{E0000}-\u{E0FFF}\uFFF9-\uFFFB]/u.test(text.replaceAll('\n', '')));
          let at = 0;
          for (const finding of findIn(text)) {
            expect(text.slice(finding.start, finding.end)).toBe(finding.text);
            expect(finding.start).toBeGreaterThanOrEqual(at);
            expect(finding.end).toBeGreaterThan(finding.start);
            at = finding.end;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('leave no run of five digits of any script unseen', () => {
    const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce];
    fc.assert(
      fc.property(
        fc.constantFrom(...zeros),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 25 }),
        fc.constantFrom('', 'no ', 'رقم '),
        (zero, digits, before) => {
          const run = digits.map((digit) => String.fromCodePoint(zero + digit)).join('');
          const found = findIn(`${before}${run} end`);
          expect(found.some(({ start, end }) => start <= before.length && end >= before.length + run.length)).toBe(
            true,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('flatten', () => {
  test('leads every unit back to the text it came from', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const flat = flatten(text);
        expect(flat.starts).toHaveLength(flat.text.length);
        expect(flat.ends).toHaveLength(flat.text.length);
        flat.starts.forEach((start, at) => {
          const end = flat.ends[at] ?? 0;
          expect(end).toBeGreaterThan(start);
          expect(flatten(text.slice(start, end)).text.length).toBeGreaterThan(0);
        });
      }),
    );
  });

  test('changes nothing when done twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const once = flatten(text).text;
        expect(flatten(once).text).toBe(once);
      }),
    );
  });
});
