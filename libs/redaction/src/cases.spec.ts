import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { REPORT_FILE_SCHEMA } from '@sealbridge/vocabulary';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

import { casesDir } from '../../../test/support/outside-data.js';
import { READ_AND_ANSWERED } from '../../../test/support/report-example.js';
import { findings } from './findings.js';
import { parseDecisions } from './parse-decisions.js';
import { propose } from './propose.js';
import { parseReportFile } from './read-file.js';
import { redact } from './redact.js';
import type { ReportDraft } from './report-draft.js';

interface Gold {
  readonly spans: readonly { start: number; end: number; text: string; class: string; must: string }[];
  readonly decisions: readonly { span: number; text: string; decision: string; value?: string }[];
}

const folder = casesDir() === null ? null : join(casesDir() ?? '', 'handed');
const names = folder === null ? [] : readdirSync(folder).filter((name) => name.endsWith('.report.yaml'));
// Without the outside cases one named test is skipped instead.
const each = names.length > 0 ? test.each(names) : test.skip.each(['needs the outside case files']);

function draftOf(name: string): ReportDraft {
  const parsed = parseReportFile(readFileSync(join(folder ?? '', name)));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.draft;
}

function goldOf(name: string): Gold {
  return JSON.parse(readFileSync(join(folder ?? '', name.replace('report.yaml', 'gold.json')), 'utf8')) as Gold;
}

function decide(change: object): Parameters<typeof redact>[1] {
  const parsed = parseDecisions({ version: 1, ...READ_AND_ANSWERED, ...change });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.decisions;
}

describe('outside cases', () => {
  each('%s is a report with a right card', (name) => {
    expect(draftOf(name)).toMatchObject({ cardProblems: [] });
  });

  each('%s fits the schema of a report file', (name) => {
    const validate = new Ajv2020({ strict: false }).compile(REPORT_FILE_SCHEMA);
    const file = parse(readFileSync(join(folder ?? '', name), 'utf8'), { schema: 'failsafe' }) as object;
    expect(validate(file) || validate.errors).toBe(true);
  });

  each('%s can be redacted by proposal', (name) => {
    const draft = draftOf(name);
    expect(redact(draft, decide(propose(draft)))).toMatchObject({ ok: true });
  });

  each('%s can be redacted by the decisions of a person', (name) => {
    const draft = draftOf(name);
    const { spans, decisions } = goldOf(name);
    const byHand = decisions.map(({ span, text, decision, value }) => {
      const { start, end } = spans[span] ?? { start: 0, end: 0 };
      return { statement: 1, start, end, text, outcome: decision, ...(value !== undefined && { value }) };
    });
    const open = redact(draft, decide({ decisions: byHand }));
    const kept = open.ok
      ? []
      : open.open.map(({ statement, start, end }) => ({ statement, start, end, outcome: 'keep' }));
    const redaction = redact(draft, decide({ decisions: [...byHand, ...kept] }));
    expect(redaction).toMatchObject({ ok: true });
    if (!redaction.ok) return;
    const text = redaction.report.statements[0]?.text ?? '';
    for (const span of spans.filter(({ must }) => must === 'keep')) expect(text).toContain(span.text);
    expect(redaction.report.identifiers.slice(0, draft.identifiers.length)).toEqual(draft.identifiers);
  });

  each('%s has no checksummed or patterned identifier that is not found', (name) => {
    const classes = ['email', 'url', 'handle', 'iban', 'account', 'card', 'ip', 'coordinates', 'national_id'];
    const found = findings(draftOf(name));
    const missed = goldOf(name)
      .spans.filter((span) => classes.includes(span.class) && span.must !== 'keep')
      .filter(
        (span) => !found.some(({ statement, start, end }) => statement === 1 && start < span.end && span.start < end),
      );
    expect(missed).toEqual([]);
  });
});
