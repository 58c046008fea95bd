// Changes of the policy as stewards send them to a running API.
import { randomUUID } from 'node:crypto';

import {
  type ApiClient,
  PolicyDocument,
  type PolicyQuery,
  ProposePolicyDocument,
  type ProposePolicyMutation,
  SignPolicyDocument,
  type SignPolicyMutation,
  WithdrawPolicyProposalDocument,
  type WithdrawPolicyProposalMutation,
} from '@sealbridge/api-client';
import { parseRulesRecord, rulesProposalId, type RulesRecord } from '@sealbridge/directory';
import type { DeviceKeys } from '@sealbridge/keyring';
import { fromBase64, signTyped, toBase64 } from '@sealbridge/sodium';

import { rulesAfter } from './rules-fixture.js';

/** Somebody who signs in with these keys. */
export interface Signer {
  readonly client: ApiClient;
  readonly keys: DeviceKeys;
}

/** The policy in force as a member reads it. */
export async function policyOf(client: ApiClient): Promise<PolicyQuery['policy']> {
  return (await client.request(PolicyDocument, {})).policy;
}

/** The newest record. Throws before the first. */
export async function newestRecord(client: ApiClient): Promise<RulesRecord> {
  const { newest } = await policyOf(client);
  if (newest === null) throw new Error('no record');
  return parseRulesRecord(fromBase64(newest.record));
}

/** Proposes a statement. */
export async function proposeRules(
  client: ApiClient,
  statement: Uint8Array,
  clientMutationId: string = randomUUID(),
): Promise<ProposePolicyMutation['proposePolicy']> {
  const input = { clientMutationId, statement: toBase64(statement) };
  return (await client.request(ProposePolicyDocument, { input })).proposePolicy;
}

/** Signs a statement under its own proposal, or under another one, with the keys of the session or with others. */
export async function signRulesAs(
  { client, keys }: Signer,
  statement: Uint8Array,
  change: {
    readonly id?: string;
    readonly signed?: Uint8Array;
    readonly by?: DeviceKeys;
    readonly clientMutationId?: string;
  } = {},
): Promise<SignPolicyMutation['signPolicy']> {
  const { id = rulesProposalId(statement), signed = statement, by = keys, clientMutationId = randomUUID() } = change;
  const signature = toBase64(signTyped('sr1.rules', signed, by.sign.privateKey));
  return (await client.request(SignPolicyDocument, { input: { clientMutationId, id, signature } })).signPolicy;
}

/** Withdraws a proposal. */
export async function withdrawRules(
  client: ApiClient,
  id: string,
): Promise<WithdrawPolicyProposalMutation['withdrawPolicyProposal']> {
  const input = { clientMutationId: randomUUID(), id };
  return (await client.request(WithdrawPolicyProposalDocument, { input })).withdrawPolicyProposal;
}

/** Puts other choices in force as stewards do: one proposes, both sign. Throws when anything is refused. */
export async function choose(
  stewards: readonly [Signer, Signer],
  choices: Readonly<Record<string, string>>,
): Promise<RulesRecord> {
  const [{ client }] = stewards;
  const statement = rulesAfter(await newestRecord(client), { choices });
  const proposed = await proposeRules(client, statement);
  if (proposed.__typename !== 'ProposePolicyPayload') throw new Error(`${proposed.code}: ${proposed.message}`);
  for (const steward of stewards) {
    const answer = await signRulesAs(steward, statement);
    if (answer.__typename !== 'SignPolicyPayload') throw new Error(`${answer.code}: ${answer.message}`);
  }
  return newestRecord(client);
}
