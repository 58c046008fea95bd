import type {
  EventRecord,
  RecoveryApproved,
  RecoveryCancelled,
  RecoveryCompleted,
  RecoveryStarted,
} from '@sealbridge/directory';
import type { Action } from '@sealbridge/policy';

import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

/** A signed step of a recovery and the hour it states. */
export interface RecoveryChange {
  readonly record: EventRecord;
  readonly event: RecoveryStarted | RecoveryApproved | RecoveryCancelled | RecoveryCompleted;
  readonly hour: number;
}

const ACTIONS: Readonly<Record<RecoveryChange['event']['type'], Action>> = {
  RECOVERY_STARTED: 'recovery.start',
  RECOVERY_APPROVED: 'recovery.approve',
  RECOVERY_CANCELLED: 'recovery.cancel',
  RECOVERY_COMPLETED: 'recovery.complete',
};

/**
 * The step of a recovery that a publication is, or null. It comes alone: each is an act of its own, and decided as such. Throws Rejected.
 */
export function recoveryChange(records: readonly EventRecord[]): RecoveryChange | null {
  const changes = records.flatMap((record): RecoveryChange[] => {
    const { body } = record;
    return body !== null && isStep(body.event) ? [{ record, event: body.event, hour: body.hour }] : [];
  });
  const [change] = changes;
  if (change !== undefined && records.length > 1) {
    throw new Rejected(invalid('E_RECORD', 'a step of a recovery comes alone', 'records'));
  }
  return change ?? null;
}

/** The action that a step is. */
export function recoveryAction({ event }: RecoveryChange): Action {
  return ACTIONS[event.type];
}

function isStep(event: { readonly type: string }): event is RecoveryChange['event'] {
  return Object.hasOwn(ACTIONS, event.type);
}
