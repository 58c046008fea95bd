import { storeCard } from '@sealbridge/vocabulary';

import { facetsOf, monthOfHour, NO_FACETS } from './card-facets.js';

const CARD = {
  palermo: 'unknown',
  exploitation: ['ForcedLabour', 'Servitude'],
  sector: { isic: 'A_AgricultureForestryAndFishing', type: ['Agriculture'] },
  controls: ['DebtBondage'],
  recruitment: 'not_asked',
  route: { origin: ['TH'], transit: [], destination: ['GB', 'GB-LND'] },
  period: { from: '2025-01', to: '2025-12' },
  cohort: { count_band: '10-49', age_bands: 'withheld', genders: ['Masculine'] },
} as const;

describe('facets of a card', () => {
  it('are its bare codes', () => {
    expect(facetsOf(storeCard(CARD))).toEqual({
      exploitation: ['ForcedLabour', 'Servitude'],
      control: ['DebtBondage'],
      recruitment: [],
      sector: ['A_AgricultureForestryAndFishing', 'Agriculture'],
      origin: ['TH'],
      destination: ['GB', 'GB-LND'],
      ageBand: [],
      gender: ['Masculine'],
      month: 2025 * 12 + 11,
    });
  });

  it('are none where the card gives a reason instead', () => {
    const unknown = { ...CARD, route: 'unknown', period: 'unknown', cohort: 'unknown', sector: 'unknown' } as const;
    const { origin, destination, gender, sector, month } = facetsOf(storeCard(unknown));
    expect([origin, destination, gender, sector]).toEqual([[], [], [], []]);
    expect(month).toBeNull();
    expect(NO_FACETS.month).toBeNull();
  });

  it('fall into the month of an hour when the card does not say', () => {
    expect(monthOfHour(0)).toBe(1970 * 12);
    expect(monthOfHour(Date.UTC(2026, 10, 30, 23) / 3_600_000)).toBe(2026 * 12 + 10);
  });
});
