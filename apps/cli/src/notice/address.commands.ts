import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { ConfirmNoticeAddressDocument, SetNoticeAddressDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { signIn } from '../session/person.js';
import { settingsText } from './settings-text.js';

interface AddressFlags extends CommonFlags {
  readonly remove?: boolean;
}

/** `notice address`: where mails go. */
export function addressCommand(): Command {
  return verb('address', 'say where mails go, or that they go nowhere; a code is sent to a new address first')
    .argument('[address]', 'a mail address')
    .option('--remove', 'no mails any more; the server forgets the address')
    .addHelpText('after', '\nexample: npx sealbridge notice address person@example.org')
    .action(async (address: string | undefined, flags: AddressFlags) => {
      if ((address === undefined) !== (flags.remove === true))
        throw usage('E_USAGE', 'name an address, or say --remove');
      const { env, output } = consoleFor(flags);
      const { client } = await signIn(flags, env);
      const input = { clientMutationId: randomUUID(), address: address ?? null };
      const { setNoticeAddress } = await call(() => client.request(SetNoticeAddressDocument, { input }));
      const { settings } = payload(setNoticeAddress, 'NoticeSettingsPayload');
      output.result(settings, () => settingsText(settings));
    });
}

/** `notice confirm`: proves that the address is read. */
export function confirmCommand(): Command {
  return verb('confirm', 'give the code back that was sent to the address')
    .argument('<code...>', 'eight digits')
    .addHelpText('after', '\nexample: npx sealbridge notice confirm 4821 9035')
    .action(async (code: readonly string[], flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const { client } = await signIn(flags, env);
      const input = { clientMutationId: randomUUID(), code: code.join('') };
      const { confirmNoticeAddress } = await call(() => client.request(ConfirmNoticeAddressDocument, { input }));
      const { settings } = payload(confirmNoticeAddress, 'NoticeSettingsPayload');
      output.result(settings, () => settingsText(settings));
    });
}
