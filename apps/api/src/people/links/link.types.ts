import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, RateLimited, Refused } from '../../platform/graphql/user-error.js';

const LOOKUP = 'What follows from the code; 32 bytes (docs/reference/device-link.md).';

/** A link as both of its devices see it. */
@ObjectType({
  description:
    'The messages between a new device of a member and one that lets it in; the server can make none of them.',
})
export class DeviceLink {
  @Field(() => Bytes, { description: 'REQUEST of the new device.' })
  readonly request!: Uint8Array;

  @Field(() => Bytes, { description: 'MAC over REQUEST.' })
  readonly requestMac!: Uint8Array;

  @Field(() => Bytes, { nullable: true, description: 'OFFER of the device that lets in.' })
  readonly offer!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'MAC over OFFER.' })
  readonly offerMac!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'PROOF of the new device.' })
  readonly proof!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'MAC over PROOF.' })
  readonly proofMac!: Uint8Array | null;

  @Field(() => Instant, { description: 'Until when the code is good.' })
  readonly expiresAt!: Date;
}

/** Input of `askForLink`. */
@InputType({ description: 'A new device asks to be let in.' })
export class AskForLinkInput {
  @Field(() => ID, { description: 'Name of this request; the same REQUEST again is answered alike.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: LOOKUP })
  readonly lookup!: Uint8Array;

  @Field(() => Bytes, { description: 'REQUEST: the public keys of the new device.' })
  readonly request!: Uint8Array;

  @Field(() => Bytes, { description: 'MAC over REQUEST.' })
  readonly mac!: Uint8Array;
}

/** Input of `answerLink`. */
@InputType({ description: 'A device of a member answers a new one.' })
export class AnswerLinkInput {
  @Field(() => ID, { description: 'Name of this request; the same OFFER again is answered alike.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: LOOKUP })
  readonly lookup!: Uint8Array;

  @Field(() => Bytes, { description: 'OFFER: who the new device will be, and what it has to believe.' })
  readonly offer!: Uint8Array;

  @Field(() => Bytes, { description: 'MAC over OFFER.' })
  readonly mac!: Uint8Array;
}

/** Input of `proveLink`. */
@InputType({ description: 'A new device proves that it holds its keys.' })
export class ProveLinkInput {
  @Field(() => ID, { description: 'Name of this request; the same PROOF again is answered alike.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: LOOKUP })
  readonly lookup!: Uint8Array;

  @Field(() => Bytes, { description: 'PROOF, for the event that adds the device.' })
  readonly proof!: Uint8Array;

  @Field(() => Bytes, { description: 'MAC over PROOF.' })
  readonly mac!: Uint8Array;
}

/** The message is kept for the other device. */
@ObjectType({ description: 'The message is kept for the other device.' })
export class DeviceLinkPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Instant, { description: 'Until when the code is good.' })
  readonly expiresAt!: Date;
}

/** What the mutations of links answer. */
export const DeviceLinkResult = createUnionType({
  name: 'DeviceLinkResult',
  description: 'The message is kept, or why it is not. A lookup of no link and of one whose time is over answer alike.',
  types: () => [DeviceLinkPayload, Refused, Invalid, Conflict, RateLimited] as const,
});
