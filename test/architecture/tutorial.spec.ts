// The example of the tutorial does what the tutorial says, before anybody is asked to follow it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findings, parseDecisionsFile, parseReportFile, propose, redact } from '@sealbridge/redaction';
import { ROOT } from '../support/repository.js';

const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(ROOT, 'docs/tutorials', name)));

describe('the example report of the tutorial', () => {
  const parsed = parseReportFile(read('first-report.report.yaml'));
  const decided = parseDecisionsFile(read('first-report.decisions.yaml'));
  if (!parsed.ok || !decided.ok) throw new Error('the example cannot be read');
  const { draft } = parsed;

  it('has findings, and the gate is shut on the proposals alone', () => {
    const found = findings(draft);
    expect(found.map((finding) => finding.class)).toEqual(expect.arrayContaining(['phone', 'date_exact']));
    expect(redact(draft, propose(draft, found)).ok).toBe(false);
  });

  it('is opened by its decisions, which leave nothing in the text that leads to a person', () => {
    const result = redact(draft, decided.decisions);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const text = result.report.statements.map((statement) => statement.text).join('\n');
    for (const gone of ['Rosa', 'Blue Tern', '900142', '14 March']) expect(text).not.toContain(gone);
    expect(text).toContain('7,400 euro');
    expect(result.report.identifiers.map((identifier) => identifier.kind).sort()).toEqual(['business_name', 'phone']);
  });
});
