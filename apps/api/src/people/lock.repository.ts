import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { FAILURES_PER_ADDRESS, FAILURES_PER_DEVICE, LOCK_MINUTES } from './session-rules.js';

/** Stands for the address as a whole, whatever the device. */
const ANY_DEVICE = '00000000-0000-0000-0000-000000000000';

const LOCKED = {
  name: 'sign-in-locked',
  text: `select coalesce(max(extract(epoch from locked_until - now())), 0)::float8 as seconds from sign_in_failure
    where address = $2 and device_id in ($1, $3) and locked_until > now()`,
};

/** A failure older than the lock time counts no more: the counter starts again. */
const FAIL = {
  name: 'sign-in-fail',
  text: `insert into sign_in_failure as f (device_id, address, failures, last_at, locked_until)
    values ($1, $2, 1, now(), null)
    on conflict (device_id, address) do update set
      failures = case when f.last_at < now() - make_interval(mins => $4) then 1 else f.failures + 1 end,
      last_at = now(),
      locked_until = case when f.last_at >= now() - make_interval(mins => $4) and f.failures + 1 >= $3
        then now() + make_interval(mins => $4) else f.locked_until end`,
};

const FORGET = { name: 'sign-in-forget', text: 'delete from sign_in_failure where device_id = $1 and address = $2' };

const PURGE = {
  name: 'sign-in-purge',
  text: `delete from sign_in_failure where (device_id, address) in (
    select device_id, address from sign_in_failure where last_at < now() - make_interval(mins => $1) limit $2)`,
};

/** Failed sign-ins, per device and address and per address alone (security-corrections D13). */
@Injectable()
export class LockRepository {
  /** Seconds until this device may try again at this address; 0 when it may now. */
  async lockedFor(tx: Transaction, device: Id, address: string): Promise<number> {
    const [row] = await tx.query<{ seconds: number }>(LOCKED, [device, address, ANY_DEVICE]);
    return row?.seconds ?? 0;
  }

  /** Counts a failure against the device at this address and against the address. */
  async fail(tx: Transaction, device: Id, address: string): Promise<void> {
    await tx.query(FAIL, [device, address, FAILURES_PER_DEVICE, LOCK_MINUTES]);
    await tx.query(FAIL, [ANY_DEVICE, address, FAILURES_PER_ADDRESS, LOCK_MINUTES]);
  }

  /** A success clears the device's failures at this address, not those of the address. */
  async forget(tx: Transaction, device: Id, address: string): Promise<void> {
    await tx.query(FORGET, [device, address]);
  }

  /** Deletes failures that count no more, at most `limit`. */
  async purge(tx: Transaction, limit: number): Promise<void> {
    await tx.query(PURGE, [LOCK_MINUTES, limit]);
  }
}
