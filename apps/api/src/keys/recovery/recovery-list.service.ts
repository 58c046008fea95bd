import { Injectable } from '@nestjs/common';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { pageOf, pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';
import { seesAllChains } from '../directory-reader.js';

import { ReadinessService } from './readiness.service.js';
import { RecoveryRepository } from './recovery.repository.js';
import type { NotReady, RecoveryReader, RecoveryRow } from './recovery.rows.js';
import type { GuardianShare, Recovery, RecoveryConnection } from './recovery.types.js';

const LIST = 'recoveries';

interface Seen {
  readonly row: RecoveryRow;
  readonly waitsFor: NotReady | null;
}

/** Shows recoveries to whoever they concern, and shares to their guardians. */
@Injectable()
export class RecoveryListService {
  constructor(
    private readonly access: Access,
    private readonly recoveries: RecoveryRepository,
    private readonly readiness: ReadinessService,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by any member: recoveries of the own organisation and of those guarded; stewards and auditors: all. */
  async list(caller: Caller, page: PageArgs): Promise<RecoveryConnection> {
    const { member } = sessionOf(caller);
    const size = pageSize(page);
    const after = this.#after(member, page);
    const outcome = await this.access.perform(caller, {
      action: 'recovery.read',
      reach: 'directory',
      resource: () => Promise.resolve({ type: 'Recovery', list: true }),
      work: async (permit, tx) => {
        const rows = await this.recoveries.page(tx, readerOf(permit), after, size + 1);
        const seen: Seen[] = [];
        for (const row of rows) seen.push(await this.#seen(tx, row));
        return seen;
      },
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (seen) => ({
      cursor: this.cursors.seal(LIST, member, BigInt(seen.row.row)),
      node: recoveryType(seen),
    }));
  }

  /** One of the same, or null. */
  async one(caller: Caller, text: string): Promise<Recovery | null> {
    const id = parseId(text);
    if (id === null) return null;
    const outcome = await this.access.perform(caller, {
      action: 'recovery.read',
      reach: 'directory',
      detail: { object: { type: 'recovery', id, version: null, hash: null } },
      resource: () => Promise.resolve({ type: 'Recovery', list: true }),
      work: async (permit, tx) => {
        const row = await this.recoveries.find(tx, readerOf(permit), id);
        return row === null ? null : this.#seen(tx, row);
      },
      entry: (seen) => ({ resultCount: seen === null ? 0 : 1 }),
    });
    const seen = answerOf(outcome, null);
    return seen === null ? null : recoveryType(seen);
  }

  /** The shares of the caller's device, and of no other. Empty for whoever is no guardian. */
  async shares(caller: Caller): Promise<GuardianShare[]> {
    const { device, organisation } = sessionOf(caller);
    const outcome = await this.access.perform(caller, {
      action: 'recovery.share',
      reach: 'directory',
      resource: async (tx) => {
        const guardian = (await this.recoveries.guarded(tx, device)).length > 0;
        const attributes = { org: organisation, guardian, authorised: false, state: '', ready: false };
        return { type: 'Recovery', attributes };
      },
      work: (permit, tx) => this.recoveries.ownShares(tx, permit.member.device),
      entry: (shares) => ({ resultCount: shares.length }),
    });
    return answerOf(outcome, []).map(({ handle, ...share }) => ({ ...share, organisationHandle: handle }));
  }

  async #seen(tx: Transaction, row: RecoveryRow): Promise<Seen> {
    return { row, waitsFor: row.state === 'open' ? await this.readiness.waitsFor(tx, row) : null };
  }

  #after(member: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(LIST, member, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }
}

function readerOf({ member }: Permit): RecoveryReader {
  return { organisation: member.org, device: member.device, seesAll: seesAllChains(member) };
}

function recoveryType({ row, waitsFor }: Seen): Recovery {
  const { handle, id, organisation, member, device, reason, state, keyNumber, threshold, guardians } = row;
  const { startedBy, startedAt, readyAt, endedAt, isGuardian } = row;
  return {
    ...{ id, organisation, organisationHandle: handle, member, device, reason, state, keyNumber, threshold, guardians },
    ...{ startedBy, startedAt, readyAt, endedAt, waitsFor, isGuardian },
  };
}
