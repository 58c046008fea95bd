import { randomUUID } from 'node:crypto';

import {
  AdmitApplicationDocument,
  type ApiClient,
  PublishDirectoryEventsDocument,
  SubmitVerdictDocument,
} from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import {
  eventRecord,
  type EventSigner,
  makeEvent,
  type OrgAdmit,
  signedEvent,
  signEvent,
  type VerdictFields,
  writeEventRecord,
} from '@sealbridge/directory';
import { equal, fromBase64, hashTyped, toBase64 } from '@sealbridge/sodium';
import type { VettingStage } from '@sealbridge/vocabulary';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import type { VerifiedFile } from './file.js';
import { signStatement } from './statement.js';

const MS_PER_HOUR = 3_600_000;
/** An admission is of the day its verifiers sign it. */
const MAX_HOURS_OLD = 24 * 90;

/** A steward who decides: a session, and the device that signs. */
export interface Verifier {
  readonly client: ApiClient;
  readonly signer: EventSigner;
}

/** What a verdict says; the rest follows from the file. */
export type Decision = Pick<VerdictFields, 'stage' | 'verdict' | 'findings' | 'conflict'>;

/** The application after a decision. */
export interface Decided {
  readonly id: string;
  readonly state: string;
  readonly waitsFor: string | null;
}

/** An admission as two verifiers sign it. */
interface Admission {
  readonly leafBytes: Uint8Array;
  readonly bodyBytes: Uint8Array;
  readonly eventHash: Uint8Array;
}

/**
 * Gives a verdict on the evidence of the file as it was verified. An approval of an organisation's first stage carries the
 * admission, which the first verifier makes and the second checks against what was applied for. Throws a Failure.
 */
export async function giveVerdict(
  { client, signer }: Verifier,
  file: VerifiedFile,
  decision: Decision,
): Promise<Decided> {
  const { served, place, evidenceSet } = file;
  const admits =
    decision.verdict === 'approve' && decision.stage === 'provisional' && file.applied.details.kind === 'organisation';
  const admission = admits ? admissionOf(file) : null;
  const fields: VerdictFields = {
    kind: 'verdict',
    round: served.round,
    evidenceSetHash: evidenceSet,
    admission: admission?.eventHash ?? null,
    ...decision,
  };
  const input = {
    clientMutationId: randomUUID(),
    record: signStatement(place, fields, [signer]),
    admission: admission === null ? null : admissionInput(admission, signer),
  };
  const { submitVerdict } = await call(() => client.request(SubmitVerdictDocument, { input }));
  return payload(submitVerdict, 'VettingDecisionPayload').application;
}

/** Moves on what both verifiers approved: an organisation's first stage by publishing its admission. Throws a Failure. */
export async function admit(client: ApiClient, file: VerifiedFile, stage: VettingStage): Promise<Decided> {
  const { id, kind } = file.served;
  if (stage === 'provisional' && kind === 'organisation') {
    await publishAdmission(client, file);
    return { id, state: 'provisional', waitsFor: 'active' };
  }
  const input = { clientMutationId: randomUUID(), application: id, stage };
  const { admitApplication } = await call(() => client.request(AdmitApplicationDocument, { input }));
  return payload(admitApplication, 'VettingDecisionPayload').application;
}

async function publishAdmission(client: ApiClient, file: VerifiedFile): Promise<void> {
  const pending = file.served.admission;
  if (pending === null || pending.signatures.length < 2) throw notVerified();
  const { leafBytes, bodyBytes } = checkedAdmission(file, fromBase64(pending.leaf), fromBase64(pending.body));
  const signatures = pending.signatures.map(({ device, signature }) => ({
    kind: 'steward_device' as const,
    signer: device as EventSigner['signer'],
    signature: fromBase64(signature),
  }));
  const record = signedEvent({ leafBytes, bodyBytes, privateBytes: null }, signatures);
  const input = { clientMutationId: randomUUID(), records: [toBase64(writeEventRecord(record))], lockboxes: [] };
  const { publishDirectoryEvents } = await call(() => client.request(PublishDirectoryEventsDocument, { input }));
  payload(publishDirectoryEvents, 'PublishDirectoryEventsPayload');
}

/** The admission the other verifier signed, checked; or a new one. */
function admissionOf(file: VerifiedFile): Admission {
  const pending = file.served.admission;
  if (pending !== null) return checkedAdmission(file, fromBase64(pending.leaf), fromBase64(pending.body));
  const { org } = file.place;
  const hour = Math.floor(Date.now() / MS_PER_HOUR);
  const { leafBytes, bodyBytes } = makeEvent({ org, seq: 0, prev: null }, admissionEvent(file), { hour });
  return { leafBytes, bodyBytes, eventHash: hashTyped('sr1.dir', leafBytes) };
}

/** Throws a Failure (exit 5) unless the admission says what the applicant signed, and nothing else. */
function checkedAdmission(file: VerifiedFile, leafBytes: Uint8Array, bodyBytes: Uint8Array): Admission {
  const { leaf, body, eventHash } = eventRecord({ leafBytes, bodyBytes, signatures: [], privateBytes: null });
  const hour = Math.floor(Date.now() / MS_PER_HOUR);
  const isIts =
    leaf.org === file.place.org &&
    leaf.seq === 0 &&
    equal(leaf.bodyHash, hashTyped('sr1.dirbody', bodyBytes)) &&
    body !== null &&
    body.org === leaf.org &&
    Math.abs(hour - body.hour) <= MAX_HOURS_OLD &&
    isSameAdmission(body.event, admissionEvent(file));
  if (isIts) return { leafBytes, bodyBytes, eventHash };
  throw new Failure({
    code: 'E_ADMISSION',
    exit: EXIT.VERIFICATION,
    message: 'the admission that the other verifier signed is not what was applied for',
    hint: 'sign nothing; speak to the other verifier',
  });
}

function admissionEvent({ applied }: VerifiedFile): OrgAdmit {
  const { details } = applied;
  if (details.kind !== 'organisation') throw new Error('an organisation alone is admitted');
  const { handle, orgKind: kind, country, rootKeys, name } = details;
  return { type: 'ORG_ADMIT', handle, kind, country, rootKeys, name };
}

function isSameAdmission(event: { readonly type: string }, wanted: OrgAdmit): boolean {
  if (event.type !== 'ORG_ADMIT') return false;
  const { handle, kind, country, name, rootKeys } = event as OrgAdmit;
  const sameKeys =
    rootKeys.length === wanted.rootKeys.length &&
    rootKeys.every((key, at) => equal(key, wanted.rootKeys[at] ?? new Uint8Array()));
  return (
    sameKeys && handle === wanted.handle && kind === wanted.kind && country === wanted.country && name === wanted.name
  );
}

/** The device's signature of the admission, as it goes with the verdict. */
function admissionInput({ leafBytes, bodyBytes }: Admission, signer: EventSigner) {
  const { signature } = signEvent({ leafBytes }, signer);
  return { leaf: toBase64(leafBytes), body: toBase64(bodyBytes), signature: toBase64(signature) };
}

function notVerified(): Failure {
  return new Failure({
    code: 'E_NOT_VERIFIED',
    exit: EXIT.REFUSED,
    message: 'refused: both verifiers have to approve first',
    hint: 'npx sealbridge org show ID says whose verdict is missing',
  });
}
