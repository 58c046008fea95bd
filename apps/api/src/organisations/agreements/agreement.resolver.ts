import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';

import { AgreementService } from './agreement.service.js';
import { Agreement, SignAgreementInput, SignAgreementResult } from './agreement.types.js';

/** Agreements between organisations. */
@Resolver()
export class AgreementResolver {
  constructor(private readonly agreements: AgreementService) {}

  /** Members, for their own organisation. */
  @Query(() => [Agreement], {
    name: 'agreements',
    description: "The newest versions of the agreements of the caller's organisation.",
  })
  own(@CurrentCaller() caller: Caller): Promise<Agreement[]> {
    return this.agreements.own(caller);
  }

  /** Either party, or a steward; both parties have signed. */
  @Mutation(() => SignAgreementResult, {
    description: 'Takes an agreement, or its next version, signed by both parties.',
  })
  signAgreement(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The agreement with its signatures.' }) input: SignAgreementInput,
  ): Promise<typeof SignAgreementResult> {
    return this.agreements.sign(caller, input);
  }
}
