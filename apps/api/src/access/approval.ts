import { type Action, type Subject, VERIFIED_NEVER } from '@sealbridge/policy';
import type { Id, Purpose } from '@sealbridge/vocabulary';

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

/** Acts that read what somebody sent: for these a verification counts for a while, for one purpose (security-corrections D13). */
const READING: ReadonlySet<Action> = new Set<Action>(['report.open']);

/** The first opening after a verification says what it was for; one that was approved by itself says it anew. */
const KEEP_TO_PURPOSE = {
  name: 'verification-keep',
  text: `update session set verified_for = $2
    where token_hash = $1 and (verified_for is null or ($3::boolean and verified_for <> $2))`,
};

const IS_FOR_PURPOSE = {
  name: 'verification-kept',
  text: 'select 1 from session where token_hash = $1 and verified_for = $2',
};

/** The act that reads, and for what; `verified`: the person was verified for this very act. */
export interface ReadingAct {
  readonly session: SessionContext | null;
  readonly action: Action;
  readonly purpose: Purpose | null;
  readonly verified: boolean;
}

/**
 * Whoever acts, never verified in the session when the verification was for another purpose than that of this act. For what it counts is
 * written down in this transaction and goes with it when the act is refused; of two openings at once the second finds what the
 * first wrote. No other act is decided by it, and a device without a passkey needs none.
 */
export async function verifiedForPurpose(
  tx: Transaction,
  subject: Subject,
  { session, action, purpose, verified }: ReadingAct,
): Promise<Subject> {
  const counts = READING.has(action) && subject.class === 'member' && subject.hasPasskey;
  if (!counts || session === null || purpose === null) return subject;
  const [, kept] = await Promise.all([
    tx.query(KEEP_TO_PURPOSE, [session.tokenSha256, purpose, verified]),
    tx.query(IS_FOR_PURPOSE, [session.tokenSha256, purpose]),
  ]);
  return kept.length === 1 ? subject : { ...subject, verifiedAgo: VERIFIED_NEVER };
}
