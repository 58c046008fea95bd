import { isAcceptableKemKey } from '@sealbridge/sodium';
import { activeDevicesOf, endDevice, isExposed, putDevice } from '../apply-device.js';
import { heldBy, requireEpoch, requireUnit, widenEpoch } from '../apply-epoch.js';
import { claimKeys, requireNewId, type Draft, type EventPlace } from '../directory-data.js';
import { requireThat } from '../directory-error.js';
import type { EpochLockbox, Guardian, RecoveryCompleted } from '../event-recovery.js';
import { MAX_RECOVERY_LOCKBOXES } from '../limits.js';
import { requireOther, requireRecoverable } from './apply-run.js';
import { isGuardianInForce } from './guardian-authority.js';
import { endRecovery, replaceRecovery, requireOpen, requireSetup } from './open-recovery.js';
import { epochKey, type Recovery, type RecoverySetup } from './recovery.js';

/**
 * Effect of RECOVERY_COMPLETED, all at once: the devices of the member end, the new one takes their place with its lockboxes, and the
 * recovery key is followed by the next, for whoever rebuilt it has seen it.
 */
export function completeRecovery(draft: Draft, event: RecoveryCompleted, by: Guardian, place: EventPlace): void {
  const recovery = requireOpen(draft, place.org, event.recovery);
  const setup = requireSetup(draft, place.org);
  requireOther(by, recovery.member);
  requireEnough(draft, recovery, setup, place);
  const ready = place.hour >= recovery.startedHour + setup.delayHours;
  requireThat(ready, 'E_RECOVERY_DELAY', 'the delay has not run');
  requireRecoverable(draft, recovery.member, place);
  for (const lockbox of event.lockboxes) requireHeld(draft, recovery, lockbox);
  followKey(draft, event, setup, place);
  replaceDevices(draft, recovery, event.lockboxes, place);
  replaceRecovery(draft, endRecovery(recovery, 'completed', place, { reason: recovery.reason, by: by.device }));
}

function requireEnough(draft: Draft, recovery: Recovery, setup: RecoverySetup, place: EventPlace): void {
  const counting = setup.guardians.filter(
    (guardian) =>
      recovery.approvals.includes(guardian.device) && isGuardianInForce(draft, place.org, guardian, place.index),
  );
  const enough = counting.length >= setup.threshold;
  requireThat(enough, 'E_RECOVERY_GUARDIANS', 'not as many guardians approved as must');
}

/** A recovery gives back what the member could read, and nothing else. */
function requireHeld(draft: Draft, { org, member }: Recovery, { unit: id, epoch: number }: EpochLockbox): void {
  const unit = requireUnit(draft, id, org);
  const held = heldBy(draft, requireEpoch(unit, number), member);
  requireThat(held, 'E_LOCKBOX', 'a lockbox is for an epoch that the member never held');
}

function followKey(draft: Draft, event: RecoveryCompleted, setup: RecoverySetup, place: EventPlace): void {
  const { kemPublicKey, sealedShareSha256s, recoveryLockboxes } = event;
  const complete = sealedShareSha256s.length === setup.guardians.length;
  requireThat(complete, 'E_RECOVERY_KEY', 'not one share for each guardian');
  const known = recoveryLockboxes.every((lockbox) => setup.lockboxes.has(epochKey(lockbox)));
  const all = recoveryLockboxes.length === Math.min(setup.lockboxes.size, MAX_RECOVERY_LOCKBOXES);
  requireThat(known && all, 'E_RECOVERY_LOCKBOX', 'the epochs are not those that were sealed to the key before');
  requireThat(isAcceptableKemKey(kemPublicKey), 'E_KEM_KEY', 'the kem key is not acceptable');
  claimKeys(draft, kemPublicKey);
  const guardians = setup.guardians.map((guardian, at) => ({
    ...guardian,
    sealedShareSha256: sealedShareSha256s[at] ?? guardian.sealedShareSha256,
  }));
  const lockboxes = new Map(recoveryLockboxes.map((lockbox) => [epochKey(lockbox), lockbox.sha256]));
  draft.setups.set(place.org, { ...setup, number: setup.number + 1, kemPublicKey, guardians, lockboxes });
}

function replaceDevices(
  draft: Draft,
  recovery: Recovery,
  lockboxes: readonly EpochLockbox[],
  { index, hour }: EventPlace,
): void {
  const ending = { index, hour, reason: recovery.reason };
  const epochs = isExposed(recovery.reason) ? 'closed' : 'due';
  for (const device of activeDevicesOf(draft, recovery.member)) endDevice(draft, device, ending, epochs);
  requireNewId(draft, recovery.device);
  putDevice(draft, recovery, { index, eventHash: recovery.startedEventHash });
  for (const { unit, epoch, sha256 } of lockboxes) widenEpoch(draft, unit, epoch, { device: recovery.device, sha256 });
}
