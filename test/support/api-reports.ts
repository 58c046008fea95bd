// Reports really sealed and submitted to a running API, and the steps of a reader, for specs to change one part of.
import { randomUUID } from 'node:crypto';

import {
  OpeningOfferDocument,
  OpenReportDocument,
  SubmitReportDocument,
  type ApiClient,
  type OpeningOfferQuery,
  type OpenReportInput,
  type OpenReportMutation,
  type SubmitReportInput,
  type SubmitReportMutation,
} from '@sealbridge/api-client';
import { commitToText, writeOpenRequest, type OpenRequest } from '@sealbridge/envelope';
import type { DeviceKeys } from '@sealbridge/keyring';
import { sealReport, type SealedReport, type SealingInput } from '@sealbridge/sealing';
import { fromBase64, randomBytes, signTyped, toBase64, toHex } from '@sealbridge/sodium';
import { LEGAL_BASES, parseId, PROHIBITED_USES } from '@sealbridge/vocabulary';

import type { TestApi } from './api.js';
import { FIXTURE_ORIGIN } from './directory-fixture.js';
import { sealingInput } from './envelope-fixture.js';

/** What reports are opened for here, unless a spec says otherwise. */
const PURPOSE = 'trafficking_investigation';
export const CASE_REF = 'NG-2026-0815';
export const JUSTIFICATION = 'same van in an open investigation';

/** Seals harbour's report for northgate, relying on the checkpoint of the API's log. */
export function sealFor(api: TestApi, fields: Partial<SealingInput> = {}): Promise<SealedReport> {
  const { origin, size, root, noteSha256 } = api.checkpoint;
  const now = Math.floor(Date.now() / 1000);
  return sealReport(sealingInput(api.world, { checkpoint: { origin, size, root, noteSha256 }, now, ...fields }));
}

/** Uploads body and attachments. */
export async function upload(client: ApiClient, sealed: SealedReport): Promise<void> {
  for (const blob of [sealed.body, ...sealed.attachments]) {
    await client.putBlob({ sha256: toHex(blob.sha256), length: blob.length, open: () => blob.open() });
  }
}

/** The submission of a sealed report. */
export function submissionOf(api: TestApi, sealed: SealedReport): SubmitReportInput {
  const card = sealed.card === null ? null : { salt: toBase64(sealed.card.salt), card: toBase64(sealed.card.card) };
  return {
    clientMutationId: randomUUID(),
    frame: toBase64(sealed.frame),
    policy: toBase64(sealed.policy),
    card,
    grants: sealed.grants.map(({ bytes }) => toBase64(bytes)),
    grantSet: toBase64(sealed.grantSet),
    checkpointNote: toBase64(api.checkpoint.note),
  };
}

/** Submits, the input changed. */
export async function submit(
  client: ApiClient,
  input: SubmitReportInput,
): Promise<SubmitReportMutation['submitReport']> {
  return (await client.request(SubmitReportDocument, { input })).submitReport;
}

/** Seals, uploads and submits. Throws unless the report is taken. */
export async function sendReport(
  api: TestApi,
  client: ApiClient,
  fields: Partial<SealingInput> = {},
): Promise<SealedReport> {
  const sealed = await sealFor(api, fields);
  await upload(client, sealed);
  const answer = await submit(client, submissionOf(api, sealed));
  if (answer.__typename !== 'SubmitReportPayload') throw new Error(`${answer.code}: ${answer.message}`);
  return sealed;
}

type Offer = Extract<OpeningOfferQuery['openingOffer'], { __typename: 'OpeningOffer' }>;

/** The offer for a report. Throws when it is refused. */
export async function offerFor(client: ApiClient, reportId: string): Promise<Offer> {
  const { openingOffer } = await client.request(OpeningOfferDocument, { reportId });
  if (openingOffer.__typename !== 'OpeningOffer') throw new Error(`no offer: ${openingOffer.code}`);
  return openingOffer;
}

/** The signed request for an offer, its fields changed before signing. */
export function openInput(
  api: TestApi,
  keys: DeviceKeys,
  offer: Offer,
  change: Partial<OpenRequest> = {},
): OpenReportInput {
  const caseRefSalt = randomBytes(16);
  const justificationSalt = randomBytes(16);
  const id = (text: string) => parseId(text) ?? keys.device;
  const purpose = change.purpose ?? PURPOSE;
  const bases = offer.uses.find((use) => use.purpose === purpose)?.legalBases ?? [];
  const request = writeOpenRequest({
    origin: FIXTURE_ORIGIN,
    nodeKeyId: api.nodeKeyId,
    nonce: fromBase64(offer.nonce),
    time: Math.floor(Date.now() / 1000),
    reportId: id(offer.reportId),
    version: offer.version,
    reportHash: fromBase64(offer.reportHash),
    grantId: id(offer.grantId),
    grantSetHash: fromBase64(offer.grantSetHash),
    grantSetSeq: offer.grantSetSeq,
    purpose,
    caseRefCommitment: commitToText(caseRefSalt, CASE_REF),
    justificationCommitment: commitToText(justificationSalt, JUSTIFICATION),
    directorySize: api.checkpoint.size,
    signer: keys.device,
    legalBasis: LEGAL_BASES.find((basis) => basis === bases[0]) ?? null,
    acceptedUses: PROHIBITED_USES.filter((use) => offer.prohibited.includes(use)),
    ...change,
  });
  return {
    clientMutationId: randomUUID(),
    request: toBase64(request),
    signature: toBase64(signTyped('sr1.open', request, keys.sign.privateKey)),
    caseRef: { text: CASE_REF, salt: toBase64(caseRefSalt) },
    justification: { text: JUSTIFICATION, salt: toBase64(justificationSalt) },
  };
}

/** Sends an open request. */
export async function open(client: ApiClient, input: OpenReportInput): Promise<OpenReportMutation['openReport']> {
  return (await client.request(OpenReportDocument, { input })).openReport;
}
