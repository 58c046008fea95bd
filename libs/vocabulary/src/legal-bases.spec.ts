import { isBasisOf, LEGAL_BASES, LEGAL_BASES_OF, LEGAL_BASIS_TEXTS, needsLegalBasis } from './legal-bases.js';
import { ORG_KINDS } from './organisation.js';
import { PURPOSES } from './purposes.js';

describe('legal bases', () => {
  test.each(PURPOSES)('fit %s, each named once and all of them known', (purpose) => {
    const bases = LEGAL_BASES_OF[purpose];
    expect(new Set(bases).size).toBe(bases.length);
    for (const basis of bases) expect(LEGAL_BASES).toContain(basis);
  });

  test('are each of use for a purpose, in words and with a source', () => {
    for (const basis of LEGAL_BASES) {
      expect(PURPOSES.some((purpose) => isBasisOf(purpose, basis))).toBe(true);
      expect(LEGAL_BASIS_TEXTS[basis].words).not.toBe('');
      expect(LEGAL_BASIS_TEXTS[basis].source).toMatch(/\d/);
    }
  });

  test('do not fit a purpose they were not made for', () => {
    expect(isBasisOf('trafficking_investigation', 'no_personal_data')).toBe(false);
    expect(isBasisOf('training_synthetic_only', 'competent_authority_task')).toBe(false);
    expect(isBasisOf('strategic_analysis', 'vital_interests')).toBe(false);
  });

  test('are asked of the police alone', () => {
    expect(ORG_KINDS.filter(needsLegalBasis)).toEqual(['police_unit']);
  });
});
