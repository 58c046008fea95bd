import { DECISIONS_VERSION, type Decisions } from './decisions.js';
import type { Finding } from './finding.js';
import { findings } from './findings.js';
import type { ReportDraft } from './report-draft.js';

/**
 * Gives decisions that do with each finding of a draft what it proposes, for a person to go through. Reading, attestation and answers
 * are left out: they are nobody's but the person's, and the gate stays shut until they are there.
 */
export function propose(draft: ReportDraft, found: readonly Finding[] = findings(draft)): Decisions {
  return {
    version: DECISIONS_VERSION,
    decisions: found.map(({ statement, start, end, text, proposed }) => ({ statement, start, end, text, ...proposed })),
  };
}
