import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';
import { PageArgs } from '../platform/graphql/page.types.js';

import { PolicyService } from './policy.service.js';
import { Policy, PolicyRecordConnection } from './policy.types.js';
import { PolicyProposalService } from './proposal.service.js';
import {
  PolicyProposalArgs,
  PolicyProposalConnection,
  ProposePolicyInput,
  ProposePolicyResult,
  SignPolicyInput,
  SignPolicyResult,
  WithdrawPolicyProposalInput,
  WithdrawPolicyProposalResult,
} from './proposal.types.js';
import { PolicySigningService } from './signing.service.js';

/** The policy: read by members, changed by two stewards. */
@Resolver()
export class PolicyResolver {
  constructor(
    private readonly policies: PolicyService,
    private readonly proposals: PolicyProposalService,
    private readonly signing: PolicySigningService,
  ) {}

  /** Members. */
  @Query(() => Policy, { description: 'The policy in force, and the record that put it there.' })
  policy(@CurrentCaller() caller: Caller): Promise<Policy> {
    return this.policies.policy(caller);
  }

  /** Members. */
  @Query(() => PolicyRecordConnection, { description: 'All records about the policy, newest first.' })
  policyRecords(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<PolicyRecordConnection> {
    return this.policies.recordPage(caller, page);
  }

  /** Stewards; auditors of the oversight and of the stewards. */
  @Query(() => PolicyProposalConnection, { description: 'Proposals of a next policy, the one made last first.' })
  policyProposals(
    @CurrentCaller() caller: Caller,
    @Args() args: PolicyProposalArgs,
  ): Promise<PolicyProposalConnection> {
    return this.policies.proposalPage(caller, args);
  }

  /** Stewards. */
  @Mutation(() => ProposePolicyResult, { description: 'Asks two stewards to sign the next policy.' })
  proposePolicy(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The statement.' }) input: ProposePolicyInput,
  ): Promise<typeof ProposePolicyResult> {
    return this.proposals.propose(caller, input);
  }

  /** Whoever is signed in with the device that signed, which is a steward's. */
  @Mutation(() => SignPolicyResult, {
    description: 'Takes a signature; with those of both seats the policy is in force.',
  })
  signPolicy(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The signature.' }) input: SignPolicyInput,
  ): Promise<typeof SignPolicyResult> {
    return this.signing.sign(caller, input);
  }

  /** Stewards. */
  @Mutation(() => WithdrawPolicyProposalResult, { description: 'Closes an open proposal for good.' })
  withdrawPolicyProposal(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The proposal.' }) input: WithdrawPolicyProposalInput,
  ): Promise<typeof WithdrawPolicyProposalResult> {
    return this.proposals.withdraw(caller, input);
  }
}
