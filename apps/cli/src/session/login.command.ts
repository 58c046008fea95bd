import type { Command } from 'commander';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from './person.js';

/** `login`: a session test. Each command signs in for itself with the device key, so there is nothing to keep. */
export function loginCommand(): Command {
  return verb('login', 'sign in once and say as whom: every command signs in for itself').action(
    async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const { profile, server, session } = await signIn(flags, env);
      const result = {
        profile: profile.name,
        organisation: profile.orgHandle,
        unit: profile.unitHandle,
        roles: profile.roles,
        server,
        endsAt: session.endsAt,
      };
      output.result(result, () => `signed in at ${server} as ${profile.name} (${profile.unitHandle})`);
    },
  );
}
