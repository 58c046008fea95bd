import { Inject, Injectable } from '@nestjs/common';
import type { DirectoryState, EventRecord, RecoveryStarted } from '@sealbridge/directory';
import type { Attributes } from '@sealbridge/policy';
import { equal, sha256 } from '@sealbridge/sodium';
import type { Id, NoticeKind } from '@sealbridge/vocabulary';

import type { SessionContext } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { Refusal } from '../../access/refusal.js';
import { NodeIdentity } from '../../audit/node-identity.js';
import { NoticeService } from '../../notices/notice.service.js';
import { PeopleService } from '../../people/people.service.js';
import { API_CONFIGURATION, type ApiConfiguration } from '../../platform/configuration/api-configuration.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';
import { KekStore } from '../kek-store.js';
import { wrapRecoveryLockbox } from '../shred-wrap.js';

import { requireContribution } from './contribution.js';
import type { OfferedContribution, OfferedRecovery } from './offered-recovery.js';
import { ReadinessService } from './readiness.service.js';
import type { RecoveryChange } from './recovery-change.js';
import { requireHour, requireRecoveryKey } from './recovery-key-rules.js';
import { RecoveryRepository } from './recovery.repository.js';
import type { RecoveryRow } from './recovery.rows.js';

/** What of recovery a publication is about. */
interface Published {
  readonly organisation: Id;
  readonly records: readonly EventRecord[];
  readonly change: RecoveryChange | null;
  readonly offered: OfferedRecovery;
}

/** The recovery part of a publication: what an instance asks besides signatures, and what it keeps (docs/reference/recovery.md). */
@Injectable()
export class RecoveryPublicationService {
  constructor(
    @Inject(API_CONFIGURATION) private readonly configuration: Pick<ApiConfiguration, 'demo' | 'origin'>,
    private readonly recoveries: RecoveryRepository,
    private readonly readiness: ReadinessService,
    private readonly people: PeopleService,
    private readonly notices: NoticeService,
    private readonly keks: KekStore,
    private readonly node: NodeIdentity,
  ) {}

  /** What policy asks of a step of a recovery: whether the caller is a guardian, and whether the caller's own device signed it. */
  async attributes(
    tx: Transaction,
    session: SessionContext,
    organisation: Id,
    { record, event }: RecoveryChange,
  ): Promise<Attributes> {
    const guardian = await this.recoveries.isGuardian(tx, organisation, session.device);
    const own = record.signatures.every(({ signer }) => signer === session.device);
    // two roots have no session: whoever is signed in may bring in what stops a recovery
    const authorised = own || event.type === 'RECOVERY_CANCELLED';
    return { org: organisation, guardian, authorised, state: 'open', ready: false };
  }

  /**
   * Throws unless the instance takes what the events say of recovery: Rejected for keys, hours and contributions, Refusal when a completion
   * comes too early or from another guardian than the one who started. `state` is the directory before the events.
   */
  async requirePossible(permit: Permit, tx: Transaction, state: DirectoryState, published: Published): Promise<void> {
    const { organisation, records, change, offered } = published;
    this.#requireKeys(permit, state, records);
    if ((offered.contribution !== null) !== (change?.event.type === 'RECOVERY_APPROVED')) {
      throw new Rejected(invalid('E_RECOVERY', 'a contribution goes with an approval', 'recoveryContribution'));
    }
    if (change === null) return;
    requireHour(change.hour, permit.hour);
    requireStandingGuardian(state, change.record, permit.hour);
    const { event } = change;
    if (event.type === 'RECOVERY_STARTED') return;
    const run = await this.recoveries.hold(tx, permit.member.device, organisation, event.recovery);
    // the directory knows no such recovery either, and says so
    if (run?.state !== 'open') return;
    if (event.type === 'RECOVERY_COMPLETED') await this.#requireReady(permit, tx, run);
    if (offered.contribution !== null) this.#requireContribution(permit, state, run, offered.contribution);
  }

  /** Keeps what one event says of recovery. `after` is the directory after all events of the publication. */
  async project(tx: Transaction, record: EventRecord, after: DirectoryState, offered: OfferedRecovery): Promise<void> {
    const event = record.body?.event;
    const organisation = record.leaf.org;
    switch (event?.type) {
      case 'RECOVERY_KEY':
        await this.#newKey(tx, organisation, event.number, offered);
        return;
      case 'RECOVERY_STARTED':
        await this.#begin(tx, record, event, after);
        return;
      case 'RECOVERY_APPROVED':
        await this.#approve(tx, record, event.recovery, offered);
        return;
      case 'RECOVERY_COMPLETED':
        await this.#complete(tx, organisation, event.recovery, after, offered);
        return;
      default:
    }
  }

