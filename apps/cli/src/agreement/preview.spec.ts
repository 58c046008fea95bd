import { type Preview, previewText } from './preview.js';

const preview: Preview = {
  proposal: '5e7fb36c-0000-0000-0000-000000000000',
  at: '2027-01-15T00:00Z',
  gap: null,
  overlap: null,
  circlesGained: [],
  circlesLost: [],
  sealed: [],
  gaining: 0,
  losing: 0,
  readers: [],
};

type Row = Preview['sealed'][number];
const row = (closed: number | null, narrowed: number | null, widened: number | null): Row => ({
  ...{ origin: 'harbour', unit: 'northgate' },
  ...{ closed, narrowed, widened },
});
const about = (...sealed: Row[]): string =>
  previewText({ ...preview, sealed })
    .split('\n')
    .slice(2)
    .join('\n');

describe('what becomes of reports sent before', () => {
  it('is told in the numbers that are not zero', () => {
    expect(about(row(17, 0, 0))).toBe('reports of harbour to northgate sent before: 17 can no longer be opened');
    expect(about(row(0, 2, 5))).toBe(
      'reports of harbour to northgate sent before: 2 can be opened by fewer people or for less, 5 by more people or for more',
    );
  });

  it('is nothing when every number is zero', () => {
    expect(about()).toBe('reports sent before open as they did');
    expect(about(row(0, 0, 0))).toBe('reports sent before open as they did');
  });

  it('says of numbers that are not told that they are small, once', () => {
    expect(about(row(null, null, null))).toBe(
      'reports of harbour to northgate sent before: of every change fewer than 5, possibly none',
    );
    expect(about(row(17, null, null))).toBe(
      'reports of harbour to northgate sent before: 17 can no longer be opened; of every other change fewer than 5, possibly none',
    );
  });
});

describe('people whose reach changes', () => {
  const reader = { organisation: 'northgate', member: null, units: [], country: 'XA', purposes: [] };

  it('are all there, or it is said that they are not', () => {
    const few = { ...preview, gaining: 2, readers: Array.from({ length: 199 }, () => reader) };
    expect(previewText(few)).not.toContain('the first 200');
    const many = { ...preview, gaining: 9_000, readers: Array.from({ length: 200 }, () => reader) };
    expect(previewText(many)).toContain('the first 200 of them are shown; the numbers above count all');
  });
});

describe('time without a version in force', () => {
  it('comes before everything else', () => {
    const gap = { from: '2027-01-01T00:00Z', to: '2027-01-15T00:00Z' };
    expect(previewText({ ...preview, gap }).split('\n')[0]).toContain(
      'from 2027-01-01T00:00Z to 2027-01-15T00:00Z nothing',
    );
  });
});
