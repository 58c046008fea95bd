import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../platform/graphql/scalars.js';
import { Invalid, RateLimited, Refused } from '../platform/graphql/user-error.js';

/** Input of `requestChallenge`. */
@InputType({ description: 'Which device wants to sign in.' })
export class RequestChallengeInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'The device, by its id in the directory.' })
  readonly device!: string;
}

/** A challenge, given to whoever asks, whether or not the device exists. */
@ObjectType({ description: 'A challenge; it is given for any device id, so that it tells nothing.' })
export class RequestChallengePayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: '32 random bytes, good for one attempt.' })
  readonly nonce!: Uint8Array;

  @Field(() => Instant, { description: 'When the challenge ends.' })
  readonly expiresAt!: Date;
}

/** Input of `startSession`. */
@InputType({ description: 'A signed session request.' })
export class StartSessionInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'SESSION bytes (docs/reference/envelope.md).' })
  readonly request!: Uint8Array;

  @Field(() => Bytes, { description: 'The device\'s signature over PAE("sr1.session", request).' })
  readonly signature!: Uint8Array;
}

/** A session has begun. */
@ObjectType({ description: 'A session has begun.' })
export class StartSessionPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => String, { description: 'The bearer token, base64url; shown once, stored only as a hash.' })
  readonly token!: string;

  @Field(() => Instant, { description: 'When the session ends whatever happens.' })
  readonly endsAt!: Date;

  @Field(() => Int, { description: 'Minutes without a request after which it ends earlier.' })
  readonly idleMinutes!: number;
}

/** What `startSession` answers. */
export const StartSessionResult = createUnionType({
  name: 'StartSessionResult',
  description: 'A session, or why there is none.',
  types: () => [StartSessionPayload, Refused, Invalid, RateLimited] as const,
});

/** Input of `startBrowserSession`. */
@InputType({ description: 'A signed session request, from a page of this server.' })
export class StartBrowserSessionInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'SESSION bytes (docs/reference/envelope.md).' })
  readonly request!: Uint8Array;

  @Field(() => Bytes, { description: 'The device\'s signature over PAE("sr1.session", request).' })
  readonly signature!: Uint8Array;
}

/** A browser's session has begun. */
@ObjectType({ description: 'A session has begun; its token is in the cookie of the answer and nowhere else.' })
export class BrowserSessionPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'The device that signed in.' })
  readonly device!: string;

  @Field(() => Instant, { description: 'When the session ends whatever happens.' })
  readonly endsAt!: Date;

  @Field(() => Int, { description: 'Minutes without a request after which it ends earlier.' })
  readonly idleMinutes!: number;
}

/** What `startBrowserSession` answers. */
export const StartBrowserSessionResult = createUnionType({
  name: 'StartBrowserSessionResult',
  description: 'A session, or why there is none.',
  types: () => [BrowserSessionPayload, Refused, Invalid, RateLimited] as const,
});

/** What `requestChallenge` answers. */
export const RequestChallengeResult = createUnionType({
  name: 'RequestChallengeResult',
  description: 'A challenge, or why there is none.',
  types: () => [RequestChallengePayload, Invalid, RateLimited] as const,
});

/** Input of `endSession`. */
@InputType({ description: 'Ends the session of the token that is sent along.' })
export class EndSessionInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;
}

/** The session is over. */
@ObjectType({ description: 'The session is over; so it is when there was none.' })
export class EndSessionPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;
}

/** Input of `endAllSessions`. */
@InputType({ description: 'Ends all sessions of the caller.' })
export class EndAllSessionsInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;
}

/** All sessions are over. */
@ObjectType({ description: 'All sessions of the caller are over, the one that asked included.' })
export class EndAllSessionsPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Int, { description: 'How many there were.' })
  readonly ended!: number;
}
