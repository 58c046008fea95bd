import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ability } from './ability.js';
import { decidedByAgreements } from './decided-by-agreements.js';
import type { Attributes } from './matcher.js';
import { type Action, ACTIONS, type ObjectType } from './objects.js';
import { POLICY } from './rules.js';
import { parseMember } from './subject.js';

interface Decisions {
  readonly hour: number;
  readonly subjects: Readonly<Record<string, object>>;
  readonly cases: readonly {
    readonly subject: string;
    readonly subjectChange?: object;
    readonly action: Action;
    readonly object: ObjectType;
    readonly attributes: Attributes;
    readonly purpose?: 'audit';
    readonly verified?: boolean;
    readonly expect: string;
  }[];
}

const file = join(__dirname, '../../../test/vectors/policy/decisions.json');
const { hour, subjects, cases } = JSON.parse(readFileSync(file, 'utf8')) as Decisions;

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
    const others = cases.filter(({ action, subject }) => subject !== 'guest' && !decidedByAgreements(POLICY, action));
    expect(others.length).toBeGreaterThan(90);
    for (const given of others) {
      const { subject, subjectChange, action, object, attributes, purpose, verified = true, expect: wanted } = given;
      const bare = parseMember({ ...subjects[subject], ...subjectChange, agreements: [] });
      const ability = new Ability(
        POLICY,
        bare,
        { purpose: purpose ?? null, time: hour * 3600, verified },
        action,
        object,
      );
      const decision = ability.decide({ type: object, attributes });
      expect(decision.allowed ? 'allowed' : decision.reason).toBe(wanted);
    }
  });

  it('are allowed nothing by a subject whose agreements were not loaded', () => {
    const byAgreement = cases.filter(({ action }) => action === 'report.grant' || action === 'report.open');
    const allowed = byAgreement.filter(({ subject, subjectChange, action, object, attributes, purpose }) => {
      const bare = parseMember({ ...subjects[subject], ...subjectChange, agreements: [] });
      const ability = new Ability(
        POLICY,
        bare,
        { purpose: purpose ?? null, time: hour * 3600, verified: true },
        action,
        object,
      );
      return attributes['ownGrant'] !== true && ability.decide({ type: object, attributes }).allowed;
    });
    expect(byAgreement.length).toBeGreaterThan(20);
    expect(allowed).toEqual([]);
  });
});
