import { Injectable } from '@nestjs/common';
import { directoryEntry } from '@sealbridge/directory';
import { checkCheckpoint, leafHash, parsePolicy, TransparencyError } from '@sealbridge/transparency';

import { PublishedLog } from '../../audit/published-log.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { InstanceSettings } from '../instance.service.js';

import { RecoveryRepository } from './recovery.repository.js';
import type { NotReady, RecoveryRow } from './recovery.rows.js';

/**
 * Whether a recovery has waited long enough, for long enough in sight. This is the promise of the server alone: guardians and operator
 * together need none of it (docs/decisions/0029-guardians-and-operator.md).
 */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly recoveries: RecoveryRepository,
    private readonly log: PublishedLog,
    private readonly settings: InstanceSettings,
  ) {}

  /** What the recovery still waits for, null when it is ready. Everybody must have been able to see it before the delay counts as run. */
  async waitsFor(tx: Transaction, run: RecoveryRow): Promise<NotReady | null> {
    if (!(await this.isWitnessed(tx, run))) return 'not_witnessed';
    if (!run.isDelayOver) return 'delay_running';
    return run.guardians < run.threshold ? 'not_enough_guardians' : null;
  }

  /** Whether the start lies under a checkpoint that the witnesses of the policy have cosigned. */
  async isWitnessed(tx: Transaction, { leaf }: Pick<RecoveryRow, 'leaf'>): Promise<boolean> {
    const index = await this.recoveries.leafIndex(tx, leafHash(directoryEntry(leaf)));
    const note = await this.log.promptCheckpoint();
    return index !== null && note !== null && index < this.#witnessedSize(note);
  }

  /** The size of the tree of a checkpoint, 0 when it does not reach the quorum. */
  #witnessedSize(note: Uint8Array): number {
    try {
      return checkCheckpoint(note, parsePolicy(this.settings.policyText)).size;
    } catch (error) {
      if (error instanceof TransparencyError) return 0;
      throw error;
    }
  }
}
