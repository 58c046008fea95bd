import type { Authority } from '../authority.js';
import type { Draft, EventPlace } from '../directory-data.js';
import { DirectoryError } from '../directory-error.js';
import type { Guardian, RecoveryEvent } from '../event-recovery.js';
import { addRecoveryLockbox, setRecoveryKey } from './apply-key.js';
import { approveRecovery, cancelRecovery, startRecovery } from './apply-run.js';
import { completeRecovery } from './complete.js';

/** Effect of an event about recovery whose authority was checked. Throws DirectoryError as docs/reference/directory.md says. */
export function applyRecovery(draft: Draft, event: RecoveryEvent, authority: Authority, place: EventPlace): void {
  switch (event.type) {
    case 'RECOVERY_KEY':
      return setRecoveryKey(draft, event, authority, place);
    case 'RECOVERY_LOCKBOX':
      return addRecoveryLockbox(draft, event, place);
    case 'RECOVERY_STARTED':
      return startRecovery(draft, event, guardianOf(authority), place);
    case 'RECOVERY_APPROVED':
      return approveRecovery(draft, event, guardianOf(authority), place);
    case 'RECOVERY_CANCELLED':
      return cancelRecovery(draft, event, authority, place);
    case 'RECOVERY_COMPLETED':
      return completeRecovery(draft, event, guardianOf(authority), place);
  }
}

function guardianOf(authority: Authority): Guardian {
  if (authority.as !== 'guardian') throw new DirectoryError('E_AUTHORITY', 'exactly one guardian signs');
  return authority.guardian;
}
