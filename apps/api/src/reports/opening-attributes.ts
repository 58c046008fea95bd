import type { Attributes } from '@sealbridge/policy';

import type { OpenableReport } from './opening.repository.js';

/** A grant somebody may have released to them, or had, with what policy looks at. */
export type DecidedGrant = Pick<
  OpenableReport,
  | 'unit'
  | 'originOrg'
  | 'originUnit'
  | 'state'
  | 'grantSetState'
  | 'agreementId'
  | 'versionHash'
  | 'purposes'
  | 'marking'
  | 'handling'
  | 'openUntil'
  | 'discovery'
  | 'held'
>;

/** The policy's Opening: the same for the opening itself and for what is fetched under it. */
export function openingAttributes(found: DecidedGrant): Attributes {
  const { unit, originOrg, originUnit, agreementId, versionHash, purposes, marking, handling, openUntil } = found;
  return {
    originOrg,
    grantUnit: unit,
    ownGrant: unit === originUnit,
    state: found.grantSetState === 'ACTIVE' ? found.state : found.grantSetState,
    discovery: found.discovery,
    held: found.held,
    agreementId: agreementId ?? '',
    versionHash,
    purposes: [...purposes],
    marking,
    handling,
    openUntil,
  };
}
