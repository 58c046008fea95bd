import { randomUUID } from 'node:crypto';

import {
  type ApiClient,
  ApplicationStatusDocument,
  type ApplicationStatusQuery,
  ApplyForVettingDocument,
  AttestVettingDocument,
  EndVettingDocument,
  SubmitEvidenceDocument,
} from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import type {
  ApplyFields,
  AttestFields,
  EndFields,
  EventSigner,
  EvidenceItem,
  NoteContext,
} from '@sealbridge/directory';
import { type NoteRecipient, sealNote } from '@sealbridge/keyring';
import type { VettingEvidence } from '@sealbridge/vocabulary';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import { type ApplicationPlace, signStatement } from './statement.js';

/** Who applies: the application, whoever signs for it, and a connection, with a session or without. */
export interface Applicant {
  readonly place: ApplicationPlace;
  readonly signers: readonly EventSigner[];
  readonly client: ApiClient;
}

/** Where an application stands, as its applicant is told. */
export type Status = NonNullable<ApplicationStatusQuery['applicationStatus']>;

/** One item of evidence before it is sealed. */
export interface PlainEvidence {
  readonly kind: VettingEvidence;
  /** For the stewards alone; 1 to 4,000 bytes. */
  readonly note: string | null;
  readonly documentSha256: Uint8Array | null;
}

/** Sends the application. All three roots sign it, or for a unit or liaison the organisation. */
export async function apply(applicant: Applicant, fields: ApplyFields): Promise<Status> {
  const input = statementInput(applicant, fields);
  const { applyForVetting } = await call(() => applicant.client.request(ApplyForVettingDocument, { input }));
  return payload(applyForVetting, 'VettingStatementPayload').application;
}

/** Seals the notes to the stewards and sends the evidence for a round. */
export async function submitEvidence(
  applicant: Applicant,
  round: number,
  evidence: readonly PlainEvidence[],
  to: NoteRecipient,
): Promise<Status> {
  const items = evidence.map((item) => sealedItem(applicant.place, round, item, to));
  const input = statementInput(applicant, { kind: 'evidence', round, items });
  const { submitEvidence: answer } = await call(() => applicant.client.request(SubmitEvidenceDocument, { input }));
  return payload(answer, 'VettingStatementPayload').application;
}

/** Begins the yearly attestation. */
export async function attest(applicant: Applicant, fields: AttestFields): Promise<Status> {
  const input = statementInput(applicant, fields);
  const { attestVetting } = await call(() => applicant.client.request(AttestVettingDocument, { input }));
  return payload(attestVetting, 'VettingStatementPayload').application;
}

/** Ends the application, and the membership that came of it. */
export async function end(applicant: Applicant, fields: EndFields): Promise<Status> {
  const input = statementInput(applicant, fields);
  const { endVetting } = await call(() => applicant.client.request(EndVettingDocument, { input }));
  return payload(endVetting, 'VettingStatementPayload').application;
}

/** Where the application stands; null when there is none, or it is not this applicant's: the two answer alike. */
export async function findStatus({ place, signers, client }: Applicant): Promise<Status | null> {
  const record = signStatement(place, { kind: 'status' }, signers);
  const { applicationStatus } = await call(() => client.request(ApplicationStatusDocument, { record }));
  return applicationStatus;
}

/** As `findStatus`; throws a Failure (exit 3) instead of null. */
export async function requireStatus(applicant: Applicant): Promise<Status> {
  const status = await findStatus(applicant);
  if (status !== null) return status;
  throw new Failure({
    code: 'E_NOT_PERMITTED',
    exit: EXIT.REFUSED,
    message: 'refused: no such application, or not signed by its applicant',
    hint: 'use the folder that org apply made, or the keys of the organisation',
  });
}

function statementInput({ place, signers }: Applicant, fields: Parameters<typeof signStatement>[1]) {
  return { clientMutationId: randomUUID(), record: signStatement(place, fields, signers) };
}

function sealedItem(
  { application }: ApplicationPlace,
  round: number,
  { kind, note, documentSha256 }: PlainEvidence,
  to: NoteRecipient,
): EvidenceItem {
  const context: NoteContext = { application, round, kind };
  return { kind, note: note === null ? null : sealNote(note, context, to), documentSha256 };
}
