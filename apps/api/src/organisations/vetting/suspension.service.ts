import { Injectable } from '@nestjs/common';
import type { DirectoryState, EventRecord, Suspend, SuspendLift } from '@sealbridge/directory';
import { EMERGENCY_SUSPENSION_HOURS, type Id } from '@sealbridge/vocabulary';

import { Refusal } from '../../access/refusal.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

import { StandingRepository, type Suspension } from './standing.repository.js';

const SECONDS_PER_HOUR = 3600;
/** An event of standing is made now: its hour, which clients reckon with, is that of the server or a neighbour. */
const MAX_HOURS_OFF = 1;

/** A signed change of standing and who signed it. */
export interface StandingChange {
  readonly record: EventRecord;
  readonly event: Suspend | SuspendLift;
  readonly hour: number;
}

/** The one event of a publication that changes a standing; null for any other publication. */
export function standingChange(records: readonly EventRecord[]): StandingChange | null {
  const [record] = records;
  const body = record?.body ?? null;
  if (record === undefined || body === null) return null;
  const { event, hour } = body;
  return event.type === 'SUSPEND' || event.type === 'SUSPEND_LIFT' ? { record, event, hour } : null;
}

/** Suspends, confirms and lifts, with everything that goes with it in the same transaction. */
@Injectable()
export class SuspensionService {
  constructor(
    private readonly standing: StandingRepository,
    private readonly notices: NoticeService,
  ) {}

  /**
   * Throws unless this steward may make this change now: Rejected when the event is not of this hour or signed by another device,
   * Refusal `wrong_state`, `same_verifier` (who suspended does not confirm, nor begin again what nobody confirmed), `lapsed`.
   */
  async requirePossible(
    tx: Transaction,
    state: DirectoryState,
    { record, event, hour }: StandingChange,
    by: { readonly member: Id; readonly device: Id; readonly hour: number },
  ): Promise<void> {
    if (Math.abs(hour - by.hour) > MAX_HOURS_OFF) {
      throw new Rejected(invalid('E_CLOCK', 'the hour of the event is not now', 'records'));
    }
    if (record.signatures.some(({ signer }) => signer !== by.device)) {
      throw new Rejected(
        invalid('E_SIGNER', 'the event is signed by another device than the one signed in', 'records'),
      );
    }
    const suspension = await this.standing.suspension(tx, event.subject);
    const first = state.suspensionOf(event.subject)?.by ?? null;
    if (suspension !== null) requireOrder(event, suspension, first === by.member);
  }

  /** Writes a verified change of standing: effective on the next request of whoever is concerned. */
  async project(tx: Transaction, { record, event, hour }: StandingChange): Promise<void> {
    const { subject } = event;
    if (event.type === 'SUSPEND_LIFT') {
      await this.standing.lift(tx, subject);
    } else {
      const until = (hour + EMERGENCY_SUSPENSION_HOURS) * SECONDS_PER_HOUR;
      await this.standing.suspend(tx, subject, event.measure === 'confirmed' ? null : until);
      await this.standing.endSessions(tx, subject);
    }
    await this.#tell(tx, record.leaf.org);
  }

  async #tell(tx: Transaction, org: Id): Promise<void> {
    const object = { type: 'organisation', id: org } as const;
    await this.notices.raise(tx, { kind: 'suspension', to: { org, right: 'directory.admin' }, object });
    await this.notices.raise(tx, { kind: 'suspension', to: { stewards: true }, object });
  }
}

function requireOrder(event: Suspend | SuspendLift, suspension: Suspension, isOwn: boolean): void {
  if (event.type === 'SUSPEND_LIFT') {
    if (suspension === 'none') throw new Refusal('wrong_state');
    return;
  }
  if (event.measure === 'emergency') {
    if (suspension === 'emergency' || suspension === 'confirmed') throw new Refusal('wrong_state');
    if (suspension === 'lapsed' && isOwn) throw new Refusal('same_verifier');
    return;
  }
  if (suspension === 'none' || suspension === 'confirmed') throw new Refusal('wrong_state');
  if (suspension === 'lapsed') throw new Refusal('lapsed');
  if (isOwn) throw new Refusal('same_verifier');
}
