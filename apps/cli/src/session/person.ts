import { randomUUID } from 'node:crypto';

import {
  type ApiClient,
  InstanceDocument,
  makeApiClient,
  RequestChallengeDocument,
  StartSessionDocument,
} from '@sealbridge/api-client';
import { writeSessionStatement } from '@sealbridge/envelope';
import type { DeviceKeys } from '@sealbridge/keyring';
import { fromBase64, signTyped, toBase64 } from '@sealbridge/sodium';
import type { Policy } from '@sealbridge/transparency';
import { INACTIVE_DAYS } from '@sealbridge/vocabulary';

import type { CommonFlags } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { findProfile } from '../profile/find-profile.js';
import type { Profile } from '../profile/profile-file.js';
import { call, payload } from './call.js';
import { unlessFrozen } from './frozen.js';
import { type NodeIdentity, verifyNode } from './node-identity.js';
import { readPinnedPolicy } from './policy-file.js';
import { serverUrl } from './server-url.js';
import { unlock } from './unlock.js';

/** Somebody who is signed in: keys unlocked, server checked against the pinned policy, session started. */
export interface Person {
  readonly profile: Profile;
  readonly keys: DeviceKeys;
  readonly policy: Policy;
  readonly server: string;
  readonly node: NodeIdentity;
  readonly client: ApiClient;
  /** Bearer token of the session. */
  readonly token: string;
  readonly session: { readonly endsAt: string; readonly idleMinutes: number };
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
  const { instance } = await unlessFrozen(server, () => call(() => guest.request(InstanceDocument, {})));
  const node = verifyNode(fromBase64(instance.nodeCert), policy, profile.origin);
  const session = await unlessFrozen(server, () => startSession(guest, { server, keys, node }));
  const client = makeApiClient({ server, token: session.token, build: BUILD });
  return { profile, keys, policy, server, node, client, token: session.token, session };
}

interface Session {
  readonly token: string;
  readonly endsAt: string;
  readonly idleMinutes: number;
}

/**
 * Challenge and answer. The statement names the address this client went to and the node's key: whoever relays it cannot
 * use it elsewhere (security-corrections D15).
 */
async function startSession(
  guest: ApiClient,
  { server, keys, node }: { readonly server: string; readonly keys: DeviceKeys; readonly node: NodeIdentity },
): Promise<Session> {
  const { device, sign } = keys;
  const challenge = await call(() =>
    guest.request(RequestChallengeDocument, { input: { clientMutationId: randomUUID(), device } }),
  );
  const { nonce } = payload(challenge.requestChallenge, 'RequestChallengePayload');
  const statement = writeSessionStatement({
    origin: server,
    nodeKeyId: node.keyId,
    nonce: fromBase64(nonce),
    device,
    time: Math.floor(Date.now() / 1000),
  });
  const input = {
    clientMutationId: randomUUID(),
    request: toBase64(statement),
    signature: toBase64(signTyped('sr1.session', statement, sign.privateKey)),
  };
  const answer = await call(() => guest.request(StartSessionDocument, { input }));
  if (answer.startSession.__typename === 'Refused') throw signInRefused(answer.startSession.reason);
  if (answer.startSession.__typename === 'Invalid' && answer.startSession.code === 'E_CLOCK') throw wrongClock();
  return payload(answer.startSession, 'StartSessionPayload');
}

function wrongClock(): Failure {
  return new Failure({
    code: 'E_CLOCK',
    exit: EXIT.SIGN_IN,
    message: "sign-in refused: the clock of this machine is not the server's",
    hint: 'set the clock of this machine and try again',
  });
}

/** What whoever holds the key is told besides: the standing that fails, and whom to ask. */
const OF_STANDING: ReadonlyMap<
  string,
  { readonly code: `E_${string}`; readonly message: string; readonly hint: string }
> = new Map([
  [
    'suspended',
    {
      code: 'E_SUSPENDED',
      message: 'sign-in refused: you or your organisation are suspended',
      hint: "ask your organisation's administrator, who asks the stewards; nothing of yours is lost",
    },
  ],
  [
    'inactive',
    {
      code: 'E_INACTIVE',
      message: `sign-in refused: not signed in for ${INACTIVE_DAYS} days`,
      hint: "an administrator of your organisation can enable you again with 'org enable'",
    },
  ],
]);

function signInRefused(reason: string): Failure {
  const standing = OF_STANDING.get(reason);
  if (standing !== undefined) return new Failure({ ...standing, exit: EXIT.REFUSED });
  return new Failure({
    code: 'E_SIGN_IN',
    exit: EXIT.SIGN_IN,
    message: `sign-in refused: ${reason}`,
    hint: 'check the clock of this machine and whether the device is still listed; whoever has just joined is confirmed first',
  });
}
