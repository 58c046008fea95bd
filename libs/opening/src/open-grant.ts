import { isLive, type AgreementRecord } from '@sealbridge/directory';
import {
  commitToKey,
  DEK_BYTES,
  DEK_INFO,
  grantAad,
  grantHash,
  isSubset,
  listsGrant,
  parseGrant,
  type Grant,
} from '@sealbridge/envelope';
import { CryptoError, deriveKemPublicKey, equal, hpkeOpen, sha256, wipe } from '@sealbridge/sodium';
import { handlingRank, type Id, markingRank, type ProhibitedUse, type Purpose } from '@sealbridge/vocabulary';
import { OpeningError, reading, requireThat } from './error.js';
import type { CheckedOffer } from './offer.js';

const HOUR_SECONDS = 3600;

/** The unit that reads, with its key of one epoch. */
export interface ReadingUnit {
  readonly org: Id;
  readonly unit: Id;
  readonly epoch: number;
  /** What the unit works for, by the directory. */
  readonly purposes: readonly Purpose[];
  /** X-Wing seed of the epoch, out of a lockbox that was checked against the directory. */
  readonly seed: Uint8Array;
}

/** What the key is opened with, and for what. `now` is UNIX seconds. */
export interface GrantUse {
  readonly grant: Uint8Array;
  readonly unit: ReadingUnit;
  readonly purpose: Purpose;
  /** The uses that the reader was shown as ruled out and signed not to make. */
  readonly acceptedUses: readonly ProhibitedUse[];
  readonly now: number;
  /** The version of the agreement that the grant names; null in the originator's own unit. */
  readonly agreement: AgreementRecord | null;
  /** The newest version of that agreement, verified by the caller, to which the other is chained by hash; the same one if there is none newer. */
  readonly newest: AgreementRecord | null;
}

/**
 * The data encryption key, after steps 13 to 18 of "Reader order": the grant is for this unit and counts, purpose, term and
 * agreement hold, and the key is the one CORE commits to. Throws OpeningError. The caller wipes the key.
 */
export function openGrant(offer: CheckedOffer, use: GrantUse): Uint8Array {
  const grant = reading(() => parseGrant(use.grant));
  requireThat(isForUnit(grant, offer, use.unit) && listsGrant(offer.grantSet, grantHash(use.grant)), 'E_GRANT');
  requireThat(isSubset(grant.purposes, offer.policy.purposes), 'E_PURPOSE');
  requireThat(
    [grant, use.unit].every(({ purposes }) => purposes.includes(use.purpose)),
    'E_PURPOSE',
  );
  const hour = Math.floor(use.now / HOUR_SECONDS);
  requireThat(hour < grant.notAfter && hour < offer.policy.openUntil, 'E_EXPIRED');
  requireThat(isCovered(grant, offer, use), 'E_AGREEMENT');
  const dek = unsealKey(grant, use.unit.seed);
  if (equal(commitToKey(dek, offer.core, offer.frame.core), offer.frame.mac)) return dek;
  wipe(dek);
  throw new OpeningError('E_COMMITMENT');
}

function isForUnit(grant: Grant, { core, reportHash }: CheckedOffer, { unit, epoch, seed }: ReadingUnit): boolean {
  return (
    grant.reportId === core.reportId &&
    grant.version === core.version &&
    equal(grant.reportHash, reportHash) &&
    grant.unit === unit &&
    grant.epoch === epoch &&
    equal(grant.kemPkSha256, sha256(deriveKemPublicKey(seed)))
  );
}

// No agreement, no key: named in the grant, allowed by the policy, and allowed by that version and the newest alike.
function isCovered({ agreement: named }: Grant, offer: CheckedOffer, use: GrantUse): boolean {
  const { core, policy } = offer;
  const { unit, agreement: record, newest } = use;
  if (named === null) return unit.org === core.originOrg && unit.unit === core.originUnit;
  if (record === null || newest === null) return false;
  const isNamed = record.agreement.agreement === named.id && equal(record.hash, named.versionHash);
  const isAllowed = [record, newest].every((version) => allows(version, offer, use));
  return isNamed && newest.agreement.agreement === named.id && policy.agreements.includes(named.id) && isAllowed;
}

// Between these two, live, for this purpose and for a report with these labels, and nothing that it rules out was kept from the reader.
function allows({ agreement }: AgreementRecord, { core, policy }: CheckedOffer, use: GrantUse): boolean {
  const { unit, purpose, acceptedUses, now } = use;
  const isBetween = unit.org !== core.originOrg && isSubset([unit.org, core.originOrg], agreement.orgs);
  const isUnderCeilings =
    markingRank(policy.tlp) <= markingRank(agreement.markingCeiling) &&
    handlingRank(policy.handling) <= handlingRank(agreement.handlingCeiling);
  const isForThis = agreement.purposes.includes(purpose) && isSubset(agreement.prohibited, acceptedUses);
  return isBetween && isUnderCeilings && isForThis && isLive(agreement, now);
}

function unsealKey(grant: Grant, seed: Uint8Array): Uint8Array {
  const { enc, ct } = grant;
  try {
    const dek = hpkeOpen({ seed, enc, ct, info: DEK_INFO, aad: grantAad(grant) });
    requireThat(dek.length === DEK_BYTES, 'E_KEY');
    return dek;
  } catch (error) {
    if (error instanceof CryptoError) throw new OpeningError('E_KEY');
    throw error;
  }
}
