import { Injectable } from '@nestjs/common';

import type { Transaction } from '../platform/database/transaction.js';

import type { NoticeFact, NoticeRecipients } from './notice-fact.types.js';

const RAISE = {
  name: 'notice-raise',
  text: 'select raise_notice($1, $2::uuid, $3::uuid, $4, $5, $6::uuid, $7, $8::timestamptz)',
};

/** Notices of members. */
@Injectable()
export class NoticeRepository {
  /** Writes a fact for everybody who is told, past the walls: the actor may not see their rows. */
  async raise(tx: Transaction, { kind, to, object, at, occasion }: NoticeFact): Promise<void> {
    const about = [object?.type ?? null, object?.id ?? null];
    await tx.query(RAISE, [kind, ...recipients(to), ...about, occasion ?? null, at ?? null]);
  }
}

/** Member, organisation and right as `raise_notice` takes them: all null means the stewards. */
function recipients(to: NoticeRecipients): readonly (string | null)[] {
  if ('member' in to) return [to.member, null, null];
  return 'org' in to ? [null, to.org, to.right] : [null, null, null];
}
