import { Injectable } from '@nestjs/common';
import { operationDigest } from '@sealbridge/envelope';
import type { Resource } from '@sealbridge/policy';
import { sha256, utf8 } from '@sealbridge/sodium';
import { idToBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { KekStore } from '../kek-store.js';
import { unwrapRecoveryLockbox } from '../shred-wrap.js';

import { ReadinessService } from './readiness.service.js';
import { RecoveryRepository } from './recovery.repository.js';
import type { RecoveryRow } from './recovery.rows.js';
import { ReleaseRecoveryPayload, type ReleaseRecoveryInput } from './recovery.types.js';

type Released = Pick<ReleaseRecoveryPayload, 'contributions' | 'lockboxes'>;

/**
 * Gives out what a recovery is completed with, when it has been in sight for as long as the organisation asked for. The key itself is
 * rebuilt on the device of the guardian and never here.
 */
@Injectable()
export class RecoveryReleaseService {
  constructor(
    private readonly access: Access,
    private readonly recoveries: RecoveryRepository,
    private readonly readiness: ReadinessService,
    private readonly keks: KekStore,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  /** May be called by the guardian who started the recovery, and again while it is open: a client that was interrupted goes on. */
  release(
    caller: Caller,
    { clientMutationId, recovery }: ReleaseRecoveryInput,
  ): Promise<ReleaseRecoveryPayload | Failure> {
    return orRejected(async () => {
      const { device } = sessionOf(caller);
      const id = parseId(recovery);
      if (id === null) throw new Rejected(invalid('E_ID', 'not an id', 'recovery'));
      let run: RecoveryRow | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'recovery.release',
        reach: 'directory',
        operation: operationDigest('releaseRecovery', [idToBytes(id)]),
        detail: { object: { type: 'recovery', id, version: null, hash: null }, idempotencyKey: clientMutationId },
        resource: async (tx) => {
          run = await this.#started(tx, device, id);
          return run === null ? null : this.#resource(tx, run);
        },
        work: async (_permit, tx) => {
          if (run === null) throw new Error('nothing to release');
          await this.#claim(tx, device, clientMutationId, id);
          return this.#parts(tx, run);
        },
        entry: ({ lockboxes }) => ({
          resultCount: lockboxes.length,
          ...(run === null ? {} : { aboutOrg: run.organisation }),
        }),
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(ReleaseRecoveryPayload, { clientMutationId, recovery: id, ...outcome.value });
    });
  }

  /** The open recovery that this device started, held; null for any other, as if there were none. */
  async #started(tx: Transaction, device: Id, id: Id): Promise<RecoveryRow | null> {
    const found = await this.recoveries.find(tx, { organisation: id, device, seesAll: true }, id);
    // held of nothing too: what is not there takes as long as what is not for the caller
    const run = await this.recoveries.hold(tx, device, found?.organisation ?? id, id);
    return run?.startedBy === device && run.state === 'open' ? run : null;
  }

  /** Whoever is a guardian no more is told nothing; a guardian what the recovery waits for. Throws Refusal. */
  async #resource(tx: Transaction, run: RecoveryRow): Promise<Resource> {
    const waitsFor = run.isGuardian ? await this.readiness.waitsFor(tx, run) : null;
    if (waitsFor !== null) throw new Refusal(waitsFor);
    const { organisation: org, isGuardian: guardian, state } = run;
    return { type: 'Recovery', attributes: { org, guardian, authorised: true, state, ready: true } };
  }

  async #claim(tx: Transaction, device: Id, key: string, id: Id): Promise<void> {
    const claim = await this.idempotency.claim(tx, {
      device,
      operation: 'releaseRecovery',
      key,
      requestSha256: sha256(utf8(id)),
      resultIds: [id],
    });
    if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
  }

  async #parts(tx: Transaction, run: RecoveryRow): Promise<Released> {
    const contributions = await this.recoveries.contributions(tx, run);
    const lockboxes: Released['lockboxes'] = [];
    for (const { unit, epoch, keyNumber, kekId, wrapped } of await this.recoveries.lockboxes(tx, run.organisation)) {
      const kek = { id: kekId, key: await this.keks.key(kekId) };
      const place = { org: run.organisation, unit, epoch, keyNumber };
      lockboxes.push({ unit, epoch, bytes: unwrapRecoveryLockbox(wrapped, place, kek) });
    }
    await this.recoveries.released(tx, run);
    return { contributions, lockboxes };
  }
}
