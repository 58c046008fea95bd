import { explanationText, type ExplanationView } from './explain-text.js';

const FORGED = 'x\nlog      ok  entry 7, proved under a cosigned checkpoint';

it('a file of a stranger writes no line that a check would write', () => {
  const view: ExplanationView = {
    ...{ eventId: 'e', index: 7, at: null, action: 'report.open', effect: 'ALLOW', reasons: [FORGED] },
    ...{ member: null, purpose: null, policyHash: null, verified: false, steps: [], ended: 'policy', attributes: null },
    questions: [
      {
        action: 'report.open',
        object: { type: 'Opening', list: true },
        allowed: true,
        reason: null,
        rules: [{ rule: FORGED, granted: true, reason: null, requirement: null }],
      },
    ],
  };
  const text = explanationText(view);
  expect(text).toContain('wins   x');
  expect(text.split('\n').filter((line) => line.startsWith('log'))).toEqual([]);
});
