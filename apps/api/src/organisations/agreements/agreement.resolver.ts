import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { AgreementListArgs } from './agreement-list.args.js';
import { AgreementListService } from './agreement-list.service.js';
import { AgreementStandingService } from './agreement-standing.service.js';
import { SetAgreementStandingInput, SetAgreementStandingResult } from './agreement-standing.types.js';
import { AgreementService } from './agreement.service.js';
import {
  Agreement,
  AgreementConnection,
  AgreementVersionConnection,
  SignAgreementInput,
  SignAgreementResult,
} from './agreement.types.js';

/** Agreements between organisations. */
@Resolver()
export class AgreementResolver {
  constructor(
    private readonly agreements: AgreementService,
    private readonly lists: AgreementListService,
    private readonly standing: AgreementStandingService,
  ) {}

  /** Members, for their own organisation. */
  @Query(() => [Agreement], {
    name: 'agreements',
    description:
      "The newest versions of the agreements of the caller's organisation; agreementPage gives them in pages.",
  })
  own(@CurrentCaller() caller: Caller): Promise<Agreement[]> {
    return this.lists.own(caller);
  }

  /** Members, for their own organisation; stewards and auditors, for all. */
  @Query(() => AgreementConnection, { description: 'Newest versions of agreements, the one signed last first.' })
  agreementPage(@CurrentCaller() caller: Caller, @Args() args: AgreementListArgs): Promise<AgreementConnection> {
    return this.lists.page(caller, args);
  }

  /** Members of the parties, stewards and auditors. */
  @Query(() => AgreementVersionConnection, {
    nullable: true,
    description: 'All versions of an agreement, newest first; null when not there or not for the caller.',
  })
  agreementVersions(
    @CurrentCaller() caller: Caller,
    @Args('agreement', { type: () => ID, description: 'Id of the agreement.' }) agreement: string,
    @Args() page: PageArgs,
  ): Promise<AgreementVersionConnection | null> {
    return this.lists.versionPage(caller, agreement, page);
  }

  /** Whoever is signed in; both parties have signed. */
  @Mutation(() => SignAgreementResult, {
    description: 'Takes an agreement, or its next version, signed by both parties.',
  })
  signAgreement(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The agreement with its signatures.' }) input: SignAgreementInput,
  ): Promise<typeof SignAgreementResult> {
    return this.agreements.sign(caller, input);
  }

  /** Whoever is signed in; the party has signed. */
  @Mutation(() => SetAgreementStandingResult, {
    description: 'Ends, suspends or resumes an agreement in the name of one party, which has signed that.',
  })
  setAgreementStanding(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The signed statement.' }) input: SetAgreementStandingInput,
  ): Promise<typeof SetAgreementStandingResult> {
    return this.standing.set(caller, input);
  }
}
