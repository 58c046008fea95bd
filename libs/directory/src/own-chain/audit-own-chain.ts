import { rightsOfRoles, type Id } from '@sealbridge/vocabulary';
import { requireThat } from '../directory-error.js';
import type { DirectoryState } from '../directory-state.js';
import type { DirectoryEvent } from '../event.js';
import type { Device } from '../world.js';
import type { ChainEvent } from './chain-event.js';
import { subjectsOf, type AuditFinding, type FindingKind } from './finding.js';

/** An hour is the word of who signs: one hour is what clocks may differ. */
const CLOCK_HOURS = 1;

/** What a device remembers of the last time the person was told. */
export interface OwnKnowledge {
  readonly org: Id;
  readonly member: Id;
  /** Devices that the person knows as theirs. */
  readonly devices: ReadonlySet<Id>;
  /** `seq` of the newest event the person was told of; -1 for none. */
  readonly lastSeq: number;
  /** UNIX hour in which that was; absent when nothing is known of it. */
  readonly lastHour?: number;
}

/**
 * Every event of the own organisation's chain after the last one the person was told of, in their order ("What a device knows of its own
 * organisation" in docs/reference/directory.md). Alarming is what concerns the person or changes who may change things. Throws
 * DirectoryError E_PARTIAL when an event of that chain could not be read: its organisation is given every body, so one is kept back.
 */
export function auditOwnChain(state: DirectoryState, known: OwnKnowledge): AuditFinding[] {
  requireWhole(state, known.org);
  return state
    .events(known.org)
    .filter(({ seq }) => seq > known.lastSeq)
    .map((event) => findingOf(state, known, event));
}

/** Active devices of a member that the person does not know as theirs: while there is one, nothing is sealed. */
export function unknownDevices(
  state: DirectoryState,
  { member, devices }: Pick<OwnKnowledge, 'member' | 'devices'>,
): Device[] {
  return state.devicesOf(member).filter(({ device, ended }) => ended === null && !devices.has(device));
}

/**
 * What a device that asks for the first time may take as known: the chain as it is, itself, and the devices of its member by which it was let
 * in, one after the other. Any other device of the member has to be acknowledged. Throws like auditOwnChain.
 */
export function firstKnowledge(
  state: DirectoryState,
  own: { org: Id; member: Id; device: Id },
  hour: number,
): OwnKnowledge {
  requireWhole(state, own.org);
  const letInBy = new Map(
    state.events(own.org).flatMap(({ event, signedAs, signers: [signer] }) => {
      const byOwn = event.type === 'DEVICE_ADD' && signedAs === 'own_device' && signer !== undefined;
      return byOwn ? [[event.device, signer.signer] as const] : [];
    }),
  );
  const devices = new Set<Id>();
  for (let next: Id | undefined = own.device; next !== undefined && !devices.has(next); next = letInBy.get(next)) {
    devices.add(next);
  }
  const { org, member } = own;
  return { org, member, devices, lastSeq: state.chains.get(org)?.seq ?? -1, lastHour: hour };
}

function requireWhole({ chains }: DirectoryState, org: Id): void {
  const whole = chains.get(org)?.unreadFrom === null;
  requireThat(whole, 'E_PARTIAL', 'not all events of the own organisation could be read');
}

function findingOf(state: DirectoryState, known: OwnKnowledge, entry: ChainEvent): AuditFinding {
  const { seq, hour, index, eventHash, signers, signedAs, event } = entry;
  const kind = kindOf(state, known, event);
  const subjects = subjectsOf(event);
  return {
    ...{ seq, hour, index, eventHash, signers, signedAs, kind, subjects },
    alarming: isAlarming(state, known, kind, subjects),
    backDated: known.lastHour !== undefined && hour + CLOCK_HOURS < known.lastHour,
  };
}

const KINDS: Readonly<
  Record<Exclude<DirectoryEvent['type'], 'MEMBER_ADD' | 'DEVICE_ADD' | 'DEVICE_REVOKE'>, FindingKind>
> = {
  ORG_ADMIT: 'admitted',
  UNIT_ADD: 'unit_added',
  UNIT_PURPOSES: 'unit_purposes',
  MEMBER_UPDATE: 'member_changed',
  MEMBER_REMOVE: 'member_removed',
  UNIT_EPOCH: 'epoch',
  LOCKBOX_ADD: 'lockbox',
  SUSPEND: 'suspended',
  SUSPEND_LIFT: 'suspension_lifted',
  ROOT_ROTATE: 'roots_changed',
  ADMIN_ADD: 'administrator',
  ADMIN_REMOVE: 'administrator_removed',
  RECOVERY_KEY: 'recovery_key',
  RECOVERY_LOCKBOX: 'recovery_lockbox',
  RECOVERY_STARTED: 'recovery_started',
  RECOVERY_APPROVED: 'recovery_approved',
  RECOVERY_CANCELLED: 'recovery_cancelled',
  RECOVERY_COMPLETED: 'recovery_completed',
};

function kindOf(state: DirectoryState, { member }: OwnKnowledge, event: DirectoryEvent): FindingKind {
  switch (event.type) {
    case 'MEMBER_ADD':
      return rightsOfRoles(event.roles).includes('directory.admin') ? 'administrator' : 'member_added';
    case 'DEVICE_ADD':
      return event.member === member ? 'new_device_of_mine' : 'device_added';
    case 'DEVICE_REVOKE':
      return state.devices.get(event.device)?.member === member ? 'my_device_revoked' : 'device_revoked';
    default:
      return KINDS[event.type];
  }
}

/** Alarming whomever they concern: they change who may change things, or begin to. */
const ALWAYS_ALARMING: readonly FindingKind[] = [
  'administrator',
  'administrator_removed',
  'roots_changed',
  'my_device_revoked',
  'recovery_key',
  'recovery_started',
  'recovery_approved',
  'recovery_completed',
];

function isAlarming(state: DirectoryState, known: OwnKnowledge, kind: FindingKind, subjects: readonly Id[]): boolean {
  const [subject] = subjects;
  if (ALWAYS_ALARMING.includes(kind)) return true;
  if (subject === undefined) return false;
  if (kind === 'new_device_of_mine') return !known.devices.has(subject);
  if (kind === 'member_removed') return subject === known.member;
  if (kind !== 'suspended') return false;
  const units = state.members.get(known.member)?.units ?? [];
  return [known.org, known.member, ...units].includes(subject);
}
