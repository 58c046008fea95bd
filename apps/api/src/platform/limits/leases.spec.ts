import { Leases } from './leases.js';

const NOW = 1_000_000;
const LEASE = { left: 2, until: NOW + 1_500, isLast: false };

describe('leases', () => {
  it('are needed for what is not there, over, or used up', () => {
    const leases = new Leases();
    expect(leases.take('a', 1, NOW)).toBeNull();
    leases.add('a', LEASE, NOW);
    expect([leases.take('a', 1, NOW), leases.take('a', 1, NOW), leases.take('a', 1, NOW)]).toEqual([0, 0, null]);
    leases.add('a', LEASE, NOW);
    expect(leases.take('a', 1, NOW + 1_500)).toBeNull();
  });

  it('add up within a window and not beyond it', () => {
    const leases = new Leases();
    leases.add('a', LEASE, NOW);
    leases.add('a', LEASE, NOW);
    expect(leases.take('a', 4, NOW)).toBe(0);
    leases.add('b', LEASE, NOW);
    leases.add('b', { ...LEASE, until: NOW + 9_000 }, NOW + 1_500);
    expect(leases.take('b', 3, NOW + 1_500)).toBeNull();
  });

  it('say how long to wait when there is no more, in whole seconds', () => {
    const leases = new Leases();
    leases.add('a', { ...LEASE, left: 0, isLast: true }, NOW);
    expect([leases.take('a', 1, NOW), leases.take('a', 1, NOW + 1_400)]).toEqual([2, 1]);
  });

  it('are remembered for so many keys alone, the oldest goes first', () => {
    const leases = new Leases();
    leases.add('first', LEASE, NOW);
    for (let n = 0; n < 10_000; n += 1) leases.add(`key-${String(n)}`, LEASE, NOW);
    expect([leases.take('first', 1, NOW), leases.take('key-0', 1, NOW)]).toEqual([null, 0]);
  });
});
