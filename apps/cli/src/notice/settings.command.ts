import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { NoticeSettingsDocument, SetNoticeSettingsDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import { NOTICE_KINDS } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { type Settings, settingsText } from './settings-text.js';

interface SettingsFlags extends CommonFlags {
  readonly mute?: readonly string[];
  readonly unmute?: readonly string[];
}

/** `notice settings`: for which kinds no mail is sent. */
export function settingsCommand(): Command {
  return verb('settings', 'show, or change, for which kinds of notices no mail is sent')
    .option('--mute <kind...>', 'no mail for these; the list shows them all the same')
    .option('--unmute <kind...>', 'mail for these again')
    .addHelpText(
      'after',
      `\nkinds: ${NOTICE_KINDS.join(', ')}\nexample: npx sealbridge notice settings --mute training_ending`,
    )
    .action(async (flags: SettingsFlags) => {
      const { mute = [], unmute = [] } = flags;
      const unknown = [...mute, ...unmute].filter((kind) => !(NOTICE_KINDS as readonly string[]).includes(kind));
      if (unknown.length > 0)
        throw usage('E_NOTICE_KIND', 'not a kind of notice', `one of: ${NOTICE_KINDS.join(', ')}`);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const before = await readSettings(person);
      const muted = [...new Set([...before.muted, ...mute])].filter((kind) => !unmute.includes(kind));
      const settings = mute.length + unmute.length === 0 ? before : await setMuted(person, muted);
      output.result(settings, () => settingsText(settings));
    });
}

async function readSettings({ client }: Person): Promise<Settings> {
  const { noticeSettings } = await call(() => client.request(NoticeSettingsDocument, {}));
  if (noticeSettings !== null) return noticeSettings;
  throw new Failure({ code: 'E_NOT_PERMITTED', exit: EXIT.REFUSED, message: 'refused: not_permitted' });
}

async function setMuted({ client }: Person, muted: string[]): Promise<Settings> {
  const input = { clientMutationId: randomUUID(), muted };
  const { setNoticeSettings } = await call(() => client.request(SetNoticeSettingsDocument, { input }));
  return payload(setNoticeSettings, 'NoticeSettingsPayload').settings;
}
