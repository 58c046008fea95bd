import type { Subject } from '@sealbridge/policy';

import type { Transaction } from '../platform/database/transaction.js';
import type { SessionContext } from './caller.js';

/** Two acts at once wait for each other at the row, and the second finds it used. */
const USE = {
  name: 'approval-use',
  text: `update step_up set used_at = now() where used_at is null and row = (
    select u.row from step_up u join session s on s.id = u.session_id
    where s.token_hash = $1 and u.operation = $2 and u.used_at is null and u.expires_at > now()
    order by u.row limit 1 for update of u) returning row`,
};

/**
 * Whether an act needs no fresh verification of the person, or has one, which is used up in this transaction: rolled back with it,
 * it stays open. Needed where the device of the session has a passkey, whatever the session itself began with: the keys then
 * lie unlocked in a browser. `operation` is the digest by which the person approved the act; an act that names none has no approval.
 */
export async function isVerified(
  tx: Transaction,
  subject: Subject,
  { session, operation }: { readonly session: SessionContext | null; readonly operation: Uint8Array | undefined },
): Promise<boolean> {
  if (session === null || subject.class !== 'member' || !subject.hasPasskey) return true;
  if (operation === undefined) return false;
  return (await tx.query(USE, [session.tokenSha256, operation])).length === 1;
}
