import { decodeStrict, readItems } from '@sealbridge/cbor';
import { equal } from '@sealbridge/sodium';
import { decodeAuditPayload } from '../audit/decode-payload.js';
import {
  agreementRecordHashOf,
  AUDIT_ENTRY_BYTES,
  auditEntry,
  coverEntry,
  directoryLeafOf,
  ENTRY_SALT_BYTES,
  grantSetHashOf,
  rulesHashOf,
} from '../audit/entry.js';
import type { AuditPayload } from '../audit/payload.js';
import { TransparencyError } from '../error.js';
import type { BundleLine } from './line.js';

/** Longest directory record that is read, in bytes (docs/reference/directory.md). */
export const MAX_RECORD_BYTES = 65_536;

/** An audit entry that its payload and salt open. */
export interface OpenedEntry {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly payload: AuditPayload;
  readonly nodeSig: Uint8Array;
}

/**
 * Opens a line's entry with what the line carries: the payload of an audit entry, null for every other kind. Throws
 * E_ENTRY when it does not give the entry, E_FORM on a malformed payload, E_WITHHELD when the bundle may not withhold.
 */
export function openEntry(line: BundleLine, isRestricted: boolean): OpenedEntry | null {
  if (line.kind === 'audit') return openAudit(line);
  if (line.kind === 'withheld' && !isRestricted) {
    throw new TransparencyError('E_WITHHELD', 'an entry is withheld in a bundle that is not restricted');
  }
  if (!isWhatItSays(line)) throw mismatch();
  return null;
}

function openAudit({ index, entry, payload, salt, nodeSig }: BundleLine): OpenedEntry {
  if (payload === null || nodeSig === null || salt?.length !== ENTRY_SALT_BYTES) throw mismatch();
  if (!equal(auditEntry(salt, payload), entry)) throw mismatch();
  return { index, bytes: payload, payload: decodeAuditPayload(payload), nodeSig };
}

function isWhatItSays({ kind, entry, salt, record }: BundleLine): boolean {
  if (kind === 'cover') return salt?.length === ENTRY_SALT_BYTES && equal(coverEntry(salt), entry);
  if (kind === 'grantset') return grantSetHashOf(entry) !== null;
  if (kind === 'agreement') return agreementRecordHashOf(entry) !== null;
  if (kind === 'policy') return rulesHashOf(entry) !== null;
  if (kind === 'withheld') return entry.length === AUDIT_ENTRY_BYTES;
  const leaf = directoryLeafOf(entry);
  return leaf !== null && (record === null || equal(leafOfRecord(record), leaf));
}

// An event record is CBOR [leaf, signatures, body, private]; only its leaf is this library's business.
function leafOfRecord(record: Uint8Array): Uint8Array {
  try {
    return readItems(decodeStrict(record, { maxBytes: MAX_RECORD_BYTES })).bytes(0);
  } catch {
    throw mismatch();
  }
}

function mismatch(): TransparencyError {
  return new TransparencyError('E_ENTRY', 'an entry is not what its line says');
}
