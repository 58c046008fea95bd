import { Injectable } from '@nestjs/common';
import type { EventRecord, OrgAdmit } from '@sealbridge/directory';
import { equal } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { Refusal } from '../../access/refusal.js';
import { NoticeService } from '../../notices/notice.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.rows.js';
import { requireVerified } from './verdict-rules.js';
import { VerdictRepository } from './verdict.repository.js';

/** Whether an admission says of an organisation what was applied for, and nothing else. */
export function isAsApplied(
  application: Pick<ApplicationRow, 'kind' | 'profile' | 'handle' | 'country' | 'name' | 'rootKeys'>,
  { handle, kind, country, name, rootKeys }: OrgAdmit,
): boolean {
  const { profile, rootKeys: asked } = application;
  return (
    application.kind === 'organisation' &&
    profile === kind &&
    application.handle === handle &&
    application.country === country &&
    application.name === name &&
    asked.length === rootKeys.length &&
    asked.every((key, index) => equal(key, rootKeys[index] ?? new Uint8Array()))
  );
}

/** Lets only those organisations into the directory that two verifiers vetted. */
@Injectable()
export class AdmissionGate {
  constructor(
    private readonly applications: ApplicationRepository,
    private readonly verdicts: VerdictRepository,
    private readonly notices: NoticeService,
  ) {}

  /** Whether a steward has an interest in the organisation with this id. */
  isConflicted(tx: Transaction, member: Id, org: Id): Promise<boolean> {
    return this.verdicts.isConflicted(tx, member, org);
  }

  /**
   * The application that this admission ends well, held until the transaction ends. Throws Rejected E_NOT_VETTED unless it waits
   * for admission, both verifiers approve it as it is now, and the event is the one they signed.
   */
  async requireVetted(tx: Transaction, record: EventRecord, event: OrgAdmit): Promise<ApplicationRow> {
    const application = await this.applications.lockByAdmission(tx, record.eventHash);
    if (application?.org !== record.leaf.org || !isAsApplied(application, event)) throw notVetted();
    const verdicts = await this.verdicts.ofRound(tx, application.id, application.round);
    try {
      requireVerified(application, verdicts, 'provisional');
    } catch (error) {
      throw error instanceof Refusal ? notVetted() : error;
    }
    return application;
  }

  /** Moves the application on in the transaction of the admission. */
  async admitted(tx: Transaction, application: ApplicationRow): Promise<void> {
    const { id, round, evidenceSet } = application;
    await this.applications.move(tx, id, { state: 'provisional', round, attesting: false, evidenceSet });
    const object = { type: 'application', id } as const;
    await this.notices.raise(tx, { kind: 'application_decided', to: { stewards: true }, object });
  }
}

function notVetted(): Rejected {
  return new Rejected(invalid('E_NOT_VETTED', 'two verifiers have not approved this admission', 'records'));
}
