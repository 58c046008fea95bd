import type { Body } from './body.js';
import { requireDevice, type DeviceRule, type SignersView } from './device-authority.js';
import type { DirectoryEvent } from './event.js';
import type { EventRecord } from './event-record.js';
import { requireRoots, ROOT_QUORUM, type SignedBytes } from './root-authority.js';
import { rootKeyId } from './signature.js';
import { requireBothSeats, requireSteward } from './steward-authority.js';
import type { LogIndex, Member } from './world.js';

/**
 * Checks that a record carries exactly the signatures its event needs and that each verifies. Gives the member whose one device
 * signed, null for roots and for the two stewards of an admission. Throws E_AUTHORITY (wrong kinds or number), E_SIGNER (unknown,
 * ended, suspended, without the right), E_SIGNATURE.
 */
export function requireAuthority(
  data: SignersView,
  record: EventRecord,
  { event, hour }: Pick<Body, 'event' | 'hour'>,
  at: LogIndex,
): Member | null {
  const signed: SignedBytes = { signatures: record.signatures, body: record.leafBytes, domain: 'sr1.dir' };
  switch (event.type) {
    case 'ORG_ADMIT':
      requireAdmission(data, signed, event, at);
      return null;
    case 'SUSPEND':
    case 'SUSPEND_LIFT':
      return requireSteward(data, signed, at);
    default:
      // The chain is applied in order, so an authority of the own organisation is judged as it stands now.
      return requireOrgAuthority(data, {
        ...signed,
        org: record.leaf.org,
        right: 'directory.admin',
        at: null,
        barredBy: hour,
      });
  }
}

function requireAdmission(
  data: SignersView,
  signed: SignedBytes,
  event: Extract<DirectoryEvent, { type: 'ORG_ADMIT' }>,
  at: LogIndex,
): void {
  if (event.kind !== 'stewards') return requireBothSeats(data, signed, at);
  const rootKeys = event.rootKeys.map((publicKey) => ({ id: rootKeyId(publicKey), publicKey }));
  requireRoots(rootKeys, ROOT_QUORUM, signed);
}

/** What an organisation signs with authority: an event of its chain, an agreement, its standing, a vetting statement; a device by the rule. */
export interface OrgStatement extends SignedBytes, DeviceRule {}

/**
 * Two of three roots, or one device in force of a member with the right; never a mixture. Gives the member whose device signed,
 * null for roots. Throws like requireAuthority.
 */
export function requireOrgAuthority(data: SignersView, statement: OrgStatement): Member | null {
  const [only] = statement.signatures;
  if (statement.signatures.length === 1 && only?.kind === 'device') {
    return requireDevice(data, only, statement, statement);
  }
  requireRoots(data.organisations.get(statement.org)?.rootKeys ?? [], ROOT_QUORUM, statement);
  return null;
}
