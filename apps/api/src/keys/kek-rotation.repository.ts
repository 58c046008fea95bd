import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/database.js';

import type { RecoveryLockboxPlace } from './shred-wrap.js';

/** Any number, the same in every process: one of them makes the key of the week. */
const ROTATION_LOCK = 7_301_201;

/** A wrapped shred key as stored. */
export interface ShredKeyRow {
  readonly reportRow: string;
  readonly reportId: Id;
  readonly kekId: string;
  readonly wrapped: Uint8Array;
}

/** A wrapped recovery lockbox as stored. */
export interface RecoveryLockboxRow extends RecoveryLockboxPlace {
  readonly kekId: string;
  readonly wrapped: Uint8Array;
}

/** The statements of the weekly rotation. They run as the system: no caller, and no content comes back. */
@Injectable()
export class KekRotationRepository {
  /** Holds the rotation lock until the transaction ends. */
  async lock(tx: Transaction): Promise<void> {
    await tx.query({ name: 'kek-lock', text: 'select pg_advisory_xact_lock($1)' }, [ROTATION_LOCK]);
  }

  /** Locks and gives up to `limit` shred keys not wrapped under `newest`; rows another process holds are left to it. */
  takeOthers(tx: Transaction, newest: string, limit: number): Promise<ShredKeyRow[]> {
    const text = `select row as "reportRow", report_id as "reportId", kek_id as "kekId", wrapped
      from shred_key where kek_id <> $1 order by row limit $2 for update skip locked`;
    return tx.query<ShredKeyRow>({ name: 'kek-take', text }, [newest, limit]);
  }

  /** Stores the newly wrapped shred key of one report. */
  async replace(tx: Transaction, reportRow: string, kekId: string, wrapped: Uint8Array): Promise<void> {
    const text = 'update shred_key set kek_id = $2, wrapped = $3 where row = $1';
    await tx.query({ name: 'kek-replace', text }, [reportRow, kekId, wrapped]);
  }

  /** The same of recovery lockboxes. */
  takeOtherLockboxes(tx: Transaction, newest: string, limit: number): Promise<RecoveryLockboxRow[]> {
    const text = `select org_id as org, unit_id as unit, epoch, key_number as "keyNumber", kek_id as "kekId", wrapped
      from recovery_lockbox where kek_id <> $1 order by unit_id, epoch limit $2 for update skip locked`;
    return tx.query<RecoveryLockboxRow>({ name: 'kek-take-lockboxes', text }, [newest, limit]);
  }

  /** Stores the newly wrapped recovery lockbox of one epoch. */
  async replaceLockbox(
    tx: Transaction,
    { unit, epoch }: Pick<RecoveryLockboxPlace, 'unit' | 'epoch'>,
    kekId: string,
    wrapped: Uint8Array,
  ): Promise<void> {
    const text = 'update recovery_lockbox set kek_id = $3, wrapped = $4 where unit_id = $1 and epoch = $2';
    await tx.query({ name: 'kek-replace-lockbox', text }, [unit, epoch, kekId, wrapped]);
  }

  /** Whether anything is still wrapped under this key. */
  async isUsed(tx: Transaction, kekId: string): Promise<boolean> {
    const text = `select 1 as one where exists (select 1 from shred_key where kek_id = $1)
      or exists (select 1 from recovery_lockbox where kek_id = $1)`;
    return (await tx.query({ name: 'kek-used', text }, [kekId])).length > 0;
  }
}
