// The short form of `npm run soak -- rotation-kills` and `recovery-kills`: programs killed while keys change.
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { copyDemoHome } from '../support/demo-instance.js';
import * as recoveryKills from './soak/recovery-kills.mjs';
import * as rotationKills from './soak/rotation-kills.mjs';

const SEED = 20_261_121;
/** The command line once, and the API once. */
const CYCLES = 2;

let home: string;

beforeAll(async () => {
  home = await copyDemoHome();
}, 240_000);
afterAll(() => {
  rmSync(join(home, '..'), { recursive: true, force: true });
});

it.each([
  ['rotation', rotationKills],
  ['recovery', recoveryKills],
] as const)(
  'locks nobody out and leaves nothing half wrapped when programs are killed in a %s',
  async (_name, { run }) => {
    expect(await run({ seed: SEED, from: 0, count: CYCLES, home })).toEqual({ done: CYCLES, failures: [] });
  },
  240_000,
);
