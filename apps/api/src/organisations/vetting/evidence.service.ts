import { Injectable } from '@nestjs/common';
import { evidenceSetHash } from '@sealbridge/directory';

import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid, type Failure } from '../../platform/graphql/user-error.js';

import { ApplicantStatements } from './applicant-statements.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.rows.js';
import type { Given } from './statement.js';
import type { VettingStatementInput, VettingStatementPayload } from './statement.types.js';
import { openStage } from './verdict-rules.js';
import { MAX_STATEMENTS_PER_ROUND } from './vetting-rules.js';

/** Takes evidence. Every statement makes the verdicts void that were given on what was there before. */
@Injectable()
export class EvidenceService {
  constructor(
    private readonly statements: ApplicantStatements,
    private readonly applications: ApplicationRepository,
    private readonly notices: NoticeService,
  ) {}

  /** May be called by anybody: signed by the applicant, while a stage waits for the verifiers. */
  submit(caller: Caller, input: VettingStatementInput): Promise<VettingStatementPayload | Failure> {
    return this.statements.take(caller, input, {
      kind: 'evidence',
      action: 'application.evidence',
      change: (tx, application, given) => this.#add(tx, application, given),
    });
  }

  async #add(tx: Transaction, application: ApplicationRow, { record, statement }: Given<'evidence'>): Promise<number> {
    const { id, round, state, attesting } = application;
    if (openStage(application) === null || statement.fields.round !== round) throw new Refusal('wrong_state');
    const before = await this.applications.evidenceHashes(tx, id, round);
    if (before.length >= MAX_STATEMENTS_PER_ROUND) {
      throw new Rejected(invalid('E_LIMIT', 'too many statements of evidence in one round', 'record'));
    }
    for (const { kind, note, documentSha256 } of statement.fields.items) {
      await this.applications.putEvidence(tx, id, round, { kind, note: note !== null, documentSha256 });
    }
    const evidenceSet = evidenceSetHash([...before, record.hash]);
    await this.applications.move(tx, id, {
      state: state === 'applied' ? 'evidence' : state,
      round,
      attesting,
      evidenceSet,
    });
    await this.notices.raise(tx, {
      kind: 'application_waiting',
      to: { stewards: true },
      object: { type: 'application', id },
    });
    return round;
  }
}
