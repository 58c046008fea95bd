import type { Command } from 'commander';

import { addMissingRecoveryLockboxes, epochsWithoutRecovery, syncDirectory } from '@sealbridge/client';
import { type DirectoryState, SECONDS_PER_HOUR } from '@sealbridge/directory';

import { type CommonFlags, consoleFor, noun, verb } from '../../command.js';
import { entryText } from '../../directory/published.js';
import { EXIT } from '../../output/exit-code.js';
import { table } from '../../output/table.js';
import { signIn } from '../../session/person.js';
import { printCommand } from './print.command.js';
import { setCommand } from './set.command.js';
import { type ShownGuardian, shownSetup, type ShownSetup, standingText } from './shown-setup.js';

/** `keys guardians …`: who together can bring back somebody who lost every device. */
export function guardiansCommands(): Command {
  return noun('guardians', 'who together bring back a member who lost every device', [
    setCommand(),
    showCommand(),
    sealCommand(),
    printCommand(),
  ]);
}

function showCommand(): Command {
  return verb('show', 'show the guardians of your organisation, how many have to agree, and the delay')
    .addHelpText('after', '\nexample: npx sealbridge keys guardians show --profile analyst')
    .action(async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { state, log } = await syncDirectory(person);
      const { org } = person.profile;
      const setup = state.recoveryOf(org);
      if (setup === null) {
        output.result({ keyNumber: null }, () => NONE);
        return;
      }
      const epochsMissing = epochsWithoutRecovery(state, org).length;
      const shown = shownSetup(state, setup, Math.floor(log.now / SECONDS_PER_HOUR));
      output.result({ ...shown, epochsMissing }, () => setupText(state, shown, epochsMissing));
    });
}

function setupText(state: DirectoryState, shown: ShownSetup, missing: number): string {
  const { keyNumber, threshold, delayHours, guardians, sealedEpochs } = shown;
  return [
    `recovery key ${keyNumber}: ${threshold} of ${guardians.length} agree, then ${delayHours} hours pass`,
    table([['organisation', 'member', 'device', 'standing'], ...guardians.map((guardian) => rowOf(state, guardian))]),
    ...standingText(shown),
    `${sealedEpochs} keys of units are sealed to it${missing === 0 ? '' : `, ${missing} are not yet: keys guardians seal`}`,
  ].join('\n');
}

const NONE =
  'your organisation has no guardians: whoever loses every way in cannot come back; an administrator names them with keys guardians set';

function sealCommand(): Command {
  return verb('seal', 'seal the keys of your units to the recovery key, where nobody has done it yet')
    .addHelpText(
      'after',
      '\nLook at the guardians first (keys guardians show): together they could open what you seal.\n\nexample: npx sealbridge keys guardians seal --profile analyst',
    )
    .action(async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const { sealed, left, entry } = await addMissingRecoveryLockboxes(await signIn(flags, env));
      if (sealed > 0 && entry === null) process.exitCode = EXIT.PARTLY;
      output.result({ sealed, left, entry }, () =>
        [
          sealed === 0
            ? 'nothing to seal that this device can open'
            : `${sealed} keys of units are sealed to the recovery key`,
          ...(left === 0 ? [] : [`${left} are left to devices that can open them`]),
          ...(sealed === 0 ? [] : [entryText(entry)]),
        ].join('\n'),
      );
    });
}

function rowOf(
  { organisations, members }: DirectoryState,
  { organisation, member, device, standing }: ShownGuardian,
): string[] {
  const name = members.get(member)?.person?.name;
  return [
    organisations.get(organisation)?.handle ?? organisation,
    name === undefined ? member : `${name} (${member.slice(0, 8)})`,
    device,
    STANDINGS[standing],
  ];
}

const STANDINGS: Readonly<Record<ShownGuardian['standing'], string>> = {
  active: 'active',
  ended: 'has ended',
  suspended: 'suspended',
  other_keys: 'has other keys',
  unknown: 'of a partner: not shown to you',
};
