import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';
import { fromHex } from '@sealbridge/sodium';

import { Access } from '../access/access.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import { PolicyInForce } from '../access/policy-in-force.js';
import { sessionOf } from '../access/session-of.js';
import { ApiError } from '../platform/errors/api-error.js';
import { pageOf, pageSize } from '../platform/graphql/page.js';
import type { PageArgs } from '../platform/graphql/page.types.js';
import { SealedCursor } from '../platform/graphql/sealed-cursor.js';

import { proposalType, recordType } from './policy-type.js';
import { PolicyRepository } from './policy.repository.js';
import type { Policy, PolicyRecordConnection } from './policy.types.js';
import { PolicyProposalRepository } from './proposal.repository.js';
import type { PolicyProposalArgs, PolicyProposalConnection } from './proposal.types.js';

const RECORDS = 'policy records';
const PROPOSALS = 'policy proposals';

/** What is decided upon when somebody reads: no signature speaks for it. */
const THE_POLICY = { type: 'Policy', attributes: { authorised: false } } as const;

/** The policy as members read it, how it came about, and what is proposed. */
@Injectable()
export class PolicyService {
  constructor(
    private readonly access: Access,
    private readonly policies: PolicyInForce,
    private readonly records: PolicyRepository,
    private readonly proposals: PolicyProposalRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by any member in standing. */
  async policy(caller: Caller): Promise<Policy> {
    const outcome = await this.access.perform(caller, {
      action: 'policy.read',
      resource: () => Promise.resolve(THE_POLICY),
      work: async (_permit, tx) => {
        const inForce = await this.policies.inForce(tx);
        // by its number: another record may be adopted between two statements
        const [newest = null] = inForce.seq === null ? [] : await this.records.page(tx, inForce.seq + 1, 1);
        return { inForce, newest };
      },
    });
    const found = answerOf(outcome, null);
    if (found === null) throw new ApiError('FORBIDDEN');
    const { policy, signed } = found.inForce;
    return {
      text: policy.text,
      hash: fromHex(policy.hash),
      parameters: Object.entries(policy.parameters).map(([name, value]) => ({ name, value })),
      signed,
      newest: found.newest === null ? null : recordType(found.newest),
    };
  }

  /** May be called by any member in standing. */
  async recordPage(caller: Caller, page: PageArgs): Promise<PolicyRecordConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(page);
    const below = this.#after(RECORDS, organisation, page);
    const outcome = await this.access.perform(caller, {
      action: 'policy.read',
      resource: () => Promise.resolve(THE_POLICY),
      work: (_permit, tx) => this.records.page(tx, below === null ? null : Number(below), size + 1),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => ({
      cursor: this.cursors.seal(RECORDS, organisation, BigInt(row.seq)),
      node: recordType(row),
    }));
  }

  /** May be called by stewards, and by auditors of the oversight or the stewards. An empty page for anybody else. */
  async proposalPage(caller: Caller, args: PolicyProposalArgs): Promise<PolicyProposalConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(args);
    const below = this.#after(PROPOSALS, organisation, args);
    const outcome = await this.access.perform(caller, {
      action: 'policy.proposals',
      resource: () => Promise.resolve(THE_POLICY),
      work: (_permit, tx) => this.proposals.page(tx, { open: args.open, below, limit: size + 1 }),
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => ({
      cursor: this.cursors.seal(PROPOSALS, organisation, BigInt(row.row)),
      node: proposalType(row),
    }));
  }

  #after(list: string, organisation: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(list, organisation, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }
}
