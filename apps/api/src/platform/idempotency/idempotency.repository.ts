import { Injectable } from '@nestjs/common';
import { equal, sha256, toHex, utf8 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../database/transaction.js';

/** A request under its idempotency key, which counts per device and operation (security-corrections D14). */
export interface IdempotentRequest {
  readonly device: Id;
  readonly operation: string;
  /** clientMutationId as sent. */
  readonly key: string;
  /** SHA-256 over everything the request asks for. */
  readonly requestSha256: Uint8Array;
  /** What the request will have made; ids only, never a payload (security-corrections B2). */
  readonly resultIds: readonly Id[];
}

/** Whether the request is new, was done before, or differs from the one its key stands for. */
export type Claim = 'new' | 'again' | 'other';

const INSERT = {
  name: 'idempotency-claim',
  text: `insert into idempotency (device_id, operation, key, request_sha256, result_ids)
    values ($1, $2, $3, $4, $5::uuid[]) on conflict do nothing returning device_id`,
};

const FIND = {
  name: 'idempotency-find',
  text: `select request_sha256 as "requestSha256" from idempotency where device_id = $1 and operation = $2 and key = $3`,
};

const PURGE = {
  name: 'idempotency-purge',
  text: `delete from idempotency where (device_id, operation, key) in (
    select device_id, operation, key from idempotency where made_at < now() - make_interval(hours => $1) limit $2)`,
};

/** One effect per idempotency key. */
@Injectable()
export class IdempotencyRepository {
  /**
   * Takes the key inside the transaction of the effect. A concurrent duplicate waits here until that transaction ends:
   * committed, it is `again`; rolled back, it is `new`.
   */
  async claim(tx: Transaction, request: IdempotentRequest): Promise<Claim> {
    const { device, operation, requestSha256, resultIds } = request;
    // stored as its hash: what a client sent may be of any length and hold what no text column takes
    const key = toHex(sha256(utf8(request.key)));
    const taken = await tx.query(INSERT, [device, operation, key, requestSha256, resultIds]);
    if (taken.length === 1) return 'new';
    const [earlier] = await tx.query<{ requestSha256: Uint8Array }>(FIND, [device, operation, key]);
    return earlier !== undefined && equal(earlier.requestSha256, requestSha256) ? 'again' : 'other';
  }

  /** Forgets keys after so many hours, at most `limit`. What they made keeps its own ids, so a late repeat makes nothing twice. */
  async purge(tx: Transaction, hours: number, limit: number): Promise<void> {
    await tx.query(PURGE, [hours, limit]);
  }
}
