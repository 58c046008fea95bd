import { DirectoryError, eventRecord, type EventRecord } from '@sealbridge/directory';
import { equal, hashTyped, verifyTyped } from '@sealbridge/sodium';

import { Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid } from '../../platform/graphql/user-error.js';

import { isAsApplied } from './admission-gate.service.js';
import type { ApplicationRow, VerdictRow } from './application.rows.js';
import type { AdmissionInput } from './statement.types.js';

/** The admission that goes with an approval, checked. */
export interface CheckedAdmission {
  readonly record: EventRecord;
  readonly signature: Uint8Array;
}

/**
 * The admission of an approval. It says what was applied for and nothing else, is the event the verdict names, and is signed with
 * this key; where another verifier has approved already it is the same event. Throws Rejected.
 */
export function checkedAdmission(
  application: ApplicationRow,
  { leaf, body, signature }: AdmissionInput,
  { named, signingKey, others }: { named: Uint8Array | null; signingKey: Uint8Array; others: readonly VerdictRow[] },
): CheckedAdmission {
  const record = readAdmission(leaf, body);
  const event = record.body?.event;
  const isIts = record.leaf.org === application.org && record.leaf.seq === 0 && record.body?.org === application.org;
  const bodyFits = equal(record.leaf.bodyHash, hashTyped('sr1.dirbody', body));
  if (!isIts || !bodyFits || event?.type !== 'ORG_ADMIT' || !isAsApplied(application, event)) {
    throw mismatch('the admission is not what was applied for');
  }
  if (named === null || !equal(named, record.eventHash)) throw mismatch('the verdict names another admission');
  if (!verifyTyped('sr1.dir', leaf, signature, signingKey))
    throw mismatch('the admission is not signed by this device');
  if (others.some(({ admitHash }) => admitHash !== null && !equal(admitHash, record.eventHash))) {
    throw new Rejected(conflict('the other verifier signed another admission'));
  }
  return { record, signature };
}

function readAdmission(leafBytes: Uint8Array, bodyBytes: Uint8Array): EventRecord {
  try {
    return eventRecord({ leafBytes, bodyBytes, signatures: [], privateBytes: null });
  } catch (error) {
    throw error instanceof DirectoryError ? new Rejected(invalid(error.code, error.message, 'admission')) : error;
  }
}

const mismatch = (message: string): Rejected => new Rejected(invalid('E_ADMISSION', message, 'admission'));
