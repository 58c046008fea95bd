import { type ApiClient, ApplicationDocument, type ApplicationQuery } from '@sealbridge/api-client';
import { call } from '@sealbridge/client';
import {
  type ApplyFields,
  DirectoryError,
  type DirectoryState,
  type EvidenceItem,
  evidenceSetHash,
  parseVetRecord,
  verifyVetSignatures,
  type VetRecord,
  type VetRule,
} from '@sealbridge/directory';
import { equal, fromBase64 } from '@sealbridge/sodium';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import type { ApplicationPlace } from './statement.js';

const MS_PER_SECOND = 1000;

/** An application as the server gives it. */
export type ServedFile = NonNullable<ApplicationQuery['application']>;

/** An application whose applicant's statements verify: what a verdict can be given on. */
export interface VerifiedFile {
  readonly served: ServedFile;
  readonly place: ApplicationPlace;
  /** What was applied for, as the applicant signed it. */
  readonly applied: ApplyFields;
  /** The newest submission of each kind in the round, as signed. */
  readonly evidence: ReadonlyMap<EvidenceItem['kind'], EvidenceItem>;
  /** Over the evidence statements of the round; the verdict names it. */
  readonly evidenceSet: Uint8Array;
}

/**
 * The application with everything that its applicant signed verified: the server can hold statements back, which the applicant
 * sees in its status, and invent none. `state` holds the organisation's chain, where it is admitted. Throws a Failure: exit 3 when
 * there is none for the caller, exit 5 when something does not verify.
 */
export async function openFile(
  client: ApiClient,
  id: string,
  { origin, state }: { readonly origin: string; readonly state: DirectoryState | null },
): Promise<VerifiedFile> {
  const { application: served } = await call(() => client.request(ApplicationDocument, { id }));
  if (served === null) throw noApplication();
  return verifying(() => verifyFile(served, origin, state));
}

function verifyFile(served: ServedFile, origin: string, state: DirectoryState | null): VerifiedFile {
  const records = served.statements.map((text) => parseVetRecord(fromBase64(text)));
  const first = records.find(({ statement }) => statement.fields.kind === 'apply');
  const applied = first?.statement.fields;
  if (first === undefined || applied?.kind !== 'apply') throw mismatch('the file has no application');
  const { application, org } = first.statement;
  const place = { application, org, origin };
  if (application !== served.id || applied.subject !== served.subject || applied.details.kind !== served.kind) {
    throw mismatch('the application is not the one of the file');
  }
  requireSigned(first, applied, place, state);
  const ofRound = records.filter(
    ({ statement: { fields } }) => fields.kind === 'evidence' && fields.round === served.round,
  );
  for (const record of ofRound) requireSigned(record, applied, place, state);
  const evidenceSet = evidenceSetHash(ofRound.map(({ hash }) => hash));
  if (!equal(evidenceSet, fromBase64(served.evidenceSet)))
    throw mismatch('the evidence is not what the server says it is');
  const items = ofRound.flatMap(({ statement: { fields } }) => (fields.kind === 'evidence' ? fields.items : []));
  return { served, place, applied, evidence: new Map(items.map((item) => [item.kind, item])), evidenceSet };
}

/** By the roots the organisation named, or once it is admitted by whoever acts for it. Throws DirectoryError or Failure. */
function requireSigned(
  record: VetRecord,
  { details }: ApplyFields,
  { application, org, origin }: ApplicationPlace,
  state: DirectoryState | null,
): void {
  const { statement } = record;
  if (statement.application !== application || statement.org !== org)
    throw mismatch('a statement of another application');
  const byRoots: VetRule | null =
    details.kind === 'organisation' ? { by: 'named_roots', rootKeys: details.rootKeys } : null;
  if (byRoots !== null && (state === null || isSigned(record, origin, byRoots))) {
    verifyVetSignatures(record, origin, byRoots);
    return;
  }
  if (state === null) throw mismatch('the organisation of the application is not known');
  verifyVetSignatures(record, origin, { by: 'organisation', state, org, now: Date.now() / MS_PER_SECOND });
}

function isSigned(record: VetRecord, origin: string, rule: VetRule): boolean {
  try {
    verifyVetSignatures(record, origin, rule);
    return true;
  } catch (error) {
    if (error instanceof DirectoryError) return false;
    throw error;
  }
}

function verifying<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw error instanceof DirectoryError ? mismatch(error.message, error.code) : error;
  }
}

function mismatch(message: string, code: `E_${string}` = 'E_APPLICATION'): Failure {
  return new Failure({
    code,
    exit: EXIT.VERIFICATION,
    message: `the application does not verify: ${message}`,
    hint: 'decide nothing on it; tell the other verifier by a way you trust',
  });
}

function noApplication(): Failure {
  return new Failure({
    code: 'E_NO_APPLICATION',
    exit: EXIT.REFUSED,
    message: 'no such application, or not for you',
    hint: 'npx sealbridge org applications lists them',
  });
}
