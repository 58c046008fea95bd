import type { Id } from '@sealbridge/vocabulary';
import type { Body } from './body.js';
import { requireDevice, requireDeviceInForce, type DeviceRule, type SignersView } from './device-authority.js';
import type { DirectoryData } from './directory-data.js';
import type { DirectoryEvent } from './event.js';
import type { Guardian } from './event-recovery.js';
import type { EventRecord } from './event-record.js';
import { mayDoForOneself, type HoldersView } from './own-device-authority.js';
import { requireGuardian } from './recovery/guardian-authority.js';
import { requireRoots, ROOT_QUORUM, rootsAt, type SignedBytes } from './root-authority.js';
import { rootKeyId, type SignedAs } from './signature.js';
import { requireBothSeats, requireSteward } from './steward-authority.js';
import type { LogIndex, Member } from './world.js';

/** In what capacity an event was signed, and by whom when it was one. */
export type Authority =
  | { readonly as: Extract<SignedAs, 'roots' | 'both_seats'> }
  | { readonly as: Extract<SignedAs, 'steward' | 'administrator' | 'own_device'>; readonly member: Member }
  | { readonly as: Extract<SignedAs, 'guardian'>; readonly guardian: Guardian };

/** What of the directory tells who may sign an event. */
export type EventSignersView = SignersView & HoldersView & Pick<DirectoryData, 'setups'>;

/** An event of a chain, with its signatures. */
interface SignedEvent extends SignedBytes {
  readonly org: Id;
  /** The hour the event states. */
  readonly hour: number;
}

/**
 * Checks that a record carries exactly the signatures its event needs and that each verifies. Throws E_AUTHORITY (wrong kinds or
 * number), E_SIGNER (unknown, ended, suspended, without the right), E_SIGNATURE.
 */
export function requireAuthority(
  data: EventSignersView,
  record: EventRecord,
  { event, hour }: Pick<Body, 'event' | 'hour'>,
  at: LogIndex,
): Authority {
  const { signatures, leafBytes: body, leaf } = record;
  const signed: SignedEvent = { signatures, body, domain: 'sr1.dir', org: leaf.org, hour };
  switch (event.type) {
    case 'ORG_ADMIT':
      return requireAdmission(data, signed, event, at);
    case 'SUSPEND':
    case 'SUSPEND_LIFT':
      return { as: 'steward', member: requireSteward(data, signed, at) };
    case 'ROOT_ROTATE':
    case 'ADMIN_ADD':
    case 'ADMIN_REMOVE':
      requireRoots(rootsAt(data.organisations.get(leaf.org), { at: null, signatures }), ROOT_QUORUM, signed);
      return { as: 'roots' };
    case 'RECOVERY_STARTED':
    case 'RECOVERY_APPROVED':
    case 'RECOVERY_COMPLETED':
      return { as: 'guardian', guardian: requireGuardian(data, signed, at) };
    case 'RECOVERY_CANCELLED':
      if (!signatures.some(({ kind }) => kind === 'guardian')) return requireOwnAuthority(data, signed, event);
      return { as: 'guardian', guardian: requireGuardian(data, signed, at) };
    default:
      return requireOwnAuthority(data, signed, event);
  }
}

function requireAdmission(
  data: SignersView,
  signed: SignedBytes,
  event: Extract<DirectoryEvent, { type: 'ORG_ADMIT' }>,
  at: LogIndex,
): Authority {
  if (event.kind !== 'stewards') {
    requireBothSeats(data, signed, at);
    return { as: 'both_seats' };
  }
  const rootKeys = event.rootKeys.map((publicKey) => ({ id: rootKeyId(publicKey), publicKey }));
  requireRoots(rootKeys, ROOT_QUORUM, signed);
  return { as: 'roots' };
}

/** The organisation of the chain, or for some events the member whose device it is. */
function requireOwnAuthority(data: EventSignersView, signed: SignedEvent, event: DirectoryEvent): Authority {
  // The chain is applied in order, so an authority of the own organisation is judged as it stands now.
  const rule = { org: signed.org, at: null, barredBy: signed.hour } as const;
  const [only] = signed.signatures;
  if (signed.signatures.length === 1 && only?.kind === 'device' && mayDoForOneself(data, event, only.signer)) {
    return { as: 'own_device', member: requireDeviceInForce(data, only, signed, rule) };
  }
  const member = requireOrgAuthority(data, { ...signed, ...rule, right: 'directory.admin' });
  return member === null ? { as: 'roots' } : { as: 'administrator', member };
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
  requireRoots(rootsAt(data.organisations.get(statement.org), statement), ROOT_QUORUM, statement);
  return null;
}
