import { Args, Mutation, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';

import { CurrentSessionCookie, SessionCookie } from '../session-cookie.js';
import { StepUpService } from './step-up.service.js';
import { RequestStepUpInput, RequestStepUpResult, StepUpInput, StepUpResult } from './step-up.types.js';

/** Fresh verifications. */
@Resolver()
export class StepUpResolver {
  constructor(private readonly stepUps: StepUpService) {}

  /** Any signed-in member. */
  @Mutation(() => RequestStepUpResult, { description: 'Asks for a challenge with which one operation is approved.' })
  requestStepUp(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which operation.' }) input: RequestStepUpInput,
  ): Promise<typeof RequestStepUpResult> {
    return this.stepUps.request(caller, input);
  }

  /** Any signed-in member with a passkey of the device or its recovery words. */
  @Mutation(() => StepUpResult, { description: 'Approves one operation by a fresh verification of the person.' })
  async stepUp(
    @CurrentCaller() caller: Caller,
    @CurrentSessionCookie() cookie: SessionCookie,
    @Args('input', { description: 'The statement, and how it is verified.' }) input: StepUpInput,
  ): Promise<typeof StepUpResult> {
    const answer = await this.stepUps.stepUp(caller, input);
    if (!('payload' in answer)) return answer;
    if (answer.cookie !== null) cookie.set(answer.cookie);
    return answer.payload;
  }
}
