// Proposals and statements about agreements as people send them to a running API.
import { randomUUID } from 'node:crypto';

import {
  type ApiClient,
  ProposeAgreementDocument,
  type ProposeAgreementMutation,
  SetAgreementStandingDocument,
  type SetAgreementStandingMutation,
  SignAgreementProposalDocument,
  type SignAgreementProposalMutation,
  WithdrawAgreementProposalDocument,
  type WithdrawAgreementProposalMutation,
} from '@sealbridge/api-client';
import type { AgreementRecord } from '@sealbridge/directory';
import { decodeAuditPayload } from '@sealbridge/transparency';

import { deviceSigner, recordText, signedBy } from './agreement-drafts.js';
import type { TestApi } from './api.js';

/** Proposes terms that nobody has signed. */
export async function propose(
  by: ApiClient,
  record: AgreementRecord,
  clientMutationId: string = randomUUID(),
): Promise<ProposeAgreementMutation['proposeAgreement']> {
  const input = { clientMutationId, record: recordText(record) };
  return (await by.request(ProposeAgreementDocument, { input })).proposeAgreement;
}

/** Proposes terms and gives the id of the proposal. Throws when they are refused. */
export async function proposed(by: ApiClient, record: AgreementRecord): Promise<string> {
  const answer = await propose(by, record);
  if (answer.__typename === 'ProposeAgreementPayload') return answer.proposal.id;
  throw new Error(`${answer.code}: ${answer.message}`);
}

/** Sends a record with the signatures of one party. */
export async function sign(
  by: ApiClient,
  record: AgreementRecord,
  clientMutationId: string = randomUUID(),
): Promise<SignAgreementProposalMutation['signAgreementProposal']> {
  const input = { clientMutationId, record: recordText(record) };
  return (await by.request(SignAgreementProposalDocument, { input })).signAgreementProposal;
}

/** Withdraws a proposal. */
export async function withdraw(
  by: ApiClient,
  proposal: string,
): Promise<WithdrawAgreementProposalMutation['withdrawAgreementProposal']> {
  const input = { clientMutationId: randomUUID(), proposal };
  return (await by.request(WithdrawAgreementProposalDocument, { input })).withdrawAgreementProposal;
}

/** Sends a signed statement about an agreement. */
export async function setStanding(
  by: ApiClient,
  record: string,
  clientMutationId: string = randomUUID(),
): Promise<SetAgreementStandingMutation['setAgreementStanding']> {
  const input = { clientMutationId, record };
  return (await by.request(SetAgreementStandingDocument, { input })).setAgreementStanding;
}

/** The record signed by harbour's administrator. */
export function byHarbour({ world }: TestApi, record: AgreementRecord): AgreementRecord {
  return signedBy(record, world.harbour.org, [deviceSigner(world.admin)]);
}

/** The record signed by two roots of northgate, which has no administrator. */
export function byNorthgate({ world }: TestApi, record: AgreementRecord): AgreementRecord {
  return signedBy(record, world.northgate.org, world.directory.rootSigners(world.northgate.org));
}

/** Brings a version into force as people do: a steward proposes, both sign. Throws when anything is refused. */
export async function bringIntoForce(api: TestApi, steward: ApiClient, record: AgreementRecord): Promise<void> {
  await proposed(steward, record);
  for (const signed of [byHarbour(api, record), byNorthgate(api, record)]) {
    const answer = await sign(steward, signed);
    if (answer.__typename !== 'SignAgreementProposalPayload') throw new Error(`${answer.code}: ${answer.message}`);
  }
}

/** What is on its way to the log: action, effect and reasons of each entry, oldest first. */
export async function entries(api: TestApi): Promise<string[]> {
  const { rows } = await api.admin.query<{ payload: Buffer }>(
    `SELECT payload FROM sealbridge.audit_outbox WHERE kind = 'audit' ORDER BY id`,
  );
  return rows.map(({ payload }) => {
    const { action, decision } = decodeAuditPayload(new Uint8Array(payload));
    return [action, decision.effect, ...(decision.effect === 'ALLOW' ? [] : decision.reasons)].join(' ');
  });
}
