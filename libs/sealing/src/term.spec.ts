import { hourAfter, hourAfterMonths, hourOf } from './term.js';

const hour = (iso: string): number => Date.parse(iso) / 3_600_000;
const seconds = (iso: string): number => Date.parse(iso) / 1000;

describe('terms', () => {
  it('a month or a day is over when the next begins', () => {
    expect(hourAfter('2026-12')).toBe(hour('2027-01-01T00:00:00Z'));
    expect(hourAfter('2028-02')).toBe(hour('2028-03-01T00:00:00Z'));
    expect(hourAfter('2026-03-31')).toBe(hour('2026-04-01T00:00:00Z'));
  });

  it('months keep the day, or take the last of a shorter month', () => {
    expect(hourAfterMonths(seconds('2026-01-15T10:59:59Z'), 12)).toBe(hour('2027-01-15T10:00:00Z'));
    expect(hourAfterMonths(seconds('2026-01-31T05:00:00Z'), 1)).toBe(hour('2026-02-28T05:00:00Z'));
    expect(hourAfterMonths(seconds('2027-12-31T00:00:00Z'), 2)).toBe(hour('2028-02-29T00:00:00Z'));
  });

  it('an hour lasts 3600 seconds', () => {
    expect([hourOf(7199), hourOf(7200)]).toEqual([1, 2]);
  });
});
