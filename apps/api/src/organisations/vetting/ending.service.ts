import { Injectable } from '@nestjs/common';

import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Failure } from '../../platform/graphql/user-error.js';

import { ApplicantStatements } from './applicant-statements.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.rows.js';
import { StandingRepository } from './standing.repository.js';
import type { VettingStatementInput, VettingStatementPayload } from './statement.types.js';

/** Ends applications and memberships: for good, and with everything that goes with it at once. */
@Injectable()
export class EndingService {
  constructor(
    private readonly statements: ApplicantStatements,
    private readonly applications: ApplicationRepository,
    private readonly standing: StandingRepository,
    private readonly notices: NoticeService,
  ) {}

  /** May be called by anybody: signed by the applicant, at any time before the end. */
  endByApplicant(caller: Caller, input: VettingStatementInput): Promise<VettingStatementPayload | Failure> {
    return this.statements.take(caller, input, {
      kind: 'end',
      action: 'application.end',
      change: async (tx, application) => {
        if (application.state === 'ended') throw new Refusal('wrong_state');
        await this.end(tx, application);
        return application.round;
      },
    });
  }

  /**
   * Ends a file and what it stands for: an admitted organisation, unit or liaison, and the sessions of everybody in it. With an
   * organisation the files of its units and liaisons end.
   */
  async end(tx: Transaction, application: ApplicationRow): Promise<void> {
    const { id, state, kind, subject, round, evidenceSet } = application;
    await this.applications.move(tx, id, { state: 'ended', round, attesting: false, evidenceSet });
    if (state === 'provisional' || state === 'active') {
      await this.standing.end(tx, kind, subject);
      await this.standing.endSessions(tx, subject);
      if (kind === 'organisation') await this.applications.endInside(tx, subject);
    }
    const object = { type: 'application', id } as const;
    await this.notices.raise(tx, { kind: 'application_decided', to: { stewards: true }, object });
  }
}
