import { Injectable } from '@nestjs/common';
import { parseRules, type Rules, rulesProposalId, rulesRecord } from '@sealbridge/directory';
import type { AuditObject } from '@sealbridge/transparency';
import { equal, hashTyped, utf8 } from '@sealbridge/sodium';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { Caller } from '../access/caller.js';
import { Refusal } from '../access/refusal.js';
import { sessionOf } from '../access/session-of.js';
import { NoticeService } from '../notices/notice.service.js';
import type { Transaction } from '../platform/database/transaction.js';
import { asType } from '../platform/graphql/as-type.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, type Failure, invalid, refused } from '../platform/graphql/user-error.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';
import { isNewRequest } from '../platform/idempotency/new-request.js';

import { AdoptionService, policyOf, rejection } from './adoption.service.js';
import { proposalType } from './policy-type.js';
import { PolicyProposalRepository, type StoredProposal } from './proposal.repository.js';
import {
  type PolicyProposal,
  type ProposePolicyInput,
  ProposePolicyPayload,
  type WithdrawPolicyProposalInput,
  WithdrawPolicyProposalPayload,
} from './proposal.types.js';

/** More than stewards can mean at once. */
export const MAX_OPEN_PROPOSALS = 20;

/** What is decided upon: whoever proposes or withdraws needs no signature. */
const THE_POLICY = { type: 'Policy', attributes: { authorised: false } } as const;

/** A next policy on its way to two signatures: proposed and withdrawn here, signed in PolicySigningService. */
@Injectable()
export class PolicyProposalService {
  constructor(
    private readonly access: Access,
    private readonly adoption: AdoptionService,
    private readonly proposals: PolicyProposalRepository,
    private readonly idempotency: IdempotencyRepository,
    private readonly notices: NoticeService,
  ) {}

  /** May be called by stewards. The statement is the next one, for the document of this build, and changes something. */
  propose(caller: Caller, input: ProposePolicyInput): Promise<ProposePolicyPayload | Failure> {
    return orRejected(async () => {
      const { clientMutationId, statement } = input;
      const { device, member } = sessionOf(caller);
      const rules = await this.access.read(caller, 'policy.propose', () => parseStatement(statement));
      const id = rulesProposalId(statement);
      const outcome = await this.access.perform(caller, {
        action: 'policy.propose',
        reach: 'directory',
        detail: { object: aboutStatement(statement, rules), idempotencyKey: clientMutationId },
        resource: () => Promise.resolve(THE_POLICY),
        work: async (_permit, tx) => {
          const request = { device, operation: 'proposePolicy', key: clientMutationId, request: statement, about: id };
          if (await isNewRequest(this.idempotency, tx, request)) await this.#open(tx, statement, rules, member);
          return this.#shown(tx, id);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(ProposePolicyPayload, { clientMutationId, proposal: outcome.value });
    });
  }

  /** May be called by stewards while the proposal is open. */
  withdraw(caller: Caller, input: WithdrawPolicyProposalInput): Promise<WithdrawPolicyProposalPayload | Failure> {
    return orRejected(async () => {
      const { clientMutationId } = input;
      const { device } = sessionOf(caller);
      const id = parseId(input.id);
      if (id === null) throw new Rejected(invalid('E_ID', 'not an id', 'id'));
      const outcome = await this.access.perform(caller, {
        action: 'policy.withdraw',
        reach: 'directory',
        detail: { object: { type: 'policy', id, version: null, hash: null }, idempotencyKey: clientMutationId },
        resource: () => Promise.resolve(THE_POLICY),
        work: async (_permit, tx) => {
          const key = { device, operation: 'withdrawPolicyProposal', key: clientMutationId };
          if (await isNewRequest(this.idempotency, tx, { ...key, request: utf8(id), about: id })) {
            const found = await this.proposals.byId(tx, id);
            if (found === null) throw new Refusal('not_permitted');
            if (found.state !== 'open') throw new Refusal('wrong_state');
            await this.proposals.withdraw(tx, id);
          }
          return this.#shown(tx, id);
        },
      });
      if (!outcome.ok) return refused(outcome.reason, outcome.ref);
      return asType(WithdrawPolicyProposalPayload, { clientMutationId, proposal: outcome.value });
    });
  }

  /** The same statement again is the same proposal, as long as it is open. */
  async #open(tx: Transaction, statement: Uint8Array, rules: Rules, proposedBy: Id): Promise<void> {
    const next = await this.adoption.begin(tx);
    const before = await this.proposals.byId(tx, rulesProposalId(statement));
    if (before?.state === 'open') return;
    if (before !== null) throw new Rejected(conflict(`this statement is ${before.state}`));
    this.adoption.requireNext(next, rules);
    if (next.previous !== null && changesNothing(next.previous.rules, rules)) {
      throw new Rejected(invalid('E_RULES_SAME', 'the statement changes nothing', 'statement'));
    }
    if ((await this.proposals.countOpen(tx)) >= MAX_OPEN_PROPOSALS) {
      throw new Rejected(conflict('too many proposals are open; withdraw some'));
    }
    await this.proposals.add(tx, rulesRecord(statement, []), proposedBy);
    const object = { type: 'proposal', id: rulesProposalId(statement) } as const;
    await this.notices.raise(tx, { kind: 'policy_waiting', to: { stewards: true }, object });
  }

  async #shown(tx: Transaction, id: Id): Promise<PolicyProposal> {
    const stored: StoredProposal | null = await this.proposals.byId(tx, id);
    if (stored === null) throw new Error('a proposal is not there');
    return proposalType(stored);
  }
}

/** What the audit entry of an act on a statement is about. */
function aboutStatement(statement: Uint8Array, { seq }: Rules): AuditObject {
  return { type: 'policy', id: rulesProposalId(statement), version: seq, hash: hashTyped('sr1.rules', statement) };
}

function parseStatement(statement: Uint8Array): Rules {
  try {
    return parseRules(statement);
  } catch (error) {
    throw rejection(error);
  }
}

function changesNothing(before: Rules, after: Rules): boolean {
  return equal(before.documentHash, after.documentHash) && policyOf(after).text === policyOf(before).text;
}
