import fc from 'fast-check';
import { agreementInput, withTerm } from '../../../test/support/agreement-input.js';
import { AGREEMENT_TERMS } from './agreement-terms.js';
import { AGREEMENT_HEADINGS, agreementWords } from './agreement-words.js';

const names = (): Parameters<typeof agreementWords>[1] =>
  agreementInput().orgs.map((org, index) => ({ org, handle: `org-${index}`, name: `Organisation ${index}` }));

const asText = (agreement: ReturnType<typeof agreementInput>): string =>
  agreementWords(agreement, names())
    .map(({ about, text }) => `${about}: ${text}`)
    .join('\n');

describe('an agreement in plain words', () => {
  it('says every heading once, in order', () => {
    expect(agreementWords(agreementInput(), names()).map(({ about }) => about)).toEqual(AGREEMENT_HEADINGS);
  });

  it('reads as people would say it', () => {
    const agreement = agreementInput({
      version: 2,
      purposes: ['victim_safeguarding', 'trafficking_investigation', 'threat_to_life'],
      prohibited: ['immigration_enforcement_of_victims', 'prosecution_of_victims', 'media_release'],
      dataClasses: ['pattern_card', 'statements'],
      markingCeiling: 'AMBER+STRICT',
      handlingCeiling: 'PAP:RED',
      jurisdictions: ['XA', 'XB-01'],
      retentionMonths: 1,
      start: Date.parse('2027-01-15T00:00:00Z') / 1000,
      end: Date.parse('2027-12-31T23:59:30Z') / 1000,
    });
    const text = asText(agreement);
    for (const words of [
      'between Organisation 0 (org-0) and Organisation 1 (org-1)',
      'only to investigate trafficking, to keep a person safe or because a life is in danger.',
      'Not to analyse patterns over time, to prevent',
      'used for immigration enforcement against the people it describes, the prosecution of the people it describes or release to the media.',
      'does not rule out civil claims,',
      'covers the coded pattern card and the statements of a report, and not the identifiers of perpetrators or the attachments.',
      'up to TLP:AMBER+STRICT, and not TLP:RED. Reports may be marked up to PAP:RED.',
      'work for XA or XB-01, or everywhere, may open',
      'ends 1 month after',
      'from 15 January 2027, 00:00 UTC until 31 December 2027, 23:59:30 UTC',
      'takes the place of version 1',
    ]) {
      expect(text).toContain(words);
    }
  });

  it.each(AGREEMENT_TERMS)('differs when %s differs: nothing is left unsaid', (term) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        const [a, b] = [withTerm(agreementInput(), term, one), withTerm(agreementInput(), term, other)];
        const same = JSON.stringify(a[term]) === JSON.stringify(b[term]);
        expect(asText(a) === asText(b)).toBe(same);
      }),
      { numRuns: 60 },
    );
  });

  it('names a party by its id when the directory does not name it', () => {
    const agreement = agreementInput();
    expect(agreementWords(agreement, [])[0]?.text).toContain(agreement.orgs.join(' and '));
  });
});
