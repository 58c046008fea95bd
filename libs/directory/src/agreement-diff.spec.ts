import fc from 'fast-check';
import { agreementInput, withTerm } from '../../../test/support/agreement-input.js';
import { agreementDifferences, dateLine, type TermEffect } from './agreement-diff.js';
import { AGREEMENT_TERMS } from './agreement-terms.js';
import type { Agreement } from './agreement.js';

const MIRROR: Readonly<Record<TermEffect, TermEffect>> = {
  widens: 'narrows',
  narrows: 'widens',
  changes: 'changes',
  same: 'same',
};

const effects = (before: Partial<Agreement>, after: Partial<Agreement>): Record<string, TermEffect> =>
  Object.fromEntries(
    agreementDifferences(agreementInput(before), agreementInput(after))
      .filter(({ effect }) => effect !== 'same')
      .map(({ term, effect }) => [term, effect]),
  );

describe('the difference of two versions', () => {
  it('names every term, and all are the same when nothing changed', () => {
    const differences = agreementDifferences(agreementInput(), agreementInput());
    expect(differences.map(({ term }) => term)).toEqual(AGREEMENT_TERMS);
    expect(new Set(differences.map(({ effect }) => effect))).toEqual(new Set(['same']));
  });

  it.each<[string, Partial<Agreement>, Partial<Agreement>, TermEffect]>([
    ['purposes', { purposes: ['audit'] }, { purposes: ['audit', 'threat_to_life'] }, 'widens'],
    ['purposes', { purposes: ['audit'] }, { purposes: ['threat_to_life'] }, 'changes'],
    ['prohibited', { prohibited: [] }, { prohibited: ['media_release'] }, 'narrows'],
    ['dataClasses', { dataClasses: ['statements', 'attachments'] }, { dataClasses: ['statements'] }, 'narrows'],
    ['markingCeiling', { markingCeiling: 'RED' }, { markingCeiling: 'AMBER' }, 'narrows'],
    ['handlingCeiling', { handlingCeiling: 'PAP:AMBER' }, { handlingCeiling: 'PAP:RED' }, 'widens'],
    ['jurisdictions', { jurisdictions: ['XA', 'XB'] }, { jurisdictions: ['*'] }, 'widens'],
    ['jurisdictions', { jurisdictions: ['*'] }, { jurisdictions: ['XA'] }, 'narrows'],
    ['jurisdictions', { jurisdictions: ['*'] }, { jurisdictions: ['*', 'XA'] }, 'changes'],
    ['attribution', { attribution: 'must_not' }, { attribution: 'may' }, 'widens'],
    ['attribution', { attribution: 'must' }, { attribution: 'may' }, 'narrows'],
    ['retentionMonths', { retentionMonths: 6 }, { retentionMonths: 3 }, 'narrows'],
    ['acknowledgeDays', { acknowledgeDays: 14 }, { acknowledgeDays: 7 }, 'narrows'],
    ['updateDays', { updateDays: 30 }, { updateDays: 90 }, 'widens'],
    ['start', { start: 100 }, { start: 50 }, 'widens'],
    ['end', { end: 2_000_000_000 }, { end: 1_900_000_000 }, 'narrows'],
    ['circle', { circle: 'north' }, { circle: 'south' }, 'changes'],
  ])('says what a changed %s does', (term, before, after, effect) => {
    expect(effects(before, after)).toEqual({ [term]: effect });
  });

  it('turns round when the versions are turned round, and shows both in words', () => {
    fc.assert(
      fc.property(fc.constantFrom(...AGREEMENT_TERMS), fc.nat(), fc.nat(), (term, one, other) => {
        const [a, b] = [withTerm(agreementInput(), term, one), withTerm(agreementInput(), term, other)];
        const there = agreementDifferences(a, b).find((difference) => difference.term === term);
        const back = agreementDifferences(b, a).find((difference) => difference.term === term);
        expect(back?.effect).toBe(MIRROR[there?.effect ?? 'same']);
        expect([back?.before, back?.after]).toEqual([there?.after, there?.before]);
        expect(there?.effect === 'same').toBe(there?.before === there?.after);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the dates of two versions', () => {
  const line = (before: [number, number], after: [number, number], signedAt: number): ReturnType<typeof dateLine> =>
    dateLine(
      agreementInput({ start: before[0], end: before[1] }),
      agreementInput({ start: after[0], end: after[1] }),
      signedAt,
    );

  it('overlap, and leave no gap, when the next version has begun already', () => {
    expect(line([0, 100], [0, 200], 50)).toEqual({ gap: null, overlap: { from: 50, to: 100 } });
  });

  it('leave a gap from signing on when the next version begins later: the earlier one is not in force any more', () => {
    expect(line([0, 100], [80, 200], 50)).toEqual({ gap: { from: 50, to: 80 }, overlap: { from: 80, to: 100 } });
  });

  it('leave a gap from the end of the earlier one when that is over', () => {
    expect(line([0, 100], [150, 200], 120)).toEqual({ gap: { from: 100, to: 150 }, overlap: null });
  });

  it('leave no gap when one ends as the other begins, signed after that', () => {
    expect(line([0, 100], [100, 200], 100)).toEqual({ gap: null, overlap: null });
  });
});
