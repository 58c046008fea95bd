import { ApiError, makeApiClient, RecipientStandingDocument } from '@sealbridge/api-client';
import {
  type Person as SignedIn,
  type ReachedServer,
  reachNode,
  type Session,
  startDeviceSession,
} from '@sealbridge/client';
import type { DeviceKeys } from '@sealbridge/keyring';

import type { CommonFlags } from '../command.js';
import { findProfile } from '../profile/find-profile.js';
import type { Profile } from '../profile/profile-file.js';
import { storesOf } from '../profile/profile-stores.js';
import { tellOnce } from '../self-audit/tell.js';
import { isSessionKept, keepSession, readKeptSession } from './kept-session.js';
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

/**
 * Signs in as the person of the profile that flags and environment name; what alarms in the own organisation is said when the directory
 * is read. Throws a Failure: exit 2, 3, 4, 5 or 7.
 */
export async function signIn(flags: CommonFlags, env: NodeJS.ProcessEnv): Promise<Person> {
  const profile = findProfile(flags.profile, env);
  const person = await signInAs(profile, serverUrl(flags.server, profile, env), env);
  return { ...person, synced: tellOnce(profile) };
}

/**
 * Signs in as the person of a profile at a server: by the session that `login` keeps, while it is alive, else by the device key. The
 * keys are unlocked either way, and the server has to be the pinned one.
 */
export function signInAs(profile: Profile, server: string, env: NodeJS.ProcessEnv): Promise<Person> {
  return signInWith(profile, server, env, sessionFor);
}

/**
 * Another session for somebody whose keys are unlocked, when the last one is over: for commands that go on for longer than a session.
 * Throws a ClientError like signing in: `refused` when the member does not stand any more.
 */
export async function signInAgain(person: Person): Promise<Person> {
  const { profile, server, policy, keys } = person;
  const guest = makeApiClient({ server, token: null, build: BUILD });
  const reached = await reachNode(server, guest, { policy, origin: profile.origin });
  const { token, endsAt, idleMinutes } = await startDeviceSession(reached, keys);
  const client = makeApiClient({ server, token, build: BUILD });
  return { ...person, token, client, node: reached.node, session: { endsAt, idleMinutes } };
}

/** Signs in with the device key and keeps the session for the commands that follow. What alarms is said as for `signIn`. */
export async function signInAndKeep(
  profile: Profile,
  server: string,
  env: NodeJS.ProcessEnv,
  agencyToken: string | null = null,
): Promise<Person> {
  return { ...(await signInWith(profile, server, env, startKept, agencyToken)), synced: tellOnce(profile) };
}

type Begin = (profile: Profile, reached: ReachedServer, keys: DeviceKeys) => Promise<Session>;

async function signInWith(
  profile: Profile,
  server: string,
  env: NodeJS.ProcessEnv,
  begin: Begin,
  agencyToken: string | null = null,
): Promise<Person> {
  const keys = await unlock(profile, env);
  const policy = readPinnedPolicy(profile);
  const vouched = agencyToken === null ? {} : { agencyToken };
  const guest = makeApiClient({ server, token: null, build: BUILD, ...vouched });
  const reached = await reachNode(server, guest, { policy, origin: profile.origin });
  const { token, endsAt, idleMinutes } = await begin(profile, reached, keys);
  const client = makeApiClient({ server, token, build: BUILD });
  const stores = storesOf(profile);
  const session = { endsAt, idleMinutes };
  return { profile, keys, policy, server, node: reached.node, client, token, session, stores };
}

async function sessionFor(profile: Profile, reached: ReachedServer, keys: DeviceKeys): Promise<Session> {
  if (!isSessionKept(profile)) return startDeviceSession(reached, keys);
  const kept = readKeptSession(profile, reached.server);
  if (kept === null || !(await isAlive(reached.server, kept.token))) return startKept(profile, reached, keys);
  keepSession(profile, reached.server, kept);
  return kept;
}

async function startKept(profile: Profile, reached: ReachedServer, keys: DeviceKeys): Promise<Session> {
  const session = await startDeviceSession(reached, keys);
  keepSession(profile, reached.server, session);
  return session;
}

/**
 * Whether the session still stands, asked by a question that needs standing. Whatever is wrong, the device signing in anew is told the
 * reason: ended, revoked, suspended.
 */
async function isAlive(server: string, token: string): Promise<boolean> {
  try {
    await makeApiClient({ server, token, build: BUILD }).request(RecipientStandingDocument, { units: [] });
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}
