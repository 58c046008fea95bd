// Requests to open, signed ahead of what is timed: each with the nonce of an offer of its own, good once.
import { randomUUID } from 'node:crypto';

import {
  OpeningOfferDocument,
  type OpeningOfferQuery,
  OpenReportDocument,
  type OpenReportMutation,
  type OpenReportMutationVariables,
} from '@sealbridge/api-client';
import { commitToText, writeOpenRequest } from '@sealbridge/envelope';
import { fromBase64, randomBytes, signTyped, toBase64 } from '@sealbridge/sodium';
import { type Id, LEGAL_BASES_OF, parseId, PROHIBITED_USES, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import type { Person } from '../../../apps/cli/src/session/person.js';
import { type LoadClient, type WrittenRequest, writeRequest } from './load-client.js';

/** A signed request, and what it names. */
export interface ReadyOpening {
  readonly reportId: Id;
  readonly grantId: Id;
  readonly purpose: Purpose;
  readonly input: OpenInput;
  readonly request: WrittenRequest<OpenReportMutation>;
}

/** What a reader states in every opening here. */
export const CASE_REF = 'SYNTHETIC-1';
export const JUSTIFICATION = 'synthetic opening of a benchmark';
const SALT_BYTES = 16;

type OpenInput = OpenReportMutationVariables['input'];
type Offer = Extract<OpeningOfferQuery['openingOffer'], { __typename: 'OpeningOffer' }>;

/** Asks for an offer and signs the request for it. Throws when the report is not offered. */
export async function readyOpening(client: LoadClient, reader: Person, reportId: string): Promise<ReadyOpening> {
  const { openingOffer } = await client.send(reader.token, writeRequest(OpeningOfferDocument, { reportId }));
  if (openingOffer.__typename !== 'OpeningOffer') throw new Error(`not offered: ${openingOffer.code}`);
  const purpose = PURPOSES.find((known) => openingOffer.purposes.includes(known));
  if (purpose === undefined) throw new Error('the grant is good for nothing');
  const names = { reportId: idOf(openingOffer.reportId), grantId: idOf(openingOffer.grantId), purpose };
  const input = signed(reader, openingOffer, names);
  return { ...names, input, request: writeRequest(OpenReportDocument, { input }) };
}

/** Sends the request. Throws unless the grant is released. */
export async function release(client: LoadClient, reader: Person, { request }: ReadyOpening) {
  const { openReport } = await client.send(reader.token, request);
  if (openReport.__typename !== 'OpenReportPayload') throw new Error(`not released: ${openReport.code}`);
  return openReport;
}

function signed(
  { profile, keys, node }: Person,
  offer: Offer,
  names: Pick<ReadyOpening, 'reportId' | 'grantId' | 'purpose'>,
): OpenInput {
  const caseRefSalt = randomBytes(SALT_BYTES);
  const justificationSalt = randomBytes(SALT_BYTES);
  const request = writeOpenRequest({
    ...names,
    origin: profile.origin,
    nodeKeyId: node.keyId,
    nonce: fromBase64(offer.nonce),
    time: Math.floor(Date.now() / 1000),
    version: offer.version,
    reportHash: fromBase64(offer.reportHash),
    grantSetHash: fromBase64(offer.grantSetHash),
    grantSetSeq: offer.grantSetSeq,
    caseRefCommitment: commitToText(caseRefSalt, CASE_REF),
    justificationCommitment: commitToText(justificationSalt, JUSTIFICATION),
    directorySize: 1,
    signer: keys.device,
    legalBasis: LEGAL_BASES_OF[names.purpose][0],
    acceptedUses: PROHIBITED_USES.filter((use) => offer.prohibited.includes(use)),
  });
  return {
    clientMutationId: randomUUID(),
    request: toBase64(request),
    signature: toBase64(signTyped('sr1.open', request, keys.sign.privateKey)),
    caseRef: { text: CASE_REF, salt: toBase64(caseRefSalt) },
    justification: { text: JUSTIFICATION, salt: toBase64(justificationSalt) },
  };
}

function idOf(text: string): Id {
  const id = parseId(text);
  if (id === null) throw new Error('an id of the offer is none');
  return id;
}
