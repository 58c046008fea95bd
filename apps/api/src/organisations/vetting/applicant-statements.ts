import { Injectable } from '@nestjs/common';
import type { VetKind } from '@sealbridge/directory';
import type { Action } from '@sealbridge/policy';
import type { Id } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected } from '../../platform/graphql/rejected.js';
import { refused, type Failure } from '../../platform/graphql/user-error.js';

import { ApplicantAuthority, type HeldFile } from './applicant-authority.js';
import { statusOf } from './application-view.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow, StatementRow } from './application.rows.js';
import { GuestAttempts } from './guest-attempts.service.js';
import { readStatement, requireFresh, type Given } from './statement.js';
import { VettingStatementPayload, type VettingStatementInput } from './statement.types.js';
import type { ApplicationStatus } from './status.types.js';
import { VerdictRepository } from './verdict.repository.js';

/** A kind of statement that an applicant makes and that is kept. */
type KeptKind = Extract<VetKind, Exclude<StatementRow['kind'], 'verdict'>>;

/** What taking one kind of statement does. */
export interface Taking<Kind extends KeptKind> {
  readonly kind: Kind;
  readonly action: Action;
  /** Finds the file, and whether its applicant signed. By default the one that is there. */
  readonly hold?: (tx: Transaction, given: Given<Kind>) => Promise<HeldFile | null>;
  /**
   * What follows from a statement that is new. Gives the round it belongs to. Throws Refusal or Rejected when it may not be made
   * now, and nothing is changed then.
   */
  readonly change: (tx: Transaction, application: ApplicationRow, given: Given<Kind>) => Promise<number>;
}

/** Takes what applicants sign, with or without a session. The same statement again is answered with the state of today. */
@Injectable()
export class ApplicantStatements {
  constructor(
    private readonly access: Access,
    private readonly authority: ApplicantAuthority,
    private readonly applications: ApplicationRepository,
    private readonly verdicts: VerdictRepository,
    private readonly directory: DirectoryStateService,
    private readonly guests: GuestAttempts,
  ) {}

  /** May be called by anybody: the signatures of the applicant are the authority. Missing and unsigned answer alike. */
  take<Kind extends KeptKind>(
    caller: Caller,
    input: VettingStatementInput,
    taking: Taking<Kind>,
  ): Promise<VettingStatementPayload | Failure> {
    const { kind, action, hold = (tx, { record }) => this.authority.hold(tx, record) } = taking;
    return orRejected(async () => {
      await this.guests.require(caller);
      const given = await this.access.read(caller, action, () => readStatement(input.record, kind));
      const { application: id } = given.statement;
      let file: HeldFile | null = null;
      const outcome = await this.access.perform(caller, {
        action,
        reach: 'directory',
        detail: { object: { type: 'application', id, version: null, hash: given.record.hash } },
        resource: async (tx) => {
          file = await hold(tx, given);
          if (file === null) return null;
          const { application, authorised } = file;
          return { type: 'Application', attributes: { org: application.org, authorised, conflicted: false } };
        },
        work: async (_permit, tx) => {
          if (file === null) throw new Error('an act without its file');
          await this.#keep(tx, file.application, given, taking);
          return this.status(tx, id);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      return asType(VettingStatementPayload, { clientMutationId, application: outcome.value });
    });
  }

  /** The application as its applicant sees it now. */
  async status(tx: Transaction, id: Id): Promise<ApplicationStatus> {
    const application = await this.applications.one(tx, id);
    if (application === null) throw new Error('an application went while it was held');
    const { round, admitHash } = application;
    const evidence = await this.applications.evidence(tx, id, round);
    const admission = admitHash === null ? null : await this.directory.eventRecord(tx, admitHash);
    return statusOf(application, evidence, await this.verdicts.ofRound(tx, id, round), admission);
  }

  async #keep<Kind extends KeptKind>(
    tx: Transaction,
    application: ApplicationRow,
    given: Given<Kind>,
    { kind, change }: Taking<Kind>,
  ): Promise<void> {
    const { record, statement, bytes } = given;
    if ((await this.applications.takenIn(tx, record.hash, null)) !== null) return;
    requireFresh(statement);
    const round = await change(tx, application, given);
    await this.applications.addStatement(tx, application.id, {
      hash: record.hash,
      steward: null,
      kind,
      round,
      record: bytes,
    });
  }
}
