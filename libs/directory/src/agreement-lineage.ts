import { equal } from '@sealbridge/sodium';
import type { AgreementRecord } from './agreement-record.js';

/**
 * The version of an agreement that has this hash: `newest`, or one of `older` to which the hashes lead back without a gap; null when
 * they do not lead there. `newest` is verified by the caller. No signature of an older one needs to be: who signed a version signed
 * the hash of the one before it, so a version that was never in force cannot be slipped in, and a signer who has left since takes
 * nothing away from what was agreed before.
 */
export function versionBehind(
  newest: AgreementRecord,
  older: readonly AgreementRecord[],
  hash: Uint8Array,
): AgreementRecord | null {
  let version: AgreementRecord | null = newest;
  while (version !== null && !equal(version.hash, hash)) version = versionBefore(version, older);
  return version;
}

function versionBefore({ agreement }: AgreementRecord, older: readonly AgreementRecord[]): AgreementRecord | null {
  const { prevHash } = agreement;
  if (prevHash === null) return null;
  const isBefore = (other: AgreementRecord): boolean =>
    equal(other.hash, prevHash) &&
    other.agreement.agreement === agreement.agreement &&
    other.agreement.version === agreement.version - 1 &&
    other.agreement.orgs.every((org) => agreement.orgs.includes(org));
  return older.find(isBefore) ?? null;
}
