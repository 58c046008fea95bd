import type { Subject } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

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

const HAVE_PASSKEYS = {
  name: 'approval-signers',
  text: `select 1 from passkey p join device d on d.id = p.device_id and d.sign_pk = p.sign_pk where d.id = any($1::uuid[]) limit 1`,
};

/** What an act brings along that decides whether the person has to be verified anew. */
export interface Approvable {
  readonly session: SessionContext | null;
  /** The digest by which the person approved the act; undefined for an act that nobody can approve. */
  readonly operation: Uint8Array | undefined;
  /** The devices and roots that signed, of each thing that was. */
  readonly signers: readonly (readonly Id[])[];
}

/**
 * Whether an act needs no fresh verification of the person, or has one, which is used up in this transaction: rolled back with it,
 * it stays open. Needed where the device of the session has a passkey, whatever the session itself began with: the keys then
 * lie unlocked in a browser. An act has none when something that was signed for it is of other devices alone and one of those has a
 * passkey: what the caller signed beside it makes it no more the caller's.
 */
export async function isVerified(
  tx: Transaction,
  subject: Subject,
  { session, operation, signers }: Approvable,
): Promise<boolean> {
  const others = signers.filter((signed) => session === null || !signed.includes(session.device)).flat();
  if (others.length > 0 && (await tx.query(HAVE_PASSKEYS, [others])).length > 0) return false;
  if (session === null || subject.class !== 'member' || !subject.hasPasskey) return true;
  if (operation === undefined) return false;
  return (await tx.query(USE, [session.tokenSha256, operation])).length === 1;
}
