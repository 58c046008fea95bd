import { isAcceptableKemKey } from '@sealbridge/sodium';
import { requireDeviceKeys } from '../apply-device.js';
import { requireEpoch, requireUnit } from '../apply-epoch.js';
import type { Authority } from '../authority.js';
import { claimKeys, type Draft, type EventPlace } from '../directory-data.js';
import { requireThat } from '../directory-error.js';
import type { RecoveryKey, RecoveryLockbox } from '../event-recovery.js';
import { isGuardianInForce } from './guardian-authority.js';
import { cancelOpen, requireSetup } from './open-recovery.js';
import { epochKey, type RecoverySetup } from './recovery.js';

/** Effect of RECOVERY_KEY: other guardians, another key, no recovery lockboxes yet; what is open is cancelled. */
export function setRecoveryKey(draft: Draft, event: RecoveryKey, authority: Authority, place: EventPlace): void {
  const before = draft.setups.get(place.org);
  requireThat(event.number === (before?.number ?? 0) + 1, 'E_RECOVERY_KEY', 'the number is not the next');
  const weaker = before !== undefined && isWeaker(event, before);
  requireThat(authority.as === 'roots' || !weaker, 'E_AUTHORITY', 'two roots lower the threshold or shorten the delay');
  requireThat(isAcceptableKemKey(event.kemPublicKey), 'E_KEM_KEY', 'the kem key is not acceptable');
  for (const guardian of event.guardians) {
    requireDeviceKeys(guardian);
    const inForce = isGuardianInForce(draft, place.org, guardian, place.index);
    requireThat(inForce, 'E_RECOVERY_KEY', 'a guardian is not the active device it is said to be');
  }
  claimKeys(draft, event.kemPublicKey);
  cancelOpen(draft, place, 'key_replaced', () => true);
  const { number, kemPublicKey, threshold, delayHours, guardians } = event;
  const named = { number, kemPublicKey, threshold, delayHours, guardians };
  draft.setups.set(place.org, { ...named, sinceHour: place.hour, lockboxes: new Map() });
}

// A thief of an administrator's device must not gain time against those who would see the alarm.
function isWeaker(event: RecoveryKey, before: RecoverySetup): boolean {
  return event.threshold < before.threshold || event.delayHours < before.delayHours;
}

/** Effect of RECOVERY_LOCKBOX: an epoch that was not sealed to the recovery key in force is. */
export function addRecoveryLockbox(draft: Draft, event: RecoveryLockbox, place: EventPlace): void {
  const setup = requireSetup(draft, place.org);
  requireThat(event.keyNumber === setup.number, 'E_RECOVERY_LOCKBOX', 'the recovery key is not the one in force');
  requireEpoch(requireUnit(draft, event.unit, place.org), event.epoch);
  const key = epochKey(event);
  requireThat(!setup.lockboxes.has(key), 'E_RECOVERY_LOCKBOX', 'the epoch has its recovery lockbox already');
  draft.setups.set(place.org, { ...setup, lockboxes: new Map([...setup.lockboxes, [key, event.sha256]]) });
}
