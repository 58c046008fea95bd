import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryData } from './directory-data.js';
import type { DirectoryEvent } from './event.js';
import type { EpochName } from './order.js';
import type { Device } from './world.js';

/** What of the directory tells which lockboxes a device holds. */
export type HoldersView = Pick<DirectoryData, 'devices' | 'units'>;

/**
 * Whether a member's own device signs an event without any right in the organisation: letting in the next device of the same member by
 * a link, ending one, handing on a key it holds to another one or to the recovery key (decision 0025).
 */
export function mayDoForOneself(data: HoldersView, event: DirectoryEvent, signer: Id): boolean {
  const device = data.devices.get(signer);
  if (device === undefined) return false;
  switch (event.type) {
    case 'DEVICE_ADD':
      return event.invitation !== null && event.member === device.member;
    case 'DEVICE_REVOKE':
      return isOfMember(data, event.device, device);
    case 'LOCKBOX_ADD':
      return isOfMember(data, event.lockbox.device, device) && holdsLockbox(data, device.device, event);
    case 'RECOVERY_LOCKBOX':
      return holdsLockbox(data, device.device, event);
    default:
      return false;
  }
}

/** Whether a device holds a lockbox of an epoch. */
export function holdsLockbox({ units }: Pick<DirectoryData, 'units'>, device: Id, { unit, epoch }: EpochName): boolean {
  return units.get(unit)?.epochs[epoch - 1]?.lockboxes.has(device) === true;
}

function isOfMember({ devices }: HoldersView, other: Id, device: Device): boolean {
  return devices.get(other)?.member === device.member;
}
