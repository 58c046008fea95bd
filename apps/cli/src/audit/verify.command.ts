import type { Command } from 'commander';

import { witnessWarning } from '@sealbridge/client';
import { ready } from '@sealbridge/sodium';
import { type Policy, type Step, verdictOf } from '@sealbridge/transparency';

import { type Console, consoleFor, type CommonFlags, verb } from '../command.js';
import { makeTemporaryFolder } from '../output/temporary-files.js';
import { signIn } from '../session/person.js';
import { gatherBundle } from './bundle/gather.js';
import { unpackBundle } from './bundle/unpack.js';
import { requireVerified, stepsText, verifyFolder } from './bundle/verify-folder.js';
import { olderCheckpoint } from './older-checkpoint.js';
import { seesEverything } from './sees-everything.js';
import { logPolicyFor, profileOrNone } from './whose-log.js';

interface VerifyFlags extends CommonFlags {
  readonly since?: string;
  readonly bundle?: string;
  readonly policy?: string;
}

/** `audit verify`: online against the server, or a bundle offline. Exit 5 names the first bad entry. */
export function verifyCommand(): Command {
  return verb(
    'verify',
    'verify the log: signatures, inclusion, consistency, witnesses; exit 5 names the first bad entry',
  )
    .option('--bundle <file>', 'verify this evidence bundle, without a server')
    .option('--policy <file>', 'whose log and witnesses count (default: the policy pinned in the profile)')
    .option(
      '--since <size or file>',
      'an older checkpoint that must still be contained (default: the one this profile has seen)',
    )
    .action(async (flags: VerifyFlags) => {
      await ready();
      const there = consoleFor(flags);
      // with --policy a bundle can be verified by somebody who has no profile
      const needed = flags.bundle === undefined || flags.policy === undefined;
      const profile = profileOrNone(flags.profile, there.env, needed);
      const policy = logPolicyFor(flags.policy, profile);
      const since = olderCheckpoint(flags.since, profile, policy);
      const folder = makeTemporaryFolder();
      const mayWithhold = await fillFolder(flags, there.env, folder);
      const steps = await verifyFolder(folder, { policy, genesis: profile?.genesis ?? null, since, mayWithhold });
      tell(there, steps, policy);
      requireVerified(steps);
    });
}

/** Puts the bundle into the folder, and says whether it may withhold anything: a stranger's may, the server from an auditor not. */
async function fillFolder(flags: VerifyFlags, env: NodeJS.ProcessEnv, folder: string): Promise<boolean> {
  if (flags.bundle !== undefined) {
    await unpackBundle(flags.bundle, folder);
    return true;
  }
  const person = await signIn(flags, env);
  await gatherBundle(person, folder);
  return !(await seesEverything(person));
}

function tell({ output, words }: Console, steps: readonly Step[], policy: Policy): void {
  const { ok, unchecked } = verdictOf(steps);
  output.result({ verified: ok, unchecked, steps }, () => `${stepsText(steps)}\n${verdictText(ok, unchecked)}`);
  const warning = witnessWarning(policy);
  if (warning !== null) words.say(warning);
}

function verdictText(ok: boolean, unchecked: readonly string[]): string {
  const verdict = ok ? 'verified' : 'NOT verified';
  return unchecked.length === 0 ? verdict : `${verdict}; not checked: ${unchecked.join(', ')}`;
}
