import type { Command } from 'commander';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { findProfile } from '../profile/find-profile.js';
import { enrol } from '../link/enrol.js';
import { signInAndKeep } from './person.js';
import { requireNamed } from '../link/require-named.js';
import { serverUrl } from './server-url.js';

interface LoginFlags extends CommonFlags {
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
    .addHelpText(
      'after',
      [
        '',
        'A session is kept in the profile folder until it ends: 15 minutes after its last use, 8 hours after it began.',
        'A command that finds it over signs in anew with the device key.',
        '',
        'example: npx sealbridge login --profile analyst',
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
      const person = await signInAndKeep(profile, server, env);
      if (joins) await requireNamed(person);
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
