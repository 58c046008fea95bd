import { Injectable } from '@nestjs/common';
import { ATTESTATION_DAYS, type ApplicantKind, type Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

import { ACTIVATE, END, END_SESSIONS, LIFT, SUSPEND, SUSPENSION_OF } from './standing.sql.js';

/** How something is suspended at this moment. */
export type Suspension = 'none' | 'emergency' | 'lapsed' | 'confirmed';

/** The columns that standing is computed from (migrations/members/standing.sql.ts). */
@Injectable()
export class StandingRepository {
  /** How an organisation, unit or member is suspended now; null when there is no such thing. */
  async suspension(tx: Transaction, subject: Id): Promise<Suspension | null> {
    const [row] = await tx.query<{ suspension: Suspension }>(SUSPENSION_OF, [subject]);
    return row?.suspension ?? null;
  }

  /** Suspends until a UNIX second, or with null until somebody lifts it. */
  async suspend(tx: Transaction, subject: Id, until: number | null): Promise<void> {
    await tx.query(SUSPEND, [subject, until]);
  }

  /** Ends a suspension, lapsed or not. */
  async lift(tx: Transaction, subject: Id): Promise<void> {
    await tx.query(LIFT, [subject]);
  }

  /** Ends the live sessions of everybody a subject stands for. */
  async endSessions(tx: Transaction, subject: Id): Promise<void> {
    await tx.query(END_SESSIONS, [subject]);
  }

  /** Makes a vetted subject active until its attestation is due. */
  async activate(tx: Transaction, kind: ApplicantKind, subject: Id): Promise<void> {
    await tx.query(ACTIVATE[kind], [subject, ATTESTATION_DAYS]);
  }

  /** Ends the membership of a subject. */
  async end(tx: Transaction, kind: ApplicantKind, subject: Id): Promise<void> {
    await tx.query(END[kind], [subject]);
  }
}
