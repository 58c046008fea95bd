import { Args, Mutation, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';

import { SessionService } from './session.service.js';
import {
  EndSessionInput,
  EndSessionPayload,
  RequestChallengeInput,
  RequestChallengeResult,
  StartSessionInput,
  StartSessionResult,
} from './session.types.js';

/** Signing in and out. */
@Resolver()
export class SessionResolver {
  constructor(private readonly sessions: SessionService) {}

  /** Anybody. */
  @Mutation(() => RequestChallengeResult, { description: 'Asks for a challenge for one attempt to sign in.' })
  requestChallenge(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which device.' }) input: RequestChallengeInput,
  ): typeof RequestChallengeResult {
    return this.sessions.challenge(caller, input);
  }

  /** Anybody who holds the key of an active device. */
  @Mutation(() => StartSessionResult, { description: 'Signs a device in by its key.' })
  startSession(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The signed session statement.' }) input: StartSessionInput,
  ): Promise<typeof StartSessionResult> {
    return this.sessions.start(caller, input);
  }

  /** The session of the token sent along. */
  @Mutation(() => EndSessionPayload, { description: 'Signs out.' })
  async endSession(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Nothing but the key.' }) input: EndSessionInput,
  ): Promise<EndSessionPayload> {
    await this.sessions.end(caller);
    return { clientMutationId: input.clientMutationId };
  }
}
