import { type OlderCheckpoint, type Policy, type Step, verdictOf, verifyBundle } from '@sealbridge/transparency';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import { directoryDeviceKeys } from './device-keys.js';
import { folderSource } from './folder-source.js';

/** What a bundle is verified against; all of it is the verifier's own. */
export interface Against {
  readonly policy: Policy;
  /** Genesis of the directory, hex; null: device signatures stay unchecked. */
  readonly genesis: string | null;
  readonly since: OlderCheckpoint | null;
  /** False for somebody who may see every entry. */
  readonly mayWithhold: boolean;
}

/** Verifies the bundle in a folder: all its steps, in order. */
export async function verifyFolder(folder: string, { policy, genesis, since, mayWithhold }: Against): Promise<Step[]> {
  const steps: Step[] = [];
  const options = {
    policy,
    mayWithhold,
    now: Math.floor(Date.now() / 1000),
    ...(since === null ? {} : { since }),
    ...(genesis === null ? {} : { devices: directoryDeviceKeys(genesis) }),
  };
  for await (const step of verifyBundle(folderSource(folder), options)) steps.push(step);
  return steps;
}

/** Throws a Failure (exit 5) that names the first bad entry when a step failed. */
export function requireVerified(steps: readonly Step[]): void {
  const { ok, first } = verdictOf(steps);
  if (ok) return;
  const where = first?.index === null || first === null ? '' : ` at entry ${first.index}`;
  throw new Failure({
    code: first?.code ?? 'E_VERIFICATION',
    exit: EXIT.VERIFICATION,
    message: `verification failed${where}: ${first?.name ?? 'unknown step'}`,
    hint: 'keep what you have; docs/reference/audit-log.md says what each step proves',
  });
}

/** The steps as lines for people. */
export function stepsText(steps: readonly Step[]): string {
  return steps
    .map(({ name, outcome, code, index, facts }) => {
      const details = Object.entries(facts).map(([fact, value]) => `${fact} ${value}`);
      const fault = [code ?? '', index === null ? '' : `entry ${index}`].filter((part) => part !== '').join(' ');
      return [`${outcome.padEnd(9)} ${name}`, fault, ...details].filter((part) => part !== '').join('  ');
    })
    .join('\n');
}
