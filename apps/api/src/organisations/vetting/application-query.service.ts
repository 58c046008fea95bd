import { Injectable } from '@nestjs/common';
import { parseId, VETTING_STATES, type Id, type VettingState } from '@sealbridge/vocabulary';

import { Access } from '../../access/access.js';
import { answerOf } from '../../access/answer-of.js';
import type { Caller } from '../../access/caller.js';
import type { Permit } from '../../access/permit.js';
import { sessionOf } from '../../access/session-of.js';
import type { Transaction } from '../../platform/database/transaction.js';
import { ApiError } from '../../platform/errors/api-error.js';
import { pageOf, pageSize } from '../../platform/graphql/page.js';
import type { PageArgs } from '../../platform/graphql/page.types.js';
import { SealedCursor } from '../../platform/graphql/sealed-cursor.js';

import { headOf } from './application-view.js';
import { ApplicationRepository } from './application.repository.js';
import type { ApplicationRow } from './application.rows.js';
import type { Application, ApplicationConnection } from './application.types.js';
import { fileOf, type FileParts } from './file-view.js';
import { VerdictRepository } from './verdict.repository.js';

const LIST = 'applications';

/** Applications as stewards and auditors read them, and as the organisation reads its own. */
@Injectable()
export class ApplicationQueryService {
  constructor(
    private readonly access: Access,
    private readonly applications: ApplicationRepository,
    private readonly verdicts: VerdictRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by members; stewards and auditors see all, others those of their organisation. */
  async list(caller: Caller, state: string | null, page: PageArgs): Promise<ApplicationConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(page);
    const wanted = parseState(state);
    const after = this.#after(organisation, page);
    const outcome = await this.access.perform(caller, {
      action: 'application.read',
      resource: () => Promise.resolve({ type: 'Application', list: true }),
      work: (permit, tx) => this.applications.page(tx, permit, { state: wanted, after, limit: size + 1 }),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => ({
      cursor: this.cursors.seal(LIST, organisation, BigInt(row.row)),
      node: headOf(row),
    }));
  }

  /** May be called like `list`; null when there is no such application or it is not for the caller. */
  async one(caller: Caller, text: string): Promise<Application | null> {
    const { member } = sessionOf(caller);
    const id = parseId(text);
    if (id === null) return null;
    let found: ApplicationRow | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'application.read',
      detail: { object: { type: 'application', id, version: null, hash: null } },
      resource: async (tx) => {
        found = await this.applications.one(tx, id);
        if (found === null) return null;
        const attributes = { org: found.org, authorised: false, conflicted: false, decided: isDecided(found) };
        return { type: 'Application', attributes };
      },
      work: (permit, tx) => {
        if (found === null) throw new Error('an act without its file');
        return this.#parts(tx, found, seesAll(permit) ? member : null);
      },
    });
    const parts = answerOf(outcome, null);
    return parts === null ? null : fileOf(parts);
  }

  /** Everything of a file; what is for stewards and auditors only with the member who asks. */
  async #parts(tx: Transaction, application: ApplicationRow, member: Id | null): Promise<FileParts> {
    const { id, round, org, skeletons } = application;
    const evidence = await this.applications.evidence(tx, id, round);
    const statements = await this.applications.statements(tx, id);
    const parts = { application, evidence, statements };
    if (member === null) return { ...parts, verdicts: [], interests: [], conflicted: false, confusableWith: [] };
    return {
      ...parts,
      verdicts: await this.verdicts.ofRound(tx, id, round),
      interests: await this.verdicts.interestsIn(tx, org),
      conflicted: await this.verdicts.isConflicted(tx, member, org),
      confusableWith: await this.applications.confusable(tx, id, skeletons),
    };
  }

  #after(organisation: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(LIST, organisation, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }
}

function parseState(text: string | null): VettingState | null {
  if (text === null) return null;
  const state = VETTING_STATES.find((known) => known === text);
  if (state === undefined) throw new ApiError('BAD_USER_INPUT');
  return state;
}

/** Stewards and auditors, in the kind of organisation where the role counts. */
function seesAll({ member: { orgKind, rights } }: Permit): boolean {
  const isSteward = orgKind === 'stewards' && rights.includes('org.admit');
  return isSteward || (['oversight', 'stewards'].includes(orgKind) && rights.includes('audit.read'));
}

/** Before it is admitted, whoever applies for an organisation may name the id of anybody. As in POLICY_COLUMNS of the repository. */
function isDecided({ kind, state }: ApplicationRow): boolean {
  return kind !== 'organisation' || state === 'provisional' || state === 'active';
}
