import { Injectable } from '@nestjs/common';
import { sha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import type { OfferedContribution, OfferedShare } from './offered-recovery.js';
import type {
  ContributionRow,
  NewRecovery,
  RecoveryReader,
  RecoveryRow,
  ShareRow,
  WrappedLockboxRow,
} from './recovery.rows.js';
import * as SQL from './recovery.sql.js';

/** Recoveries, shares, contributions and recovery lockboxes. Every method needs a context that sees the whole directory. */
@Injectable()
export class RecoveryRepository {
  /** The newest recoveries a reader sees, after a row or from the beginning. */
  page(
    tx: Transaction,
    { device, organisation, seesAll }: RecoveryReader,
    after: bigint | null,
    limit: number,
  ): Promise<RecoveryRow[]> {
    const values = [device, organisation, after === null ? null : after.toString(), limit];
    return tx.query<RecoveryRow>(seesAll ? SQL.RECOVERY_PAGE_OF_ALL : SQL.RECOVERY_PAGE, values);
  }

  /** A recovery by its id, or null when the reader sees none. */
  async find(tx: Transaction, { device, organisation, seesAll }: RecoveryReader, id: Id): Promise<RecoveryRow | null> {
    const [row] = await tx.query<RecoveryRow>(SQL.RECOVERY_ONE, [device, organisation, seesAll, id]);
    return row ?? null;
  }

  /** A recovery of an organisation as a device sees it, held until the transaction ends; or null. */
  async hold(tx: Transaction, device: Id, organisation: Id, id: Id): Promise<RecoveryRow | null> {
    const [row] = await tx.query<RecoveryRow>(SQL.RECOVERY_HELD, [device, organisation, id]);
    return row ?? null;
  }

  /** Whether a device holds a share of an organisation's newest recovery key. */
  async isGuardian(tx: Transaction, organisation: Id, device: Id): Promise<boolean> {
    return (await tx.query(SQL.IS_GUARDIAN, [organisation, device])).length > 0;
  }

  /** Members of other organisations who hold a share. */
  async guardiansElsewhere(tx: Transaction, organisation: Id): Promise<Id[]> {
    return (await tx.query<{ member: Id }>(SQL.GUARDIANS_ELSEWHERE, [organisation])).map(({ member }) => member);
  }

  /** Organisations whose guardian a device is. */
  async guarded(tx: Transaction, device: Id): Promise<Id[]> {
    const rows = await tx.query<{ organisation: Id }>(SQL.GUARDED_ORGANISATIONS, [device]);
    return rows.map(({ organisation }) => organisation);
  }

  /** The shares of one device. */
  ownShares(tx: Transaction, device: Id): Promise<ShareRow[]> {
    return tx.query<ShareRow>(SQL.OWN_SHARES, [device]);
  }

  /** Adds a recovery, which begins now. */
  async begin(tx: Transaction, run: NewRecovery): Promise<void> {
    const { id, organisation, keyNumber, threshold, delayHours, member, device, reason, startedBy, eventHash } = run;
    const values = [id, organisation, keyNumber, threshold, delayHours, member, device, reason, startedBy, eventHash];
    await tx.query(SQL.BEGIN, values);
  }

  /** Recoveries of an organisation that are open here. */
  async openRuns(tx: Transaction, organisation: Id): Promise<Id[]> {
    return (await tx.query<{ id: Id }>(SQL.OPEN_RUNS, [organisation])).map(({ id }) => id);
  }

  /** Ends a recovery; what guardians contributed to it goes. */
  async end(tx: Transaction, organisation: Id, id: Id, state: 'cancelled' | 'completed'): Promise<void> {
    await tx.query(SQL.END, [organisation, id, state]);
    await tx.query(SQL.FORGET_CONTRIBUTIONS, [organisation, id]);
  }

  /** Keeps what a guardian contributes. */
  async contribute(
    tx: Transaction,
    { organisation, id }: Pick<RecoveryRow, 'organisation' | 'id'>,
    device: Id,
    { bytes, statement, signature }: OfferedContribution,
  ): Promise<void> {
    await tx.query(SQL.CONTRIBUTE, [organisation, id, device, bytes, statement, signature]);
  }

  /** What was contributed to an open recovery. */
  contributions(tx: Transaction, { organisation, id }: RecoveryRow): Promise<ContributionRow[]> {
    return tx.query<ContributionRow>(SQL.CONTRIBUTIONS, [organisation, id]);
  }

  /** Notes that the parts of a recovery were given out. */
  async released(tx: Transaction, { organisation, id }: RecoveryRow): Promise<void> {
    await tx.query(SQL.RELEASED, [organisation, id]);
  }

  /** The shares of an organisation's new recovery key take the place of those of the one before. */
  async replaceShares(
    tx: Transaction,
    organisation: Id,
    keyNumber: number,
    shares: readonly OfferedShare[],
  ): Promise<void> {
    await tx.query(SQL.DROP_SHARES, [organisation]);
    for (const { device, bytes } of shares) {
      await tx.query(SQL.ADD_SHARE, [organisation, device, keyNumber, bytes, sha256(bytes)]);
    }
  }

  /** Removes recovery lockboxes under keys before this one. */
  async dropOldLockboxes(tx: Transaction, organisation: Id, keyNumber: number): Promise<void> {
    await tx.query(SQL.DROP_OLD_LOCKBOXES, [organisation, keyNumber]);
  }

  /** Stores a wrapped recovery lockbox in place of the one of an earlier key. */
  async putLockbox(
    tx: Transaction,
    organisation: Id,
    { unit, epoch, keyNumber, wrapped, kekId }: WrappedLockboxRow,
    hash: Uint8Array,
  ): Promise<void> {
    await tx.query(SQL.PUT_LOCKBOX, [unit, epoch, organisation, keyNumber, wrapped, kekId, hash]);
  }

  /** All recovery lockboxes of an organisation, wrapped. */
  lockboxes(tx: Transaction, organisation: Id): Promise<WrappedLockboxRow[]> {
    return tx.query<WrappedLockboxRow>(SQL.LOCKBOXES, [organisation]);
  }

  /** Where a leaf lies on the log, or null. */
  async leafIndex(tx: Transaction, leafHash: Uint8Array): Promise<number | null> {
    const [row] = await tx.query<{ index: number }>(SQL.LEAF_INDEX, [leafHash]);
    return row?.index ?? null;
  }
}