  /** What remains when all events are kept: recoveries that ended with them, and the recovery lockboxes they name. */
  async finish(
    tx: Transaction,
    organisation: Id,
    after: DirectoryState,
    { lockboxes }: OfferedRecovery,
  ): Promise<void> {
    const stands = new Map(after.recoveries(organisation).map((recovery) => [recovery.id, recovery.state]));
    for (const id of await this.recoveries.openRuns(tx, organisation)) {
      if (stands.get(id) !== 'cancelled') continue;
      await this.recoveries.end(tx, organisation, id, 'cancelled');
      await this.#tell(tx, 'recovery_cancelled', organisation, id);
    }
    const key = after.recoveryOf(organisation);
    const kek = lockboxes.length === 0 ? null : await this.keks.newest();
    for (const { unit, epoch, bytes } of lockboxes) {
      const hash = sha256(bytes);
      const listed = key?.lockboxes.get(`${unit}/${epoch}`);
      // one that a key of the same publication left behind
      if (kek === null || key === null || listed === undefined || !equal(listed, hash)) continue;
      const keyNumber = key.number;
      const wrapped = wrapRecoveryLockbox(bytes, { org: organisation, unit, epoch, keyNumber }, kek);
      await this.recoveries.putLockbox(tx, organisation, { unit, epoch, keyNumber, wrapped, kekId: kek.id }, hash);
    }
  }

  /** One recovery key at a time: shares of two for the same guardian could not both be kept. Throws Rejected. */
  #requireKeys({ hour }: Permit, state: DirectoryState, records: readonly EventRecord[]): void {
    const { demo } = this.configuration;
    const named = records.flatMap(({ body }) => {
      return body?.event.type === 'RECOVERY_KEY' ? [{ event: body.event, stated: body.hour }] : [];
    });
    if (named.length > 1)
      throw new Rejected(invalid('E_RECORD', 'guardians are named once in a publication', 'records'));
    for (const { event, stated } of named) requireRecoveryKey(event, stated, { state, hour, demo });
  }

  async #requireReady({ member }: Permit, tx: Transaction, run: RecoveryRow): Promise<void> {
    const waitsFor = await this.readiness.waitsFor(tx, run);
    if (waitsFor !== null) throw new Refusal(waitsFor);
    if (run.startedBy !== member.device) throw new Refusal('not_permitted');
  }

  #requireContribution(
    { member, time }: Permit,
    state: DirectoryState,
    run: RecoveryRow,
    contribution: OfferedContribution,
  ): void {
    const fromKey = state.devices.get(member.device)?.signPublicKey;
    if (fromKey === undefined) throw new Error('the guardian is not in the directory');
    requireContribution(contribution, {
      origin: this.configuration.origin,
      nodeKeyId: this.node.keyId,
      recovery: run.id,
      from: member.device,
      fromKey,
      to: run.startedBy,
      now: time,
    });
  }

  async #newKey(tx: Transaction, organisation: Id, number: number, { shares }: OfferedRecovery): Promise<void> {
    await this.recoveries.replaceShares(tx, organisation, number, shares);
    await this.recoveries.dropOldLockboxes(tx, organisation, number);
  }

  async #begin(tx: Transaction, record: EventRecord, event: RecoveryStarted, after: DirectoryState): Promise<void> {
    const organisation = record.leaf.org;
    const key = after.recoveryOf(organisation);
    const startedBy = record.signatures[0]?.signer;
    if (key === null || startedBy === undefined) throw new Error('a recovery without a key or a guardian');
    const { recovery: id, keyNumber, member, device, reason } = event;
    const { threshold, delayHours } = key;
    const { eventHash } = record;
    const run = { id, organisation, keyNumber, threshold, delayHours, member, device, reason, startedBy, eventHash };
    await this.recoveries.begin(tx, run);
    await this.#tell(tx, 'recovery_started', organisation, id);
  }

  async #approve(tx: Transaction, { leaf, signatures }: EventRecord, id: Id, offered: OfferedRecovery): Promise<void> {
    const by = signatures[0]?.signer;
    if (by === undefined || offered.contribution === null) throw new Error('an approval without its contribution');
    await this.recoveries.contribute(tx, { organisation: leaf.org, id }, by, offered.contribution);
  }

  async #complete(
    tx: Transaction,
    organisation: Id,
    id: Id,
    after: DirectoryState,
    offered: OfferedRecovery,
  ): Promise<void> {
    const recovery = after.recoveries(organisation).find((candidate) => candidate.id === id);
    const device = recovery === undefined ? undefined : after.devices.get(recovery.device);
    const key = after.recoveryOf(organisation);
    if (device === undefined || key === null) throw new Error('a completed recovery without its device or key');
    await this.people.replaceDevices(tx, device);
    await this.#newKey(tx, organisation, key.number, offered);
    await this.recoveries.end(tx, organisation, id, 'completed');
    await this.#tell(tx, 'recovery_completed', organisation, id);
  }

  /** Everybody of the organisation, and guardians elsewhere: whoever sees what nobody asked for can stop it. */
  async #tell(tx: Transaction, kind: NoticeKind, organisation: Id, id: Id): Promise<void> {
    const told = { kind, object: { type: 'recovery', id }, occasion: kind } as const;
    await this.notices.raise(tx, { ...told, to: { org: organisation, everybody: true } });
    for (const member of await this.recoveries.guardiansElsewhere(tx, organisation)) {
      await this.notices.raise(tx, { ...told, to: { member } });
    }
  }
}

/** A guardian of a partner may have ended where the members of this organisation cannot see it: the instance sees it. Throws Rejected. */
function requireStandingGuardian(state: DirectoryState, { signatures }: EventRecord, hour: number): void {
  for (const { kind, signer } of signatures) {
    if (kind !== 'guardian') continue;
    const device = state.devices.get(signer);
    const stands = device?.ended === null && ![device.org, device.member].some((one) => state.isSuspended(one, hour));
    if (!stands) throw new Rejected(invalid('E_SIGNER', 'the guardian has ended or is suspended', 'records'));
  }
}
