import { BackOff } from './back-off.js';

describe('the pause before a crashed process is started again', () => {
  it('doubles from a quarter of a second and stops at 15 s', () => {
    const backOff = new BackOff();
    expect(Array.from({ length: 8 }, () => backOff.next(0))).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000,
    ]);
  });

  it('is short again when the process had been running for a minute', () => {
    const backOff = new BackOff();
    for (let crash = 0; crash < 6; crash++) backOff.next(0);
    expect(backOff.next(60_000)).toBe(250);
  });
});
