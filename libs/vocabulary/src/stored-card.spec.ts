import type { CardDraft, StoredCard } from './card.js';
import { CARD_FIELDS, type CardFields } from './card-shape.js';
import { storeCard } from './card-store.js';
import type { CodeList } from './code-list.js';
import { parseStoredCard } from './stored-card.js';

const DRAFT: CardDraft = {
  palermo: { act: ['recruitment'], means: [], purpose: ['forced_labour_or_services'] },
  exploitation: ['ForcedLabour'],
  sector: { isic: 'C_Manufacturing', type: ['Manufacturing'] },
  controls: ['Threats'],
  recruitment: 'not_asked',
  route: { origin: ['TH-10'], transit: [], destination: 'unknown' },
  period: { from: '2019-01', to: 'unknown' },
  cohort: { count_band: '2-4', age_bands: ['9--17'], genders: ['Feminine'] },
};
const CARD: StoredCard = storeCard(DRAFT);
const UNKNOWN = { scheme: 'sealbridge.null-reason', version: '1', code: 'unknown' };

function changed(change: object): unknown {
  return Object.fromEntries(Object.entries<unknown>({ ...CARD, ...change }).filter(([, value]) => value !== undefined));
}

function listsOf(fields: CardFields): CodeList[] {
  return Object.values(fields).flatMap((field) => {
    if (field.form === 'group') return listsOf(field.fields);
    return field.form === 'code' || field.form === 'codes' ? [...field.lists] : [];
  });
}

describe('parseStoredCard', () => {
  test('gives a card that was stored', () => {
    expect(parseStoredCard(CARD)).toBe(CARD);
  });

  test('gives a card without what may be absent, and with a reason at every place', () => {
    const reasons = Object.fromEntries(Object.keys(CARD).map((key) => [key, CARD.recruitment]));
    expect(parseStoredCard(reasons)).toBe(reasons);
    expect(parseStoredCard(changed({ sector: undefined }))).not.toBeNull();
  });

  test('gives a card with codes of another version of the registry', () => {
    const code = { scheme: 'htcds', version: '99', code: 'SomethingLater' };
    expect(parseStoredCard(changed({ exploitation: [code] }))).not.toBeNull();
  });

  test('gives a card with any code a card may hold', () => {
    const lists = listsOf(CARD_FIELDS);
    const refused = lists.flatMap(({ scheme, version, codes }) =>
      codes.filter((code) => parseStoredCard(changed({ exploitation: [{ scheme, version, code }] })) === null),
    );
    expect([lists.length > 10, refused]).toEqual([true, []]);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', []],
    ['a text', 'unknown'],
    ['a map without fields', {}],
    ['a card without a required field', changed({ cohort: undefined })],
    ['a card with a field too many', changed({ name: 'x' })],
    ['a card with a field of every object', changed({ constructor: UNKNOWN })],
    ['a bare code', changed({ recruitment: 'unknown' })],
    ['a code where a group stands', changed({ route: { scheme: 'htcds', version: '1', code: 'x' } })],
    ['a group without one of its fields', changed({ cohort: { age_bands: [], genders: [] } })],
    ['a text for a list', changed({ controls: 'Threats' })],
    ['a code for a list', changed({ controls: { scheme: 'ctdc', version: '1', code: 'Threats' } })],
    ['an empty list where it says nothing', changed({ controls: [] })],
    ['a list too long', changed({ controls: Array.from({ length: 65 }, () => UNKNOWN) })],
    ['null in a list', changed({ controls: [null] })],
    ['a month that is none', changed({ period: { from: '2019-13', to: '2020-01' } })],
    ['a month that is a number', changed({ period: { from: 201901, to: '2020-01' } })],
    ['a code with a fourth part', changed({ recruitment: { ...UNKNOWN, text: 'x' } })],
    ['a code that is a text of words', changed({ controls: [{ ...UNKNOWN, code: 'call me' }] })],
    ['a code with what a terminal obeys', changed({ controls: [{ ...UNKNOWN, code: '\u001b[2J' }] })],
    ['a code that is a number', changed({ controls: [{ ...UNKNOWN, version: 1 }] })],
    ['a code without its scheme', changed({ controls: [{ version: '1', code: 'x', other: 'y' }] })],
  ])('refuses %s', (_, value) => {
    expect(parseStoredCard(value)).toBeNull();
  });
});
