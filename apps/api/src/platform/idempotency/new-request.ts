import { sha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../database/transaction.js';
import { Rejected } from '../graphql/rejected.js';
import { conflict } from '../graphql/user-error.js';
import type { IdempotencyRepository } from './idempotency.repository.js';

/** A mutation as its idempotency key knows it. */
export interface KeyedRequest {
  readonly device: Id;
  readonly operation: string;
  readonly key: string;
  /** Everything that is asked for. */
  readonly request: Uint8Array;
  readonly about: Id;
}

/** False for a request that was carried out before. Throws Rejected (Conflict) when its key stands for another one. */
export async function isNewRequest(
  idempotency: IdempotencyRepository,
  tx: Transaction,
  { device, operation, key, request, about }: KeyedRequest,
): Promise<boolean> {
  const requestSha256 = sha256(request);
  const claim = await idempotency.claim(tx, { device, operation, key, requestSha256, resultIds: [about] });
  if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
  return claim === 'new';
}
