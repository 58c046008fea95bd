import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { AdmissionService } from './admission.service.js';
import { ApplicationQueryService } from './application-query.service.js';
import { Application, ApplicationConnection, InterestConnection } from './application.types.js';
import { InterestService } from './interest.service.js';
import {
  AdmitApplicationInput,
  DeclareInterestInput,
  DeclareInterestResult,
  SubmitVerdictInput,
  VettingDecisionResult,
} from './statement.types.js';
import { VerdictService } from './verdict.service.js';

/** What stewards read and decide. */
@Resolver()
export class StewardResolver {
  constructor(
    private readonly files: ApplicationQueryService,
    private readonly verdicts: VerdictService,
    private readonly admissions: AdmissionService,
    private readonly interests: InterestService,
  ) {}

  /** Stewards and auditors: all; other members: those of their organisation. */
  @Query(() => ApplicationConnection, { description: 'Applications, newest first.' })
  applications(
    @CurrentCaller() caller: Caller,
    @Args() page: PageArgs,
    @Args('state', {
      type: () => String,
      nullable: true,
      description: 'Only those in this state (vettingState of the vocabulary).',
    })
    state: string | null | undefined,
  ): Promise<ApplicationConnection> {
    return this.files.list(caller, state ?? null, page);
  }

  /** As `applications`. */
  @Query(() => Application, { nullable: true, description: 'One application; null when absent or not for the caller.' })
  application(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the application.' }) id: string,
  ): Promise<Application | null> {
    return this.files.one(caller, id);
  }

  /** Stewards without an interest in the applicant. */
  @Mutation(() => VettingDecisionResult, { description: 'Takes the verdict of a verifier.' })
  submitVerdict(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The statement `verdict`.' }) input: SubmitVerdictInput,
  ): Promise<typeof VettingDecisionResult> {
    return this.verdicts.submit(caller, input);
  }

  /** Stewards without an interest in the applicant, once both seats approved. */
  @Mutation(() => VettingDecisionResult, {
    description:
      'Moves an application on to the stage both verifiers approved. An organisation becomes provisional by its ORG_ADMIT event.',
  })
  admitApplication(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which application, which stage.' }) input: AdmitApplicationInput,
  ): Promise<typeof VettingDecisionResult> {
    return this.admissions.admit(caller, input);
  }

  /** Stewards, for themselves. */
  @Mutation(() => DeclareInterestResult, {
    description: 'Declares an interest: whoever has one decides nothing about the organisation any more.',
  })
  declareInterest(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'In whom, and which.' }) input: DeclareInterestInput,
  ): Promise<typeof DeclareInterestResult> {
    return this.interests.declare(caller, input);
  }

  /** Stewards; their own. */
  @Query(() => InterestConnection, { name: 'interests', description: 'The interests the caller declared, by handle.' })
  ownInterests(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<InterestConnection> {
    return this.interests.own(caller, page);
  }
}
