import { Injectable } from '@nestjs/common';
import { operationDigest } from '@sealbridge/envelope';
import { sha256, utf8 } from '@sealbridge/sodium';
import { parseId, VETTING_STAGES, type Id, type VettingStage } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { Refusal } from '../../access/refusal.js';
import { sessionOf } from '../../access/session-of.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { asType } from '../../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../../platform/graphql/rejected.js';
import { conflict, invalid, refused, type Failure } from '../../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';

import { headOf } from './application-view.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.rows.js';
import { EndingService } from './ending.service.js';
import { StandingRepository } from './standing.repository.js';
import { VettingDecisionPayload, type AdmitApplicationInput } from './statement.types.js';
import { requireVerified } from './verdict-rules.js';
import { VerdictRepository } from './verdict.repository.js';

/** Moves on what both verifiers approved. An organisation comes in by an event of its chain instead (AdmissionGate). */
@Injectable()
export class AdmissionService {
  constructor(
    private readonly access: Access,
    private readonly applications: ApplicationRepository,
    private readonly verdicts: VerdictRepository,
    private readonly standing: StandingRepository,
    private readonly ending: EndingService,
    private readonly notices: NoticeService,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  /** May be called by stewards without an interest in the applicant. */
  admit(caller: Caller, input: AdmitApplicationInput): Promise<VettingDecisionPayload | Failure> {
    return orRejected(async () => {
      const { member, device, organisation } = sessionOf(caller);
      const { id, stage } = await this.access.read(caller, 'application.admit', () => parse(input));
      let file: ApplicationRow | null = null;
      const outcome = await this.access.perform(caller, {
        action: 'application.admit',
        reach: 'directory',
        operation: operationDigest('admitApplication', [utf8(id), utf8(stage)]),
        detail: {
          object: { type: 'application', id, version: null, hash: null },
          idempotencyKey: input.clientMutationId,
        },
        resource: async (tx) => {
          file = await this.applications.lock(tx, id);
          // asked of nothing too: who may not see the file does not learn by the time it takes that it is there
          const conflicted = await this.verdicts.isConflicted(tx, member, file?.org ?? id);
          if (file === null) return null;
          return { type: 'Application', attributes: { org: file.org, authorised: true, conflicted } };
        },
        work: async (_permit, tx) => {
          if (file === null) throw new Error('an act without its file');
          if (organisation === file.org || member === file.subject) throw new Refusal('own_application');
          if (await this.#isNew(tx, device, input, id)) await this.#moveOn(tx, file, stage);
          return (await this.applications.one(tx, id)) ?? file;
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      const { clientMutationId } = input;
      return asType(VettingDecisionPayload, { clientMutationId, application: headOf(outcome.value) });
    });
  }

  async #moveOn(tx: Transaction, application: ApplicationRow, stage: VettingStage): Promise<void> {
    const { id, kind, subject, round, evidenceSet, org } = application;
    requireVerified(application, await this.verdicts.ofRound(tx, id, round), stage);
    if (stage === 'end') return this.ending.end(tx, application);
    if (stage === 'active' && application.standing === 'suspended') throw new Refusal('suspended');
    if (stage === 'provisional') {
      if (kind === 'organisation')
        throw new Rejected(invalid('E_ADMISSION', 'an organisation is admitted by its event'));
      await this.applications.move(tx, id, { state: 'provisional', round, attesting: false, evidenceSet });
    } else {
      await this.applications.move(tx, id, { state: 'active', round, attesting: false, evidenceSet });
      await this.standing.activate(tx, kind, subject);
    }
    const object = { type: 'application', id } as const;
    await this.notices.raise(tx, { kind: 'application_decided', to: { org, right: 'directory.admin' }, object });
    await this.notices.raise(tx, { kind: 'application_decided', to: { stewards: true }, object });
  }

  async #isNew(tx: Transaction, device: Id, input: AdmitApplicationInput, application: Id): Promise<boolean> {
    const claim = await this.idempotency.claim(tx, {
      device,
      operation: 'admitApplication',
      key: input.clientMutationId,
      requestSha256: sha256(utf8(`${application} ${input.stage}`)),
      resultIds: [application],
    });
    if (claim === 'other') throw new Rejected(conflict('the key stands for another request'));
    return claim === 'new';
  }
}

function parse({ application, stage }: AdmitApplicationInput): { readonly id: Id; readonly stage: VettingStage } {
  const id = parseId(application);
  if (id === null) throw new Rejected(invalid('E_ID', 'not an id', 'application'));
  const known = VETTING_STAGES.find((candidate) => candidate === stage);
  if (known === undefined) throw new Rejected(invalid('E_FIELD', 'not a stage', 'stage'));
  return { id, stage: known };
}
