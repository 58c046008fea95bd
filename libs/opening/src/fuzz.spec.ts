import { resolve } from 'node:path';
import { run } from '../../../test/faults/soak/envelope.mjs';

describe('mutated envelopes', () => {
  it('are refused, all of them, in the short form of the long check', async () => {
    const vectors = resolve(__dirname, '../../../test/vectors/envelope');
    const { done, failures } = await run({ seed: 1, from: 0, count: 1500, vectors });
    expect(failures).toEqual([]);
    expect(done).toBe(1500);
  }, 60_000);
});
