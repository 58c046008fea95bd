import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { CurrentSessionCookie, type SessionCookie } from '../session-cookie.js';
import { StartBrowserSessionResult } from '../session.types.js';

import { PasskeyListService } from './passkey-list.service.js';
import {
  Passkey,
  RegisterPasskeyInput,
  RegisterPasskeyResult,
  RemovePasskeyInput,
  RemovePasskeyResult,
  RequestPasskeyChallengeInput,
  RequestPasskeyChallengeResult,
  RequestPasskeyRegistrationInput,
  RequestPasskeyRegistrationResult,
  StartPasskeySessionInput,
} from './passkey.types.js';
import { PasskeyRegistrationService } from './registration.service.js';
import { PasskeySignInService } from './sign-in.service.js';

/** Passkeys: made, used to sign in, listed, removed. */
@Resolver()
export class PasskeyResolver {
  constructor(
    private readonly registrations: PasskeyRegistrationService,
    private readonly signIns: PasskeySignInService,
    private readonly passkeys: PasskeyListService,
  ) {}

  /** Anybody, for any device id. */
  @Mutation(() => RequestPasskeyRegistrationResult, { description: 'Asks for what is needed to make a passkey.' })
  requestPasskeyRegistration(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which device.' }) input: RequestPasskeyRegistrationInput,
  ): Promise<typeof RequestPasskeyRegistrationResult> {
    return this.registrations.request(caller, input);
  }

  /** Whoever holds the key of the device the passkey is to belong to. */
  @Mutation(() => RegisterPasskeyResult, { description: 'Registers a passkey for the device that signed for it.' })
  registerPasskey(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The passkey and the signed statement.' }) input: RegisterPasskeyInput,
  ): Promise<typeof RegisterPasskeyResult> {
    return this.registrations.register(caller, input);
  }

  /** Anybody. */
  @Mutation(() => RequestPasskeyChallengeResult, { description: 'Asks for a challenge for one attempt to sign in.' })
  requestPasskeyChallenge(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Nothing but the key.' }) input: RequestPasskeyChallengeInput,
  ): Promise<typeof RequestPasskeyChallengeResult> {
    return this.signIns.challenge(caller, input);
  }

  /** Anybody who holds a passkey of an active device. */
  @Mutation(() => StartBrowserSessionResult, {
    description: 'Signs a browser in by a passkey; the session is a cookie.',
  })
  startPasskeySession(
    @CurrentCaller() caller: Caller,
    @CurrentSessionCookie() cookie: SessionCookie,
    @Args('input', { description: 'What the browser has of the assertion.' }) input: StartPasskeySessionInput,
  ): Promise<typeof StartBrowserSessionResult> {
    return this.signIns.start(caller, input, cookie);
  }

  /** Any signed-in member, about the device they are at. */
  @Query(() => [Passkey], { description: 'The passkeys of the device that signed in, at most ten, oldest first.' })
  myPasskeys(@CurrentCaller() caller: Caller): Promise<Passkey[]> {
    return this.passkeys.list(caller);
  }

  /** The device that signed in, about its own. */
  @Mutation(() => RemovePasskeyResult, {
    description: 'Removes a passkey of the device that signed in; not its last way in.',
  })
  removePasskey(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which one.' }) input: RemovePasskeyInput,
  ): Promise<typeof RemovePasskeyResult> {
    return this.passkeys.remove(caller, input);
  }
}
