import {
  type ApiClient,
  InstanceDocument,
  RequestChallengeDocument,
  StartSessionDocument,
} from '@sealbridge/api-client';
import { writeSessionStatement } from '@sealbridge/envelope';
import type { DeviceKeys } from '@sealbridge/keyring';
import { fromBase64, signTyped, toBase64 } from '@sealbridge/sodium';
import type { Policy } from '@sealbridge/transparency';
import { INACTIVE_DAYS, parseId } from '@sealbridge/vocabulary';

import { ClientError } from '../client-error.js';
import { call, payload } from './call.js';
import { unlessFrozen } from './frozen.js';
import { type NodeIdentity, verifyNode } from './node-identity.js';

/** The server a device signs in at: asked without a session, and vouched for by the pinned log key. */
export interface ReachedServer {
  /** Its origin. */
  readonly server: string;
  readonly guest: ApiClient;
  readonly node: NodeIdentity;
}

/** A session of a program that keeps its token itself. */
export interface Session {
  readonly token: string;
  /** ISO 8601. */
  readonly endsAt: string;
  readonly idleMinutes: number;
}

/**
 * Asks a server who it is and checks that the pinned log key of `origin` vouches for it. Throws a ClientError: `network`, or
 * `verification` for another server than the one this device was enrolled with, and for one whose log is frozen.
 */
export async function reachNode(
  server: string,
  guest: ApiClient,
  pinned: { readonly policy: Policy; readonly origin: string },
): Promise<ReachedServer> {
  const { instance } = await unlessFrozen(server, () => call(() => guest.request(InstanceDocument, {})));
  return { server, guest, node: verifyNode(fromBase64(instance.nodeCert), pinned.policy, pinned.origin) };
}

/**
 * Signs in with the device key: challenge and answer. Throws a ClientError: `sign_in` when the device is not taken, `refused` when it
 * is and its member does not stand, `network`.
 */
export async function startDeviceSession(reached: ReachedServer, keys: DeviceKeys): Promise<Session> {
  return unlessFrozen(reached.server, async () => {
    const input = { clientMutationId: crypto.randomUUID(), ...(await signSessionRequest(reached, keys)) };
    const { startSession } = await call(() => reached.guest.request(StartSessionDocument, { input }));
    if (startSession.__typename === 'Refused') throw signInRefused(startSession.reason, startSession.ref);
    if (startSession.__typename === 'Invalid' && startSession.code === 'E_CLOCK') throw wrongClock();
    return payload(startSession, 'StartSessionPayload');
  });
}

/** The signed answer to a challenge, base64, as both ways to start a session with a device key take it. */
export interface SessionRequest {
  readonly request: string;
  readonly signature: string;
}

/**
 * Asks for a challenge and answers it. The statement names the address this client went to and the node's key: whoever relays it
 * cannot use it elsewhere (security-corrections D15).
 */
export async function signSessionRequest(
  { server, guest, node }: ReachedServer,
  { device, sign }: DeviceKeys,
): Promise<SessionRequest> {
  const input = { clientMutationId: crypto.randomUUID(), device };
  const { requestChallenge } = await call(() => guest.request(RequestChallengeDocument, { input }));
  const { nonce } = payload(requestChallenge, 'RequestChallengePayload');
  const time = Math.floor(Date.now() / 1000);
  const statement = writeSessionStatement({
    origin: server,
    nodeKeyId: node.keyId,
    nonce: fromBase64(nonce),
    device,
    time,
  });
  return { request: toBase64(statement), signature: toBase64(signTyped('sr1.session', statement, sign.privateKey)) };
}

function wrongClock(): ClientError {
  return new ClientError(
    'E_CLOCK',
    'sign_in',
    "sign-in refused: the clock of this machine is not the server's",
    'set the clock of this machine and try again',
  );
}

/** What whoever holds the key is told besides: what fails, and what to do about it. */
const OF_REASON: ReadonlyMap<string, Pick<ClientError, 'code' | 'kind' | 'message'> & { readonly hint: string }> =
  new Map([
    [
      'first_factor_needed',
      {
        code: 'E_FIRST_FACTOR_NEEDED',
        kind: 'sign_in',
        message: 'sign-in refused: your organisation has its agency vouch for you first',
        hint: "sign in with 'login --agency'",
      },
    ],
    [
      'suspended',
      {
        code: 'E_SUSPENDED',
        kind: 'refused',
        message: 'sign-in refused: you or your organisation are suspended',
        hint: "ask your organisation's administrator, who asks the stewards; nothing of yours is lost",
      },
    ],
    [
      'inactive',
      {
        code: 'E_INACTIVE',
        kind: 'refused',
        message: `sign-in refused: not signed in for ${INACTIVE_DAYS} days`,
        hint: "an administrator of your organisation can enable you again with 'org enable'",
      },
    ],
  ]);

/** What a refusal to start a session says. Exported for the other ways to start one. */
export function signInRefused(reason: string, ref: string | null = null): ClientError {
  const known = OF_REASON.get(reason);
  const reference = ref === null ? null : parseId(ref);
  const where = reference === null ? '' : ` (${reference})`;
  if (known !== undefined) return new ClientError(known.code, known.kind, `${known.message}${where}`, known.hint);
  return new ClientError(
    'E_SIGN_IN',
    'sign_in',
    `sign-in refused: ${reason}${where}`,
    'check the clock of this machine and whether the device is still listed; whoever has just joined is confirmed first',
  );
}
