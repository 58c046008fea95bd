import { concat, equal, sha256, utf8 } from '@sealbridge/sodium';

/** Kinds of entries in a log, and `withheld`: an audit entry or cover that the reader of a bundle may not see. */
export const ENTRY_KINDS = ['audit', 'dir', 'grantset', 'agreement', 'policy', 'cover', 'withheld'] as const;

/** One of ENTRY_KINDS. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Length in bytes of the salt of an audit entry or cover. */
export const ENTRY_SALT_BYTES = 16;
/** Length in bytes of an audit entry, and of a cover, which must look the same. */
export const AUDIT_ENTRY_BYTES = 32;
/** The public tree size is a multiple of this, so that it does not show single events (security-corrections C8). */
export const COVER_MULTIPLE = 16;

const AUDIT_PREFIX = utf8('al1');
const COVER_PREFIX = utf8('cv1');
const DIRECTORY_PREFIX = utf8('dl1');
const GRANT_SET_PREFIX = utf8('gs1');
const AGREEMENT_PREFIX = utf8('ag1');
const POLICY_PREFIX = utf8('pl1');
const HASH_BYTES = 32;

/** The log entry of an audit payload: SHA-256("al1" || salt || payload). Throws RangeError unless the salt is 16 bytes. */
export function auditEntry(salt: Uint8Array, payload: Uint8Array): Uint8Array {
  requireSalt(salt);
  return sha256(concat(AUDIT_PREFIX, salt, payload));
}

/** The log entry of a cover: SHA-256("cv1" || salt), so that whoever holds the salt sees that it hides nothing. */
export function coverEntry(salt: Uint8Array): Uint8Array {
  requireSalt(salt);
  return sha256(concat(COVER_PREFIX, salt));
}

/** The log entry of a directory event: "dl1" || leaf. */
export function directoryEntry(leaf: Uint8Array): Uint8Array {
  return concat(DIRECTORY_PREFIX, leaf);
}

/** The log entry of a grant set: "gs1" || its 32-byte hash. Throws RangeError on another length. */
export function grantSetEntry(grantSetHash: Uint8Array): Uint8Array {
  return hashEntry(GRANT_SET_PREFIX, grantSetHash);
}

/** The log entry of an agreement, or of a statement about one: "ag1" || the 32-byte hash of its signed record. Throws RangeError on another length. */
export function agreementEntry(recordHash: Uint8Array): Uint8Array {
  return hashEntry(AGREEMENT_PREFIX, recordHash);
}

/** The log entry of a record about the policy: "pl1" || its 32-byte rules_hash. Throws RangeError on another length. */
export function policyEntry(rulesHash: Uint8Array): Uint8Array {
  return hashEntry(POLICY_PREFIX, rulesHash);
}

/** The directory leaf in an entry, or null when the entry is not a directory event's. */
export function directoryLeafOf(entry: Uint8Array): Uint8Array | null {
  return startsWith(entry, DIRECTORY_PREFIX) && entry.length > AUDIT_ENTRY_BYTES
    ? entry.slice(DIRECTORY_PREFIX.length)
    : null;
}

/** The grant set hash in an entry, or null when the entry is not a grant set's. */
export function grantSetHashOf(entry: Uint8Array): Uint8Array | null {
  return hashOf(GRANT_SET_PREFIX, entry);
}

/** The hash of a signed record of an agreement in an entry, or null when the entry is of another kind. */
export function agreementRecordHashOf(entry: Uint8Array): Uint8Array | null {
  return hashOf(AGREEMENT_PREFIX, entry);
}

/** The rules_hash of a record about the policy in an entry, or null when the entry is of another kind. */
export function rulesHashOf(entry: Uint8Array): Uint8Array | null {
  return hashOf(POLICY_PREFIX, entry);
}

/** How many covers fill a tree of `size` leaves to the next multiple of COVER_MULTIPLE. */
export function coversNeeded(size: number): number {
  return (COVER_MULTIPLE - (size % COVER_MULTIPLE)) % COVER_MULTIPLE;
}

function hashEntry(prefix: Uint8Array, hash: Uint8Array): Uint8Array {
  if (hash.length !== HASH_BYTES) throw new RangeError('a hash has 32 bytes');
  return concat(prefix, hash);
}

function hashOf(prefix: Uint8Array, entry: Uint8Array): Uint8Array | null {
  const rightLength = entry.length === prefix.length + HASH_BYTES;
  return rightLength && startsWith(entry, prefix) ? entry.slice(prefix.length) : null;
}

function startsWith(entry: Uint8Array, prefix: Uint8Array): boolean {
  return equal(entry.slice(0, prefix.length), prefix);
}

function requireSalt(salt: Uint8Array): void {
  if (salt.length !== ENTRY_SALT_BYTES) throw new RangeError('an entry salt has 16 bytes');
}
