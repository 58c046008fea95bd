import { inSlices } from './in-slices.js';

const STEP_MS = 4;

function* busy(steps: number): Generator<undefined, string, undefined> {
  for (let taken = 0; taken < steps; taken += 1) {
    const until = performance.now() + STEP_MS;
    while (performance.now() < until);
    yield;
  }
  return 'done';
}

describe('long work in slices', () => {
  it('gives what it comes to', async () => {
    expect(await inSlices(busy(0))).toBe('done');
    expect(await inSlices(busy(3))).toBe('done');
  });

  it('lets others go first all along', async () => {
    let turns = 0;
    const other = (): void => {
      turns += 1;
      next = setImmediate(other);
    };
    let next = setImmediate(other);
    await inSlices(busy(40));
    clearImmediate(next);
    expect(turns).toBeGreaterThan(10);
  });

  it('ends when there is more of it than one answer may cost', async () => {
    await expect(inSlices(busy(3), 2)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await inSlices(busy(2), 2)).toBe('done');
  });
});
