import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { ProposalListArgs } from './agreement-list.args.js';
import { AgreementListService } from './agreement-list.service.js';
import { PreviewService } from './preview.service.js';
import { AgreementPreviewResult } from './preview.types.js';
import { ProposalSigningService } from './proposal-signing.service.js';
import { ProposalService } from './proposal.service.js';
import {
  AgreementProposalConnection,
  ProposeAgreementInput,
  ProposeAgreementResult,
  SignAgreementProposalInput,
  SignAgreementProposalResult,
  WithdrawAgreementProposalInput,
  WithdrawAgreementProposalResult,
} from './proposal.types.js';

/** Agreements on their way to two signatures. */
@Resolver()
export class ProposalResolver {
  constructor(
    private readonly proposals: ProposalService,
    private readonly signing: ProposalSigningService,
    private readonly previews: PreviewService,
    private readonly lists: AgreementListService,
  ) {}

  /** Members, for their own organisation; stewards and auditors, for all. */
  @Query(() => AgreementProposalConnection, { description: 'Proposals, the one proposed last first.' })
  agreementProposals(
    @CurrentCaller() caller: Caller,
    @Args() args: ProposalListArgs,
  ): Promise<AgreementProposalConnection> {
    return this.lists.proposalPage(caller, args);
  }

  /** Members of the parties, stewards and auditors. */
  @Query(() => AgreementPreviewResult, {
    description: 'What would change if an open proposal was signed; first and after page through the readers.',
  })
  agreementPreview(
    @CurrentCaller() caller: Caller,
    @Args('proposal', { type: () => ID, description: 'Id of the proposal.' }) proposal: string,
    @Args() page: PageArgs,
  ): Promise<typeof AgreementPreviewResult> {
    return this.previews.preview(caller, proposal, page);
  }

  /** Stewards; members with the right agreement.sign, for their own organisation and one they have to do with. */
  @Mutation(() => ProposeAgreementResult, { description: 'Asks two organisations to sign these terms.' })
  proposeAgreement(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The terms.' }) input: ProposeAgreementInput,
  ): Promise<typeof ProposeAgreementResult> {
    return this.proposals.propose(caller, input);
  }

  /** Whoever is signed in; the party has signed. */
  @Mutation(() => SignAgreementProposalResult, {
    description: 'Takes the signatures of one party; with those of both the version is in force.',
  })
  signAgreementProposal(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The signatures.' }) input: SignAgreementProposalInput,
  ): Promise<typeof SignAgreementProposalResult> {
    return this.signing.sign(caller, input);
  }

  /** Stewards; members of a party with the right agreement.sign. */
  @Mutation(() => WithdrawAgreementProposalResult, { description: 'Closes an open proposal for good.' })
  withdrawAgreementProposal(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The proposal.' }) input: WithdrawAgreementProposalInput,
  ): Promise<typeof WithdrawAgreementProposalResult> {
    return this.proposals.withdraw(caller, input);
  }
}
