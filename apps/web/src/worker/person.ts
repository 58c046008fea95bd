// From an open vault to somebody signed in: the pinned log key has to vouch for this server before it hears anything.
import { RequestStepUpDocument, StartBrowserSessionDocument, StepUpDocument } from '@sealbridge/api-client';
import {
  call,
  identityOf,
  payload,
  type Person,
  reachNode,
  readPolicy,
  signInRefused,
  signSessionRequest,
  type StepUp,
} from '@sealbridge/client';
import { stepUpChallenge, writeStepUpStatement } from '@sealbridge/envelope';
import type { OpenVault } from '@sealbridge/keyring';
import { fromBase64, fromBase64Url, signTyped, toBase64, toBase64Url } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import type { PasskeyShown } from './operations.js';
import { vaultStores } from './vault-stores.js';

const MS_PER_SECOND = 1000;

/** The person of an open vault at the server this console came from. Throws a ClientError: `verification`, `network`. */
export async function meet(desk: Desk, vault: OpenVault): Promise<Person> {
  const { keys, pins } = vault;
  const policy = readPolicy(pins.policyText);
  const { node } = await reachNode(desk.server, desk.client, { policy, origin: pins.origin });
  return {
    profile: identityOf(keys, pins),
    keys,
    policy,
    server: desk.server,
    node,
    client: desk.client,
    token: null,
    stores: vaultStores(desk),
    stepUp: (operation) => stepUp(desk, operation),
  };
}

/** Signs in with the device key; the session is in the cookie afterwards. Throws like `startDeviceSession` of the command line. */
export async function startSession(desk: Desk, person: Person): Promise<void> {
  const reached = { server: desk.server, guest: desk.client, node: person.node };
  const input = { clientMutationId: crypto.randomUUID(), ...(await signSessionRequest(reached, person.keys)) };
  const { startBrowserSession } = await call(() => desk.client.request(StartBrowserSessionDocument, { input }));
  if (startBrowserSession.__typename === 'Refused') throw signInRefused(startBrowserSession.reason);
  desk.idleMinutes = payload(startBrowserSession, 'BrowserSessionPayload').idleMinutes;
}

/** A passkey that was shown, as the API takes it: there is no field for what it unlocks with. */
export function assertionInput({ id, clientDataJSON, authenticatorData, signature, userHandle }: PasskeyShown): {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle: string | null;
} {
  return {
    id: apiBytes(id),
    clientDataJSON: apiBytes(clientDataJSON),
    authenticatorData: apiBytes(authenticatorData),
    signature: apiBytes(signature),
    userHandle: userHandle === null ? null : apiBytes(userHandle),
  };
}

/** What WebAuthn writes in base64url, as the API takes bytes. */
export function apiBytes(text: string): string {
  return toBase64(fromBase64Url(text));
}

/** The person verified anew for one operation: with a passkey, or with the words they have just come back by. */
async function stepUp(desk: Desk, operation: Uint8Array): ReturnType<StepUp> {
  const { person, node, vault } = desk.inside();
  const asked = { clientMutationId: crypto.randomUUID(), operation: toBase64(operation) };
  const { requestStepUp } = await call(() => desk.client.request(RequestStepUpDocument, { input: asked }));
  const { nonce } = payload(requestStepUp, 'RequestStepUpPayload');
  const statement = writeStepUpStatement({
    origin: person.server,
    nodeKeyId: node.keyId,
    nonce: fromBase64(nonce),
    device: vault.keys.device,
    operation,
    time: Math.floor(Date.now() / MS_PER_SECOND),
  });
  const input = {
    clientMutationId: crypto.randomUUID(),
    statement: toBase64(statement),
    ...(await proof(desk, statement)),
  };
  payload((await call(() => desk.client.request(StepUpDocument, { input }))).stepUp, 'StepUpPayload');
}

async function proof(
  desk: Desk,
  statement: Uint8Array,
): Promise<{ passkey: ReturnType<typeof assertionInput> | null; wordsSignature: string | null }> {
  if (desk.wordsKeys !== null) {
    const signature = signTyped('sr1.stepup', statement, desk.wordsKeys.sign.privateKey);
    return { passkey: null, wordsSignature: toBase64(signature) };
  }
  const shown = await desk.page.call('showPasskey', {
    challenge: toBase64Url(stepUpChallenge(statement)),
    rpId: self.location.hostname,
    allow: desk.kept.passkeys,
    salts: [],
    why: 'step_up',
  });
  return { passkey: assertionInput(shown), wordsSignature: null };
}
