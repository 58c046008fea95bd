// Step-ups as a client makes them: a challenge for one operation, a statement over it, and a verification of the person.
import { randomUUID } from 'node:crypto';

import {
  PutVaultDocument,
  RequestStepUpDocument,
  StepUpDocument,
  type ApiClient,
  type PutVaultMutation,
  type StepUpMutation,
} from '@sealbridge/api-client';
import {
  stepUpChallenge,
  writeStepUpStatement,
  writeVaultStatement,
  type StepUpStatement,
  type VaultStatement,
} from '@sealbridge/envelope';
import type { DeviceKeys } from '@sealbridge/keyring';
import { fromBase64, randomBytes, sha256, signTyped, toBase64, type SigningKeyPair } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import type { TestApi } from './api.js';
import type { SoftPasskey } from './soft-passkey.js';

/** What verifies the person. */
export type Verification = { readonly passkey: SoftPasskey } | { readonly words: SigningKeyPair };

type About = Pick<TestApi, 'origin' | 'nodeKeyId'>;

/** The variables of a step-up for an operation of this device, its statement changed. Throws when there is no challenge. */
export async function stepUpInput(
  client: ApiClient,
  {
    api,
    device,
    operation,
  }: { readonly api: About; readonly device: DeviceKeys['device']; readonly operation: Uint8Array },
  by: Verification,
  change: Partial<StepUpStatement> = {},
) {
  const asked = { clientMutationId: randomUUID(), operation: toBase64(operation) };
  const { requestStepUp: challenge } = await client.request(RequestStepUpDocument, { input: asked });
  if (challenge.__typename !== 'RequestStepUpPayload') throw new Error(challenge.code);
  const { origin, nodeKeyId } = api;
  const time = Math.floor(Date.now() / 1000);
  const about = { origin, nodeKeyId, nonce: fromBase64(challenge.nonce), device, operation, time, ...change };
  const statement = writeStepUpStatement(about);
  const verified =
    'passkey' in by
      ? { passkey: by.passkey.assert(stepUpChallenge(statement)), wordsSignature: null }
      : { passkey: null, wordsSignature: toBase64(signTyped('sr1.stepup', statement, by.words.privateKey)) };
  return { clientMutationId: randomUUID(), statement: toBase64(statement), ...verified };
}

/** The answer to a step-up. */
export async function stepUp(
  client: ApiClient,
  input: Awaited<ReturnType<typeof stepUpInput>>,
): Promise<StepUpMutation['stepUp']> {
  return (await client.request(StepUpDocument, { input: input as never })).stepUp;
}

/** A vault of this device, as far as the server looks at it, its statement changed. */
export function vaultInput(
  api: About,
  keys: DeviceKeys,
  change: Partial<VaultStatement> = {},
  vault = randomBytes(64),
) {
  const statement = writeVaultStatement({
    origin: api.origin,
    nodeKeyId: api.nodeKeyId,
    device: keys.device,
    vaultId: idFromBytes(sha256(keys.sign.publicKey).slice(0, 16)),
    version: 1,
    vaultSha256: sha256(vault),
    ways: [{ kind: 'key_file', id: keys.device }],
    words: null,
    time: Math.floor(Date.now() / 1000),
    ...change,
  });
  return {
    clientMutationId: randomUUID(),
    vault: toBase64(vault),
    statement: toBase64(statement),
    signature: toBase64(signTyped('sr1.vault', statement, keys.sign.privateKey)),
  };
}

/** The answer to putting a vault. */
export async function putVault(
  client: ApiClient,
  input: ReturnType<typeof vaultInput>,
): Promise<PutVaultMutation['putVault']> {
  return (await client.request(PutVaultDocument, { input })).putVault;
}
