import { Args, Mutation, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';

import { SessionEndService } from './session-end.service.js';
import { CurrentSessionCookie, SessionCookie } from './session-cookie.js';
import { SessionService } from './session.service.js';
import {
  EndAllSessionsInput,
  EndAllSessionsPayload,
  EndSessionInput,
  EndSessionPayload,
  RequestChallengeInput,
  RequestChallengeResult,
  StartBrowserSessionInput,
  StartBrowserSessionResult,
  StartSessionInput,
  StartSessionResult,
} from './session.types.js';

/** Signing in and out. */
@Resolver()
export class SessionResolver {
  constructor(
    private readonly sessions: SessionService,
    private readonly ends: SessionEndService,
  ) {}

  /** Anybody. */
  @Mutation(() => RequestChallengeResult, { description: 'Asks for a challenge for one attempt to sign in.' })
  requestChallenge(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which device.' }) input: RequestChallengeInput,
  ): Promise<typeof RequestChallengeResult> {
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

  /** Anybody who holds the key of an active device, from our own pages. */
  @Mutation(() => StartBrowserSessionResult, {
    description: 'Signs a device in by its key, for the pages of this server: the token goes into a cookie alone.',
  })
  async startBrowserSession(
    @CurrentCaller() caller: Caller,
    @CurrentSessionCookie() cookie: SessionCookie,
    @Args('input', { description: 'The signed session statement.' }) input: StartBrowserSessionInput,
  ): Promise<typeof StartBrowserSessionResult> {
    const begun = await this.sessions.startInBrowser(caller, input);
    if (!('token' in begun)) return begun;
    cookie.set(begun.token);
    return begun.payload;
  }

  /** The session of the token sent along. */
  @Mutation(() => EndSessionPayload, { description: 'Signs out.' })
  async endSession(
    @CurrentCaller() caller: Caller,
    @CurrentSessionCookie() cookie: SessionCookie,
    @Args('input', { description: 'Nothing but the key.' }) input: EndSessionInput,
  ): Promise<EndSessionPayload> {
    await this.ends.end(caller);
    if (caller.session?.transport !== 'bearer') cookie.clear();
    return { clientMutationId: input.clientMutationId };
  }

  /** Any signed-in member, about themselves. */
  @Mutation(() => EndAllSessionsPayload, { description: 'Signs out everywhere, on every device of the caller.' })
  async endAllSessions(
    @CurrentCaller() caller: Caller,
    @CurrentSessionCookie() cookie: SessionCookie,
    @Args('input', { description: 'Nothing but the key.' }) input: EndAllSessionsInput,
  ): Promise<EndAllSessionsPayload> {
    const ended = await this.ends.endAll(caller);
    if (caller.session?.transport !== 'bearer') cookie.clear();
    return { clientMutationId: input.clientMutationId, ended };
  }
}
