import type { Command } from 'commander';

import { syncDirectory } from '@sealbridge/client';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { table } from '../output/table.js';
import { signIn } from '../session/person.js';
import { devicesShown, type ShownDevice } from './own-devices.js';

/** `keys devices`: whatever acts in the person's name, as the log shows it. */
export function devicesCommand(): Command {
  return verb('devices', 'list your devices: which, added when and by whom, and which of them is this one')
    .addHelpText('after', '\nexample: npx sealbridge keys devices --profile analyst')
    .action(async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const devices = devicesShown(await syncDirectory(person), person.profile, person.keys.device);
      output.result({ devices }, () => asText(devices));
    });
}

function asText(devices: readonly ShownDevice[]): string {
  const rows = devices.map(({ device, fingerprint, thisOne, active, added, addedBy, epochs }) => [
    `${thisOne ? '*' : ' '} ${device}`,
    fingerprint,
    active ? 'active' : 'ended',
    added.hour.slice(0, 13).replace('T', ' '),
    addedBy.as,
    String(epochs),
  ]);
  return [
    table([['  device', 'fingerprint', 'state', 'added (UTC)', 'by', 'epochs'], ...rows]),
    '',
    '* this device. One that you do not know: npx sealbridge keys revoke DEVICE --reason compromise',
  ].join('\n');
}
