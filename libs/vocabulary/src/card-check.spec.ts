import { readVectors } from '../../../test/support/vectors.js';
import type { CardDraft } from './card.js';
import { checkCard } from './card-check.js';
import { storeCard } from './card-store.js';

const CARD: CardDraft = {
  palermo: { act: ['recruitment', 'receipt'], means: ['fraud'], purpose: ['forced_labour_or_services'] },
  exploitation: ['ForcedLabour'],
  sector: { isic: 'C_Manufacturing', type: ['Manufacturing', 'Prostitution'] },
  controls: ['Threats', 'DebtBondage'],
  recruitment: ['JobOffer'],
  route: { origin: ['TH-10'], transit: ['MM'], destination: ['US-CA'] },
  period: { from: '2019-01', to: '2020-06' },
  cohort: { count_band: '2-4', age_bands: ['18--20'], genders: ['Feminine'] },
};

interface Vector {
  readonly description: string;
  readonly change: object;
  readonly problems: readonly (readonly [string, string])[];
}

/** The card with fields put in the place of others; null takes a field away. */
function changed(change: object): unknown {
  return Object.fromEntries(Object.entries<unknown>({ ...CARD, ...change }).filter(([, value]) => value !== null));
}

describe('checkCard', () => {
  test.each(readVectors<Vector>('vocabulary/card.json'))('judges %s', (_, { change, problems }) => {
    expect(checkCard(changed(change)).map(({ path, code }) => [path, code])).toEqual(problems);
  });

  test.each([undefined, null, 7, 'unknown', []])('refuses %p as a card', (card) => {
    expect(checkCard(card)).toMatchObject([{ path: 'card', code: 'E_CARD_TYPE' }]);
  });

  test('quotes neither values nor unknown keys when it refuses them', () => {
    const secret = 'Zyxwv Utsrq';
    const card = changed({
      [secret]: secret,
      exploitation: [secret],
      controls: secret,
      period: { from: secret, to: secret },
    });
    const problems = checkCard(card);
    expect(problems).toHaveLength(5);
    expect(JSON.stringify(problems)).not.toMatch(/Zyxwv|Utsrq/);
  });

  test('finds no field in keys that every object inherits', () => {
    expect(checkCard(JSON.parse('{"__proto__": {"palermo": "unknown"}, "constructor": 1}'))).toContainEqual(
      expect.objectContaining({ code: 'E_CARD_MISSING', path: 'card.palermo' }),
    );
  });
});

describe('storeCard', () => {
  test('gives every code its scheme and version', () => {
    const stored = storeCard(CARD);
    expect(stored.controls).toEqual([
      { scheme: 'ctdc.means-of-control', version: '1', code: 'DebtBondage' },
      { scheme: 'ctdc.means-of-control', version: '1', code: 'Threats' },
    ]);
    expect(stored.route).toEqual({
      origin: [{ scheme: 'iso-3166-2', version: '2020', code: 'TH-10' }],
      transit: [{ scheme: 'iso-3166-1', version: '2020', code: 'MM' }],
      destination: [{ scheme: 'iso-3166-2', version: '2020', code: 'US-CA' }],
    });
  });

  test('names the scheme of the list a sector type comes from', () => {
    expect(storeCard(CARD).sector).toEqual({
      isic: { scheme: 'htcds.industry', version: '2.0', code: 'C_Manufacturing' },
      type: [
        { scheme: 'ctdc.type-of-labour', version: '1', code: 'Manufacturing' },
        { scheme: 'htcds.type-of-sex-exploitation', version: '2.0', code: 'Prostitution' },
      ],
    });
  });

  test('gives the same structure when the author orders the same codes differently', () => {
    const other = { ...CARD, controls: ['DebtBondage', 'Threats'] } as const;
    expect(JSON.stringify(storeCard(other))).toBe(JSON.stringify(storeCard(CARD)));
  });

  test('stores a null reason as a code', () => {
    const reason = { scheme: 'sealbridge.null-reason', version: '1', code: 'withheld' };
    expect(storeCard({ ...CARD, route: 'withheld' }).route).toEqual(reason);
  });

  test('leaves out a sector that is not given', () => {
    const { sector: _, ...rest } = CARD;
    expect(storeCard(rest)).not.toHaveProperty('sector');
  });

  test('throws when the card was not checked', () => {
    expect(() => storeCard({ ...CARD, route: 'nowhere' } as unknown as CardDraft)).toThrow(RangeError);
  });
});
