import { decided, POLICY_CASES } from '../../../test/support/policy-cases.js';
import { decidedByAgreements } from './decided-by-agreements.js';
import { ACTIONS } from './objects.js';
import { POLICY } from './rules.js';

const WITHOUT = { agreements: [] };

describe('actions decided by agreements', () => {
  it('are those of sending, opening, names, the directory and standing', () => {
    expect(ACTIONS.filter((action) => decidedByAgreements(POLICY, action))).toEqual([
      'directory.read',
      'standing.read',
      'report.grant',
      'report.open',
      'reader.names',
      'blob.read',
    ]);
  });

  it('are all there are: every other decision is the same without them', () => {
    const others = POLICY_CASES.filter(
      ({ action, subject }) => subject !== 'guest' && !decidedByAgreements(POLICY, action),
    );
    expect(others.length).toBeGreaterThan(90);
    for (const given of others) expect(decided(given, WITHOUT)).toBe(given.expect);
  });

  it('are allowed nothing by a subject whose agreements were not loaded', () => {
    const byAgreement = POLICY_CASES.filter(({ action }) => action === 'report.grant' || action === 'report.open');
    const allowed = byAgreement.filter(
      (given) => given.attributes['ownGrant'] !== true && decided(given, WITHOUT) === 'allowed',
    );
    expect(byAgreement.length).toBeGreaterThan(20);
    expect(allowed).toEqual([]);
  });
});
