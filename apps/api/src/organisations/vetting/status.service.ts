import { Injectable } from '@nestjs/common';

import { Access } from '../../access/access.js';
import type { Caller } from '../../access/caller.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { Rejected } from '../../platform/graphql/rejected.js';

import { ApplicantAuthority } from './applicant-authority.js';
import { ApplicantStatements } from './applicant-statements.js';
import { GuestAttempts } from './guest-attempts.service.js';
import { readStatement, requireFresh, type Given } from './statement.js';
import type { ApplicationStatus } from './status.types.js';
import { STATUS_SKEW_SECONDS } from './vetting-rules.js';

/** Tells applicants where they stand. */
@Injectable()
export class StatusService {
  constructor(
    private readonly access: Access,
    private readonly authority: ApplicantAuthority,
    private readonly statements: ApplicantStatements,
    private readonly guests: GuestAttempts,
  ) {}

  /** May be called by anybody who signs the question now; null when there is no such application or it is another's. */
  async status(caller: Caller, bytes: Uint8Array): Promise<ApplicationStatus | null> {
    const given = await this.#read(caller, bytes);
    const { record, statement } = given;
    const outcome = await this.access.perform(caller, {
      action: 'application.status',
      reach: 'directory',
      detail: { object: { type: 'application', id: statement.application, version: null, hash: null } },
      resource: async (tx) => {
        const file = await this.authority.hold(tx, record);
        if (file === null) return null;
        const { application, authorised } = file;
        return { type: 'Application', attributes: { org: application.org, authorised, conflicted: false } };
      },
      work: (_permit, tx) => this.statements.status(tx, statement.application),
    });
    return outcome.ok ? outcome.value : null;
  }

  async #read(caller: Caller, bytes: Uint8Array): Promise<Given<'status'>> {
    try {
      await this.guests.require(caller);
      return await this.access.read(caller, 'application.status', () => {
        const given = readStatement(bytes, 'status');
        requireFresh(given.statement, STATUS_SKEW_SECONDS);
        return given;
      });
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      throw new ApiError(error.member.code === 'E_RATE_LIMITED' ? 'RATE_LIMITED' : 'BAD_USER_INPUT');
    }
  }
}
