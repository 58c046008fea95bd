import type { CborValue } from '@sealbridge/cbor';
import { idToBytes } from '@sealbridge/vocabulary';
import type { EpochLockbox, Guardian, RecoveryEvent } from './event-recovery.js';
import { numbered } from './numbered.js';

/** The `fields` map of an event about recovery. Checks nothing. */
export function recoveryFields(event: RecoveryEvent): Map<number, CborValue> {
  switch (event.type) {
    case 'RECOVERY_KEY': {
      const { number, kemPublicKey, threshold, delayHours, guardians } = event;
      return numbered(number, kemPublicKey, threshold, delayHours, guardians.map(guardianFields));
    }
    case 'RECOVERY_LOCKBOX':
      return numbered(idToBytes(event.unit), event.epoch, event.keyNumber, event.sha256);
    case 'RECOVERY_STARTED':
      return numbered(
        idToBytes(event.recovery),
        event.keyNumber,
        idToBytes(event.member),
        idToBytes(event.device),
        event.signPublicKey,
        event.kemPublicKey,
        event.proof,
        event.reason,
      );
    case 'RECOVERY_APPROVED':
      return numbered(idToBytes(event.recovery));
    case 'RECOVERY_CANCELLED':
      return numbered(idToBytes(event.recovery), event.reason);
    case 'RECOVERY_COMPLETED':
      return numbered(
        idToBytes(event.recovery),
        event.lockboxes.map(epochLockboxItems),
        event.kemPublicKey,
        event.sealedShareSha256s,
        event.recoveryLockboxes.map(epochLockboxItems),
      );
  }
}

function guardianFields(guardian: Guardian): Map<number, CborValue> {
  const ids = [guardian.org, guardian.member, guardian.device].map(idToBytes);
  return numbered(...ids, guardian.signPublicKey, guardian.kemPublicKey, guardian.sealedShareSha256);
}

function epochLockboxItems({ unit, epoch, sha256 }: EpochLockbox): CborValue {
  return [idToBytes(unit), epoch, sha256];
}
