import { checkCard } from '@sealbridge/vocabulary';

import { syntheticReports } from './synthetic-reports.js';

const SHOWN_FROM = 5;
const ORGANISATIONS = 3;

type Card = Readonly<Record<string, never>> & Record<string, unknown>;

/** The codes a report's card puts into a facet. */
const FACETS: Readonly<Record<string, (card: Card) => readonly string[]>> = {
  exploitation: (card) => card['exploitation'] as unknown as string[],
  control: (card) => card['controls'] as unknown as string[],
  recruitment: (card) => card['recruitment'] as unknown as string[],
  sector: (card) => (card['sector'] as unknown as { type: string[] }).type,
  origin: (card) => (card['route'] as unknown as { origin: string[] }).origin,
  destination: (card) => (card['route'] as unknown as { destination: string[] }).destination,
  ageBand: (card) => (card['cohort'] as unknown as { age_bands: string[] }).age_bands,
  gender: (card) => (card['cohort'] as unknown as { genders: string[] }).genders,
};

function cells(facet: string): Map<string, { reports: number; authors: Set<string> }> {
  const found = new Map<string, { reports: number; authors: Set<string> }>();
  for (const { author, file } of syntheticReports()) {
    for (const code of FACETS[facet]?.(file['card'] as Card) ?? []) {
      const cell = found.get(code) ?? { reports: 0, authors: new Set() };
      found.set(code, { reports: cell.reports + 1, authors: cell.authors.add(author) });
    }
  }
  return found;
}

describe('the synthetic reports', () => {
  it('are 60, twenty of each organisation, and the same at every call', () => {
    expect(syntheticReports()).toHaveLength(60);
    for (const author of ['analyst', 'analyst2', 'analyst3']) {
      expect(syntheticReports().filter((report) => report.author === author)).toHaveLength(20);
    }
    expect(syntheticReports()).toEqual(syntheticReports());
  });

  it('say in every title and statement that they are synthetic', () => {
    for (const { file } of syntheticReports()) {
      const texts = [file['title'], ...(file['statements'] as { text: string }[]).map(({ text }) => text)];
      for (const text of texts) expect(text).toMatch(/^SYNTHETIC/);
    }
  });

  it('have cards without a problem', () => {
    for (const { file } of syntheticReports()) expect(checkCard(file['card'])).toEqual([]);
  });

  it.each(['exploitation', 'control', 'recruitment', 'sector', 'origin', 'destination', 'ageBand', 'gender'])(
    'show at least three cells of %s and suppress some',
    (facet) => {
      const all = [...cells(facet).values()];
      const shown = all.filter(({ reports, authors }) => reports >= SHOWN_FROM && authors.size >= ORGANISATIONS);
      expect(shown.length).toBeGreaterThanOrEqual(3);
      expect(shown.length).toBeLessThan(all.length);
    },
  );
});
