// The short form of `npm run soak -- kill-cycles`: programs killed under load.
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { copyDemoHome } from '../support/demo-instance.js';
import { run } from './soak/kill-cycles.mjs';

const SEED = 20_261_120;
/** Each of the five programs once. */
const CYCLES = 5;

it('nothing that was acknowledged is lost when programs are killed while reports are sent and opened', async () => {
  const home = await copyDemoHome();
  try {
    expect(await run({ seed: SEED, from: 0, count: CYCLES, home })).toEqual({ done: CYCLES, failures: [] });
  } finally {
    rmSync(join(home, '..'), { recursive: true, force: true });
  }
}, 240_000);
