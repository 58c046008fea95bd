// A recovery in the demo, played by its profiles at the command line.
import { join } from 'node:path';

import { readProfile } from '../../apps/cli/src/profile/profile-file.js';
import type { DemoInstance } from './demo-instance.js';

/** Runs the command line as a profile of the demo and reads what it answers as JSON. */
export type As = <T>(profile: string, ...args: string[]) => Promise<T>;

/** The demo lets a recovery be completed at once, when two roots say so. */
export async function withoutDelay(as: As, { home }: DemoInstance, organisation: string): Promise<void> {
  const guardians = ['steward1', 'steward2', 'auditor'].flatMap((profile) => [
    '--guardian',
    readProfile(join(home, 'demo', profile)).member,
  ]);
  const roots = [0, 1].flatMap((number) => [
    '--root',
    join(home, 'demo', '.organisations', organisation, `root-${number}.key`),
  ]);
  await as('analyst2', 'keys', 'guardians', 'set', ...guardians, '--delay', '0h', ...roots);
}

/** Until the guardians and the delay are done. Throws after half a minute. */
export async function untilReady(as: As, recovery: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const { waitsFor } = await as<{ waitsFor: string | null }>('steward1', 'keys', 'recover', 'show', recovery);
    if (waitsFor === null) return;
  }
  throw new Error('the recovery did not become ready');
}
