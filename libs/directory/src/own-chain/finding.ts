import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryEvent } from '../event.js';
import type { ChainEvent } from './chain-event.js';

/** What an event did, for a person who reads it. */
export type FindingKind =
  | 'admitted'
  | 'unit_added'
  | 'unit_purposes'
  | 'member_added'
  | 'member_changed'
  | 'member_removed'
  | 'administrator'
  | 'administrator_removed'
  | 'roots_changed'
  | 'device_added'
  | 'new_device_of_mine'
  | 'device_revoked'
  | 'my_device_revoked'
  | 'epoch'
  | 'lockbox'
  | 'suspended'
  | 'suspension_lifted'
  | 'recovery_key'
  | 'recovery_lockbox'
  | 'recovery_started'
  | 'recovery_approved'
  | 'recovery_cancelled'
  | 'recovery_completed';

/** One event of the own chain that the person has not been told of. */
export interface AuditFinding extends Pick<
  ChainEvent,
  'seq' | 'hour' | 'index' | 'eventHash' | 'signers' | 'signedAs'
> {
  readonly kind: FindingKind;
  /** Ids of what it is about: member, device, unit, recovery, in the order the event names them. */
  readonly subjects: readonly Id[];
  /** Whether it concerns this person or changes who may change things. */
  readonly alarming: boolean;
  /** Whether it states an hour before the last time the person was told, though it came after. */
  readonly backDated: boolean;
}

/** Ids that an event is about, in the order it names them. */
export function subjectsOf(event: DirectoryEvent): readonly Id[] {
  switch (event.type) {
    case 'ORG_ADMIT':
    case 'ROOT_ROTATE':
      return [];
    case 'UNIT_ADD':
    case 'UNIT_PURPOSES':
    case 'UNIT_EPOCH':
    case 'RECOVERY_LOCKBOX':
      return [event.unit];
    case 'MEMBER_ADD':
    case 'MEMBER_UPDATE':
    case 'MEMBER_REMOVE':
    case 'ADMIN_ADD':
    case 'ADMIN_REMOVE':
      return [event.member];
    case 'DEVICE_ADD':
      return [event.device, event.member];
    case 'DEVICE_REVOKE':
      return [event.device];
    case 'LOCKBOX_ADD':
      return [event.unit, event.lockbox.device];
    case 'SUSPEND':
    case 'SUSPEND_LIFT':
      return [event.subject];
    case 'RECOVERY_KEY':
      return event.guardians.map(({ device }) => device);
    case 'RECOVERY_STARTED':
      return [event.recovery, event.member, event.device];
    case 'RECOVERY_APPROVED':
    case 'RECOVERY_CANCELLED':
    case 'RECOVERY_COMPLETED':
      return [event.recovery];
  }
}
