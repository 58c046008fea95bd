import { randomUUID } from 'node:crypto';

import {
  ProposePolicyDocument,
  SignPolicyDocument,
  type ProposePolicyMutation,
  type SignPolicyMutation,
} from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import { signRules } from '@sealbridge/directory';
import { toBase64 } from '@sealbridge/sodium';

import type { Person } from '../session/person.js';

/** A proposal as the server has it. */
export type Proposal = Extract<
  ProposePolicyMutation['proposePolicy'],
  { readonly __typename: 'ProposePolicyPayload' }
>['proposal'];

/** A proposal after a signature, and the record that it became with the second. */
export type Signed = Omit<
  Extract<SignPolicyMutation['signPolicy'], { readonly __typename: 'SignPolicyPayload' }>,
  '__typename'
>;

/** Proposes a statement. Throws a ClientError like every mutation. */
export async function proposeStatement({ client }: Person, statement: Uint8Array): Promise<Proposal> {
  const input = { clientMutationId: randomUUID(), statement: toBase64(statement) };
  const answer = await call(() => client.request(ProposePolicyDocument, { input }));
  return payload(answer.proposePolicy, 'ProposePolicyPayload').proposal;
}

/** Signs the statement of a proposal with the steward's device. What is signed is what was read, not what a server says by an id. */
export async function signStatement({ client, keys }: Person, id: string, statement: Uint8Array): Promise<Signed> {
  const by = { kind: 'steward_device', signer: keys.device, privateKey: keys.sign.privateKey } as const;
  const { signature } = signRules(statement, by);
  const input = { clientMutationId: randomUUID(), id, signature: toBase64(signature) };
  const answer = await call(() => client.request(SignPolicyDocument, { input }));
  const { proposal, record } = payload(answer.signPolicy, 'SignPolicyPayload');
  return { proposal, record };
}
