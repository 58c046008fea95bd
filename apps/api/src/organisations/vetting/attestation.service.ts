import { Injectable } from '@nestjs/common';
import { evidenceSetHash } from '@sealbridge/directory';

import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Failure } from '../../platform/graphql/user-error.js';

import { ApplicantStatements } from './applicant-statements.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.rows.js';
import type { Given } from './statement.js';
import type { VettingStatementInput, VettingStatementPayload } from './statement.types.js';

const NO_EVIDENCE: readonly Uint8Array[] = [];

/** Once a year the vetted say that what was vetted still holds, and two verifiers look again. */
@Injectable()
export class AttestationService {
  constructor(
    private readonly statements: ApplicantStatements,
    private readonly applications: ApplicationRepository,
    private readonly notices: NoticeService,
  ) {}

  /** May be called by anybody: signed by the organisation, of an active application that does not wait for another one. */
  attest(caller: Caller, input: VettingStatementInput): Promise<VettingStatementPayload | Failure> {
    return this.statements.take(caller, input, {
      kind: 'attest',
      action: 'application.attest',
      change: (tx, application, given) => this.#begin(tx, application, given),
    });
  }

  /** Begins the next round, with evidence of its own. */
  async #begin(tx: Transaction, application: ApplicationRow, { statement }: Given<'attest'>): Promise<number> {
    const { id, state, attesting } = application;
    const round = application.round + 1;
    if (state !== 'active' || attesting || statement.fields.round !== round) throw new Refusal('wrong_state');
    const evidenceSet = evidenceSetHash(NO_EVIDENCE);
    await this.applications.move(tx, id, { state, round, attesting: true, evidenceSet });
    await this.notices.raise(tx, {
      kind: 'application_waiting',
      to: { stewards: true },
      object: { type: 'application', id },
    });
    return round;
  }
}
