import type { Command } from 'commander';

import {
  addMissingRecoveryLockboxes,
  addRecoveryKey,
  EventDraft,
  guardianDevice,
  requireDelay,
  type SealedToRecovery,
  syncDirectory,
} from '@sealbridge/client';
import { MAX_RECOVERY_DELAY_HOURS, type RecoverySetup, SECONDS_PER_HOUR } from '@sealbridge/directory';

import { collect, rootSigners } from '../../agreement/signers.js';
import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { entryText, publishDraft } from '../../directory/published.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { signIn } from '../../session/person.js';
import { shownSetup } from './shown-setup.js';

interface SetFlags extends CommonFlags {
  readonly guardian: readonly string[];
  readonly threshold: string;
  readonly delay: string;
  readonly root: readonly string[];
}

const HOURS = /^(\d{1,2})h$/;

/** `keys guardians set`: who together can bring a member back. */
export function setCommand(): Command {
  return verb('set', 'name the guardians of your organisation, and give each a share of a new recovery key')
    .option('--guardian <member>', 'role handle of a guardian, or id of their device; 3 to 5 of them', collect, [])
    .option('--threshold <n>', 'how many of them have to agree: 2 or 3', '2')
    .option('--delay <hours>', 'how long everybody has to stop a recovery: 24h to 72h', '24h')
    .option('--root <file>', 'sign with two root keys instead of your device; twice', collect, [])
    .addHelpText(
      'after',
      [
        '',
        'Guardians together with whoever runs the server could open everything: choose people who are not in the same hands,',
        'one of them outside your organisation. They may be members of a partner or of the stewards.',
        '',
        'example: npx sealbridge keys guardians set --guardian 3fd9a1c2-... --guardian 9b1e... --guardian c07a... --profile admin',
      ].join('\n'),
    )
    .action(async (flags: SetFlags) => {
      const { env, output } = consoleFor(flags);
      const plan = { threshold: readThreshold(flags.threshold), delayHours: readDelay(flags.delay) };
      if (flags.guardian.length === 0) throw usage('E_USAGE', 'guardians are named with --guardian, 3 to 5 of them');
      const person = await signIn(flags, env);
      requireDelay(plan.delayHours, person.profile.origin);
      const directory = await syncDirectory(person);
      if (flags.root.length === 0) requireAdministrator(directory.state.members.get(person.keys.member)?.rights ?? []);
      const signers = flags.root.length === 0 ? person.keys : rootSigners(flags.root).signers;
      const draft = new EventDraft(directory, person.profile.org, signers);
      const guardians = flags.guardian.map((text) => guardianDevice(directory.state, person.profile.org, text));
      const setup = await addRecoveryKey(draft, { ...plan, guardians });
      const entry = await publishDraft(person, draft, directory);
      const sealed = entry === null ? null : await addMissingRecoveryLockboxes(person);
      const result = {
        ...shownSetup(draft.state, setup, Math.floor(directory.log.now / SECONDS_PER_HOUR)),
        epochs: sealed?.sealed ?? 0,
        epochsLeft: sealed?.left ?? null,
        entry,
      };
      output.result(result, () => setText(setup, sealed, entry));
    });
}

function setText(
  { number, threshold, delayHours, guardians }: RecoverySetup,
  sealed: SealedToRecovery | null,
  entry: number | null,
): string {
  return [
    `recovery key ${number}: ${threshold} of ${guardians.length} guardians, after ${delayHours} hours`,
    ...(sealed === null ? ['keys of units are not sealed to it yet: run keys guardians seal'] : sealedText(sealed)),
    'each guardian prints their share: npx sealbridge keys guardians print --words-file WORDS',
    entryText(entry),
  ].join('\n');
}

function sealedText({ sealed, left }: SealedToRecovery): string[] {
  const own = `${sealed} ${sealed === 1 ? 'key of a unit is' : 'keys of units are'} sealed to it`;
  return [
    left === 0 ? own : `${own}; ${left} that this device cannot open are added by who can, with keys guardians seal`,
  ];
}

function requireAdministrator(rights: readonly string[]): void {
  if (rights.includes('directory.admin')) return;
  throw new Failure({
    code: 'E_NOT_PERMITTED',
    exit: EXIT.REFUSED,
    message: 'only an administrator of the organisation names its guardians',
    hint: 'ask one, or sign with two root keys: --root FILE --root FILE',
  });
}

function readThreshold(text: string): number {
  if (text === '2' || text === '3') return Number(text);
  throw usage('E_USAGE', '--threshold is 2 or 3');
}

function readDelay(text: string): number {
  const hours = Number(HOURS.exec(text)?.[1] ?? Number.NaN);
  if (hours <= MAX_RECOVERY_DELAY_HOURS) return hours;
  throw usage('E_USAGE', `--delay is a number of hours up to ${MAX_RECOVERY_DELAY_HOURS}h`, 'for example --delay 24h');
}
