import { Injectable } from '@nestjs/common';
import { DirectoryError, verifyVetSignatures, type VetRecord, type VetRule } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { NodeIdentity } from '../../audit/node-identity.js';
import { DirectoryStateService } from '../../keys/directory-state.service.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.rows.js';

const MS_PER_SECOND = 1000;

/** A file, held, and whether the statement about it is signed by its applicant. */
export interface HeldFile {
  readonly application: ApplicationRow;
  readonly authorised: boolean;
}

/** Whether statements are signed by those they are made for. */
@Injectable()
export class ApplicantAuthority {
  constructor(
    private readonly applications: ApplicationRepository,
    private readonly directory: DirectoryStateService,
    private readonly node: NodeIdentity,
  ) {}

  /**
   * The file a statement is about, held until the transaction ends, or null. Publications are held back before the row: the other
   * way round two acts could wait for each other. The database is asked the same whether or not there is such a file: how long it
   * takes tells nobody that somebody applied.
   */
  async hold(tx: Transaction, record: VetRecord): Promise<HeldFile | null> {
    const { application: id, org } = record.statement;
    const found = await this.applications.one(tx, id);
    const byOrganisation = await this.isOrganisation(tx, record, org);
    const application = await this.applications.lock(tx, id);
    if (application === null || found?.org !== org) return null;
    const authorised = namesRoots(application) ? this.#isNamedRoots(record, application) : byOrganisation;
    return { application, authorised };
  }

  /** Whether all three roots that an organisation names for itself signed its application. */
  isOwnRoots(record: VetRecord, rootKeys: readonly Uint8Array[]): boolean {
    return this.#verifies(record, { by: 'named_roots', rootKeys });
  }

  /** Whether an admitted organisation stands behind a statement. */
  async isOrganisation(tx: Transaction, record: VetRecord, org: Id): Promise<boolean> {
    await this.directory.lock(tx);
    const state = await this.directory.committed(tx);
    const now = Date.now() / MS_PER_SECOND;
    return state !== null && this.#verifies(record, { by: 'organisation', state, org, now });
  }

  #isNamedRoots(record: VetRecord, { rootKeys }: ApplicationRow): boolean {
    return this.#verifies(record, { by: 'named_roots', rootKeys });
  }

  /** A statement for another log is no secret's business and is named; every other reason is one answer. */
  #verifies(record: VetRecord, rule: VetRule): boolean {
    try {
      verifyVetSignatures(record, this.node.logOrigin, rule);
      return true;
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      if (error.code === 'E_VET_ORIGIN') throw new Rejected(invalid(error.code, error.message, 'record'));
      return false;
    }
  }
}

/** Before an admission, and after an end, the roots that were named speak; else whoever acts for the organisation by its chain. */
function namesRoots({ kind, state }: ApplicationRow): boolean {
  return kind === 'organisation' && state !== 'provisional' && state !== 'active';
}
