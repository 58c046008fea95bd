import type { Id } from '@sealbridge/vocabulary';
import { requireDeviceKeys } from '../apply-device.js';
import { requireMember } from '../apply-member.js';
import type { Authority } from '../authority.js';
import { claimInvitation, requireNewId, requireNewKey, type Draft, type EventPlace } from '../directory-data.js';
import { requireThat } from '../directory-error.js';
import type { Guardian, RecoveryApproved, RecoveryCancelled, RecoveryStarted } from '../event-recovery.js';
import { verifyJoinProof } from '../invitation/join-proof.js';
import { isSuspendedAtHour } from '../suspension.js';
import { endRecovery, replaceRecovery, requireOpen, requireSetup } from './open-recovery.js';
import type { Recovery, RecoverySetup } from './recovery.js';

/** Effect of RECOVERY_STARTED: an open recovery. The new device takes nothing into use until the recovery is completed. */
export function startRecovery(draft: Draft, event: RecoveryStarted, by: Guardian, place: EventPlace): void {
  const setup = requireSetup(draft, place.org);
  requireThat(event.keyNumber === setup.number, 'E_RECOVERY', 'the recovery key is not the one in force');
  requireThat(place.hour >= setup.sinceHour, 'E_RECOVERY', 'the start is of an hour before the guardians were named');
  requireOther(by, event.member);
  requireRecoverable(draft, event.member, place);
  requireTurn(draft.recoveries.get(place.org) ?? [], event.member, by, setup);
  requireNewDevice(draft, event, place);
  claimInvitation(draft, event.recovery);
  draft.recoveries.set(place.org, [
    ...(draft.recoveries.get(place.org) ?? []),
    {
      id: event.recovery,
      org: place.org,
      member: event.member,
      device: event.device,
      signPublicKey: event.signPublicKey,
      kemPublicKey: event.kemPublicKey,
      reason: event.reason,
      keyNumber: event.keyNumber,
      startedHour: place.hour,
      startedIndex: place.index,
      startedEventHash: place.eventHash,
      approvals: [by.device],
      state: 'open',
      ended: null,
      endedBy: null,
    },
  ]);
}

/** Effect of RECOVERY_APPROVED: one guardian more. */
export function approveRecovery(draft: Draft, event: RecoveryApproved, by: Guardian, place: EventPlace): void {
  const recovery = requireOpen(draft, place.org, event.recovery);
  requireOther(by, recovery.member);
  requireThat(!recovery.approvals.includes(by.device), 'E_RECOVERY', 'the guardian has approved already');
  replaceRecovery(draft, { ...recovery, approvals: [...recovery.approvals, by.device] });
}

/** Effect of RECOVERY_CANCELLED by a guardian or the organisation: the recovery ends without effect. */
export function cancelRecovery(draft: Draft, event: RecoveryCancelled, authority: Authority, place: EventPlace): void {
  const recovery = requireOpen(draft, place.org, event.recovery);
  const by = authority.as === 'guardian' ? authority.guardian.device : null;
  replaceRecovery(draft, endRecovery(recovery, 'cancelled', place, { reason: event.reason, by }));
}

/** Throws E_SIGNER for a guardian who would help to recover the own member: nobody vouches for oneself. */
export function requireOther(guardian: Guardian, member: Id): void {
  requireThat(guardian.member !== member, 'E_SIGNER', 'nobody recovers oneself');
}

/** Throws E_UNKNOWN_MEMBER unless the member is active, E_RECOVERY while it is suspended. */
export function requireRecoverable(draft: Draft, member: Id, place: EventPlace): void {
  requireMember(draft, member, place.org);
  const suspended = isSuspendedAtHour(draft, member, place.hour);
  requireThat(!suspended, 'E_RECOVERY', 'a suspended member is not recovered');
}

/** One at a time for a member; and whoever was stopped by another does not try the same member again under this key. */
function requireTurn(all: readonly Recovery[], member: Id, by: Guardian, setup: RecoverySetup): void {
  const last = all.findLast((recovery) => recovery.member === member);
  requireThat(last?.state !== 'open', 'E_RECOVERY', 'a recovery of the member is open');
  const mine = last?.state === 'cancelled' && last.keyNumber === setup.number && last.approvals[0] === by.device;
  const stopped = mine && last.endedBy !== by.device;
  requireThat(!stopped, 'E_RECOVERY', 'another guardian starts what was cancelled');
}

function requireNewDevice(draft: Draft, event: RecoveryStarted, { org }: EventPlace): void {
  requireNewId(draft, event.recovery);
  requireNewId(draft, event.device);
  requireThat(event.recovery !== event.device, 'E_DUPLICATE_ID', 'an id is used before');
  requireDeviceKeys(event);
  const { member, device, recovery: invitation, signPublicKey, kemPublicKey } = event;
  const claim = { org, member, device, invitation, signPublicKey, kemPublicKey };
  requireThat(verifyJoinProof(claim, event.proof), 'E_POP', 'the proof of possession does not verify');
  for (const publicKey of [signPublicKey, kemPublicKey]) requireNewKey(draft, publicKey);
}
