import type { VerifiedRecipient } from '@sealbridge/directory';
import {
  DEK_INFO,
  GRANT_SET_STEP,
  grantAad,
  grantHash,
  writeGrant,
  type GrantTerms,
  type Policy,
} from '@sealbridge/envelope';
import { HASH_BYTES, hpkeSeal, randomBytes, toHex } from '@sealbridge/sodium';
import { PURPOSES_REGISTRY_VERSION, type Id } from '@sealbridge/vocabulary';
import { makeId } from './seal-content.js';
import type { RecipientTerms } from './terms.js';

/** A grant and the unit epoch it is for. */
export interface SealedGrant {
  readonly unit: Id;
  readonly epoch: number;
  readonly grantId: Id;
  readonly bytes: Uint8Array;
}

/** Which version of which report grants are for. */
export interface GrantScope {
  readonly reportId: Id;
  readonly version: number;
  readonly reportHash: Uint8Array;
}

/** A grant for one recipient on the terms of its agreement. */
export function sealGrant(dek: Uint8Array, scope: GrantScope, terms: RecipientTerms): SealedGrant {
  const { recipient, agreement, purposes, notAfter } = terms;
  return seal(dek, recipient, { ...grantTermsFor(scope, recipient), agreement, purposes, notAfter });
}

/** The grant of the originator's own unit, without which nobody could share the report further. It names no agreement. */
export function sealOwnGrant(dek: Uint8Array, scope: GrantScope, own: VerifiedRecipient, policy: Policy): SealedGrant {
  const { purposes, openUntil } = policy;
  return seal(dek, own, { ...grantTermsFor(scope, own), agreement: null, purposes, notAfter: openUntil });
}

/**
 * The values of a grant set: the grants' hashes, filled with random values to a multiple of GRANT_SET_STEP, in rising order.
 * Neither length nor order tells how many units received the report (security-corrections A10).
 */
export function grantSetValues(grants: readonly SealedGrant[]): Uint8Array[] {
  const hashes = grants.map(({ bytes }) => grantHash(bytes));
  const missing = Math.ceil(hashes.length / GRANT_SET_STEP) * GRANT_SET_STEP - hashes.length;
  const filler = Array.from({ length: missing }, () => randomBytes(HASH_BYTES));
  return [...hashes, ...filler].sort((a, b) => (toHex(a) < toHex(b) ? -1 : 1));
}

function grantTermsFor(
  { reportId, version, reportHash }: GrantScope,
  { unit, epoch, kemPkSha256 }: VerifiedRecipient,
): Omit<GrantTerms, 'agreement' | 'purposes' | 'notAfter'> {
  const purposesRegistry = PURPOSES_REGISTRY_VERSION;
  return { reportId, version, reportHash, grantId: makeId(), unit, epoch, kemPkSha256, purposesRegistry };
}

function seal(dek: Uint8Array, recipient: VerifiedRecipient, terms: GrantTerms): SealedGrant {
  const publicKey = recipient.kemPublicKey;
  const { enc, ct } = hpkeSeal({ publicKey, info: DEK_INFO, aad: grantAad(terms), plaintext: dek });
  const { unit, epoch, grantId } = terms;
  return { unit, epoch, grantId, bytes: writeGrant({ ...terms, enc, ct }) };
}
