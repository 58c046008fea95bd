import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import { STEP_UP_SECONDS } from './step-up-rules.js';

/** How the person was verified. */
export type StepUpMethod = 'passkey' | 'words';

/** An operation that somebody approved. */
export interface Approval {
  readonly session: Id;
  readonly nonce: Uint8Array;
  readonly operation: Uint8Array;
  readonly method: StepUpMethod;
}

/** A nonce stays with its approval for as long as its session is kept, which is far longer than it is good. */
const APPROVE = {
  name: 'step-up-approve',
  text: `insert into step_up (session_id, nonce, operation, method, expires_at)
    values ($1, $2, $3, $4, now() + make_interval(secs => $5)) on conflict (nonce) do nothing returning expires_at as until`,
};

const WORDS_KEY = { name: 'step-up-words-key', text: 'select words_pk as key from vault where device_id = $1' };

/** Operations that people approved. An act uses them up in its own transaction (access/approval.ts). */
@Injectable()
export class StepUpRepository {
  /** Records an approval and gives its end; null when the nonce was used before. */
  async approve(tx: Transaction, { session, nonce, operation, method }: Approval): Promise<Date | null> {
    const [row] = await tx.query<{ until: Date }>(APPROVE, [session, nonce, operation, method, STEP_UP_SECONDS]);
    return row?.until ?? null;
  }

  /** The public key of the recovery words of a device; null when it has none. */
  async wordsKey(tx: Transaction, device: Id): Promise<Uint8Array | null> {
    const [row] = await tx.query<{ key: Uint8Array | null }>(WORDS_KEY, [device]);
    return row?.key ?? null;
  }
}
