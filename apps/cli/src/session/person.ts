import { makeApiClient } from '@sealbridge/api-client';
import { type Person as SignedIn, reachNode, type Session, startDeviceSession } from '@sealbridge/client';

import type { CommonFlags } from '../command.js';
import { findProfile } from '../profile/find-profile.js';
import type { Profile } from '../profile/profile-file.js';
import { storesOf } from '../profile/profile-stores.js';
import { readPinnedPolicy } from './policy-file.js';
import { serverUrl } from './server-url.js';
import { unlock } from './unlock.js';

/** Somebody who is signed in with a profile of this machine. */
export interface Person extends SignedIn {
  readonly profile: Profile;
  /** Bearer token of the session. */
  readonly token: string;
  readonly session: Omit<Session, 'token'>;
}

/** Which program asks, for the audit log. */
export const BUILD = 'sealbridge-cli';

/** Signs in as the person of the profile that flags and environment name. Throws a Failure: exit 2, 3, 4, 5 or 7. */
export async function signIn(flags: CommonFlags, env: NodeJS.ProcessEnv): Promise<Person> {
  const profile = findProfile(flags.profile, env);
  return signInAs(profile, serverUrl(flags.server, profile, env), env);
}

/** Signs in as the person of a profile at a server. */
export async function signInAs(profile: Profile, server: string, env: NodeJS.ProcessEnv): Promise<Person> {
  const keys = await unlock(profile, env);
  const policy = readPinnedPolicy(profile);
  const guest = makeApiClient({ server, token: null, build: BUILD });
  const reached = await reachNode(server, guest, { policy, origin: profile.origin });
  const session = await startDeviceSession(reached, keys);
  const client = makeApiClient({ server, token: session.token, build: BUILD });
  const stores = storesOf(profile);
  return { profile, keys, policy, server, node: reached.node, client, token: session.token, session, stores };
}
