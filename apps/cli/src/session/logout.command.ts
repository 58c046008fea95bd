import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { ApiError, EndSessionDocument, makeApiClient } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { findProfile } from '../profile/find-profile.js';
import { forgetSession, keptSession } from './kept-session.js';
import { BUILD } from './person.js';

/** `logout`: ends the kept session at the server and removes it here. The keys stay. */
export function logoutCommand(): Command {
  return verb('logout', 'end the session that login keeps; the keys stay on this machine')
    .addHelpText('after', '\nexample: npx sealbridge logout --profile analyst')
    .action(async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const profile = findProfile(flags.profile, env);
      const kept = keptSession(profile);
      // removed first: whatever becomes of the server, this machine has no token any more
      forgetSession(profile);
      if (kept !== null) await end(kept);
      const result = { profile: profile.name, ended: kept !== null };
      output.result(result, () =>
        kept === null ? `${profile.name} was not signed in` : `${profile.name} is signed out`,
      );
    });
}

/** A session that is over already is as good as ended. */
async function end({ server, token }: { readonly server: string; readonly token: string }): Promise<void> {
  const client = makeApiClient({ server, token, build: BUILD });
  const input = { clientMutationId: randomUUID() };
  await call(async () => {
    try {
      await client.request(EndSessionDocument, { input });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
    }
  });
}
