import { makeApiClient } from '@sealbridge/api-client';
import { askAgency, syncDirectory } from '@sealbridge/client';
import { ready } from '@sealbridge/sodium';
import type { Command } from 'commander';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { usage } from '../output/failure.js';
import type { Words } from '../output/words.js';
import { findProfile } from '../profile/find-profile.js';
import type { Profile } from '../profile/profile-file.js';
import { enrol } from '../link/enrol.js';
import { BUILD, signInAndKeep } from './person.js';
import { requireNamed } from '../link/require-named.js';
import { serverUrl } from './server-url.js';

interface LoginFlags extends CommonFlags {
  readonly agency?: boolean;
  readonly browser?: boolean;
  readonly link?: string;
}

/** `login`: begins a session and keeps it; with `--browser` or `--link` a machine without keys gets its own first. */
export function loginCommand(): Command {
  return verb('login', 'sign in and stay signed in; --browser or --link make this machine a further device of yours')
    .option(
      '--browser',
      'this machine has no keys yet: make them, and show a code to approve on a device that has some',
    )
    .option('--link <link>', "as --browser, with the link or code that 'keys link' showed on the other device")
    .option(
      '--agency',
      'have the agency of your organisation vouch for you first, at a browser: shows an address and waits',
    )
    .addHelpText(
      'after',
      [
        '',
        'A session is kept in the profile folder until it ends: 15 minutes after its last use, 8 hours after it began.',
        'A command that finds it over signs in anew with the device key.',
        'What happened in your organisation since you last looked, and concerns you, is said on stderr.',
        '',
        'example: npx sealbridge login --profile analyst',
        'example: npx sealbridge login --agency --profile liaison',
        'example: npx sealbridge login --browser --server https://sealbridge.example --profile laptop',
      ].join('\n'),
    )
    .action(async (flags: LoginFlags) => {
      const { env, output, words } = consoleFor(flags);
      if (flags.browser === true && flags.link !== undefined) throw usage('E_USAGE', 'give --browser or --link');
      const joins = flags.browser === true || flags.link !== undefined;
      const profile = joins
        ? await enrol({ ...flags, code: flags.link ?? null }, env, words)
        : findProfile(flags.profile, env);
      const server = serverUrl(flags.server, profile, env);
      const person = await signInAndKeep(
        profile,
        server,
        env,
        flags.agency === true ? await vouched(profile, server, words) : null,
      );
      if (joins) await requireNamed(person);
      else await syncDirectory(person);
      const { session } = person;
      const result = {
        profile: profile.name,
        organisation: profile.orgHandle,
        unit: profile.unitHandle,
        roles: profile.roles,
        device: profile.device,
        server,
        endsAt: session.endsAt,
      };
      output.result(result, () => `signed in at ${server} as ${profile.name} (${profile.unitHandle})`);
    });
}

/** Shows where to go, waits until the agency of the organisation has vouched for somebody there, and gives the token of that proof. */
async function vouched({ orgHandle }: Profile, server: string, words: Words): Promise<string> {
  await ready();
  const guest = makeApiClient({ server, token: null, build: BUILD });
  const asking = askAgency({ server, guest }, orgHandle);
  words.say(`open       ${asking.url}`);
  words.say('and show your agency who you are; this command goes on by itself');
  await asking.shown();
  return asking.token;
}
