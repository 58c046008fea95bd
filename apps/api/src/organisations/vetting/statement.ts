import {
  DirectoryError,
  parseVetRecord,
  type VetFields,
  type VetKind,
  type VetRecord,
  type VetStatement,
} from '@sealbridge/directory';

import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

import { STATEMENT_SKEW_SECONDS } from './vetting-rules.js';

const MS_PER_SECOND = 1000;

/** A statement as it came, of one kind. */
export interface Given<Kind extends VetKind> {
  readonly record: VetRecord;
  readonly statement: VetStatement<Extract<VetFields, { kind: Kind }>>;
  /** The record as it was sent. */
  readonly bytes: Uint8Array;
}

/** Reads a record of one kind; nothing is verified. Throws Rejected for a wrong form or another kind. */
export function readStatement<Kind extends VetKind>(bytes: Uint8Array, kind: Kind): Given<Kind> {
  const record = inForm(() => parseVetRecord(bytes));
  if (!isOfKind(record.statement, kind)) {
    throw new Rejected(invalid('E_KIND', 'a statement of another kind', 'record'));
  }
  return { record, statement: record.statement, bytes };
}

/** Throws Rejected E_CLOCK for a statement whose time is not now: what was signed long ago is not what is meant today. */
export function requireFresh({ at }: VetStatement, skewSeconds = STATEMENT_SKEW_SECONDS): void {
  if (Math.abs(at - Date.now() / MS_PER_SECOND) > skewSeconds) {
    throw new Rejected(invalid('E_CLOCK', 'the time of the statement is not now', 'record'));
  }
}

/** What `read` gives; a DirectoryError of it is Rejected under its own code. */
export function inForm<T>(read: () => T, path = 'record'): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DirectoryError ? new Rejected(invalid(error.code, error.message, path)) : error;
  }
}

function isOfKind<Kind extends VetKind>(
  statement: VetStatement,
  kind: Kind,
): statement is VetStatement<Extract<VetFields, { kind: Kind }>> {
  return statement.fields.kind === kind;
}
