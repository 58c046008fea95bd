import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/database.js';

/** Any number, the same in every process: one of them makes the key of the week. */
const ROTATION_LOCK = 7_301_201;

/** A wrapped shred key as stored. */
export interface ShredKeyRow {
  readonly reportRow: string;
  readonly reportId: Id;
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

  /** Whether any shred key is still wrapped under this key. */
  async isUsed(tx: Transaction, kekId: string): Promise<boolean> {
    const text = 'select 1 as one from shred_key where kek_id = $1 limit 1';
    return (await tx.query({ name: 'kek-used', text }, [kekId])).length > 0;
  }
}
