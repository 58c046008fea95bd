import type { CborValue } from '@sealbridge/cbor';
import { idToBytes } from '@sealbridge/vocabulary';
import type { DirectoryEvent, LockboxEntry } from './event.js';
import { recoveryFields } from './event-write-recovery.js';
import { numbered } from './numbered.js';

/** The key under which MEMBER_ADD announces its private part. */
export const PRIVATE_HASH_FIELD = 15;

/** The `fields` map of an event body, in the numbering of docs/reference/directory.md. Checks nothing. */
export function eventFields(event: DirectoryEvent): Map<number, CborValue> {
  switch (event.type) {
    case 'ORG_ADMIT':
      return numbered(event.handle, event.kind, event.country, event.rootKeys, event.name);
    case 'UNIT_ADD':
      return numbered(idToBytes(event.unit), event.handle);
    case 'UNIT_PURPOSES':
      return numbered(idToBytes(event.unit), event.purposes);
    case 'MEMBER_ADD':
      return numbered(
        idToBytes(event.member),
        event.units.map(idToBytes),
        event.roles,
        event.clearance,
        event.trainingUntil,
        event.jurisdictions,
        event.seat,
        event.country,
      ).set(PRIVATE_HASH_FIELD, event.privateHash);
    case 'MEMBER_UPDATE':
      return numbered(idToBytes(event.member), event.clearance, event.trainingUntil, event.jurisdictions);
    case 'MEMBER_REMOVE':
      return numbered(idToBytes(event.member), event.reason);
    case 'DEVICE_ADD':
      return numbered(
        idToBytes(event.device),
        idToBytes(event.member),
        event.signPublicKey,
        event.kemPublicKey,
        event.proof,
        ...(event.invitation === null ? [] : [idToBytes(event.invitation)]),
      );
    case 'DEVICE_REVOKE':
      return numbered(idToBytes(event.device), event.reason);
    case 'UNIT_EPOCH':
      return numbered(
        idToBytes(event.unit),
        event.epoch,
        event.kemPublicKey,
        event.lockboxes.map(lockboxPair),
        event.reason,
        event.history,
        ...(event.recoveryLockboxSha256 === null ? [] : [event.recoveryLockboxSha256]),
      );
    case 'LOCKBOX_ADD':
      return numbered(idToBytes(event.unit), event.epoch, ...lockboxPair(event.lockbox));
    case 'SUSPEND':
      return numbered(idToBytes(event.subject), event.measure, event.reason);
    case 'SUSPEND_LIFT':
      return numbered(idToBytes(event.subject), event.reason);
    case 'ROOT_ROTATE':
      return numbered(event.rootKeys, event.proofs);
    case 'ADMIN_ADD':
    case 'ADMIN_REMOVE':
      return numbered(idToBytes(event.member));
    default:
      return recoveryFields(event);
  }
}

function lockboxPair(entry: LockboxEntry): [Uint8Array, Uint8Array] {
  return [idToBytes(entry.device), entry.sha256];
}
