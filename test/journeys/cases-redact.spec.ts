import { readFileSync } from 'node:fs';

import { findings, parseDecisions, parseReportFile, redact } from '@sealbridge/redaction';

import { decisionsFor, readCases } from '../support/case-decisions.js';
import { casesDir } from '../support/outside-data.js';

const folder = casesDir();
const cases = folder === null ? [] : readCases(folder);
const describeCases = folder === null ? describe.skip : describe;

describeCases('redaction of the case files (SEALBRIDGE_CASES)', () => {
  it.each(cases.map((one) => [one.name, one] as const))(
    'passes the gate for %s when its decisions are taken',
    (_, one) => {
      const parsed = parseReportFile(new Uint8Array(readFileSync(one.reportPath)));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const decisions = parseDecisions(decisionsFor(one, findings(parsed.draft)));
      if (!decisions.ok) throw new Error(JSON.stringify(decisions.problems));
      const outcome = redact(parsed.draft, decisions.decisions);
      expect(outcome.ok ? [] : [outcome.open, outcome.linesUnread, outcome.problems]).toEqual([]);
      for (const span of one.gold.spans.filter(({ must }) => must === 'direct')) {
        const narrative = parsed.draft.statements[0]?.text ?? '';
        const text = narrative.slice(span.start, span.end);
        if (outcome.ok && text.length > 6) expect(outcome.report.statements[0]?.text).not.toContain(text);
      }
    },
  );
});
