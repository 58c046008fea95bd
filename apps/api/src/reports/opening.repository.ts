import { Injectable } from '@nestjs/common';
import type { Member } from '@sealbridge/policy';
import type { Id, LegalBasis, Purpose } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

import { OPENING, OPENING_OFFER, PURGE_NONCES, RECORD_OPENING, USE_NONCE, REPORT_ORIGIN } from './opening.sql.js';

/** A report with the grant that one member could use. */
export interface OpenableReport {
  readonly row: string;
  readonly reportId: Id;
  readonly version: number;
  readonly state: string;
  readonly discovery: string;
  readonly held: boolean;
  readonly originOrg: Id;
  readonly originUnit: Id;
  readonly recipientUnits: readonly Id[];
  readonly marking: number;
  readonly handling: number;
  readonly openUntil: number;
  readonly reportHash: Uint8Array;
  readonly grantSetHash: Uint8Array;
  readonly grantSetSeq: number;
  readonly grantSetState: string;
  readonly grantId: Id;
  readonly unit: Id;
  readonly epoch: number;
  readonly purposes: readonly Purpose[];
  readonly notAfter: number;
  readonly agreementId: Id | null;
  /** Lower-case hex of the agreement version the grant names; empty when there is no agreement. */
  readonly versionHash: string;
  readonly frame: Uint8Array;
  readonly policy: Uint8Array;
  readonly note: Uint8Array;
  readonly grantSetFrame: Uint8Array;
}

/** What for, and on what legal ground, as the reader signed it. */
export interface StatedGrounds {
  readonly purpose: Purpose;
  readonly legalBasis: LegalBasis | null;
}

/** The same with what only an opening releases, the grant still wrapped. */
export interface SealedOpening extends OpenableReport {
  readonly cardSalt: Uint8Array | null;
  readonly card: Uint8Array | null;
  readonly wrappedGrant: Uint8Array;
  readonly grantKekId: string;
  readonly shredKekId: string;
  readonly wrappedShredKey: Uint8Array;
}

/** Grants on their way to a reader. */
@Injectable()
export class OpeningRepository {
  /**
   * The report with the grant of one of the member's units, one that works for the purpose where there is one; null when there is no
   * such report, or none for the member.
   */
  async offer(tx: Transaction, reportId: Id, member: Id, purpose: string): Promise<OpenableReport | null> {
    const [row] = await tx.query<OpenableReport>(OPENING_OFFER, [reportId, member, purpose]);
    return row ?? null;
  }

  /** The report with everything an opening releases, or null. One statement, one round trip. */
  async open(tx: Transaction, reportId: Id, member: Id, grantId: Id): Promise<SealedOpening | null> {
    const [row] = await tx.query<SealedOpening>(OPENING, [reportId, member, grantId]);
    return row ?? null;
  }

  /** The organisation that wrote a report, past the wall; never told to the caller. Null when there is no such report. */
  async originOf(tx: Transaction, reportId: Id): Promise<Id | null> {
    const [row] = await tx.query<{ org: Id | null }>(REPORT_ORIGIN, [reportId]);
    return row?.org ?? null;
  }

  /** Uses a nonce up. False when it was used before. */
  async useNonce(tx: Transaction, nonce: Uint8Array, device: Id): Promise<boolean> {
    return (await tx.query(USE_NONCE, [nonce, device])).length === 1;
  }

  /**
   * Remembers an opening under its audit event: it is what the ciphertext is served for. Gives whether it is the first of the unit.
   */
  async record(tx: Transaction, eventId: Id, opened: OpenableReport, by: Member, why: StatedGrounds): Promise<boolean> {
    const { row, version, grantId, unit } = opened;
    const [recorded] = await tx.query<{ first: boolean }>(RECORD_OPENING, [
      eventId,
      row,
      version,
      grantId,
      by.org,
      unit,
      by.member,
      by.device,
      why.purpose,
      why.legalBasis,
    ]);
    return recorded?.first === true;
  }

  /** Forgets used nonces that have ended long since, at most `limit`. */
  async purgeNonces(tx: Transaction, seconds: number, limit: number): Promise<void> {
    await tx.query(PURGE_NONCES, [seconds, limit]);
  }
}
