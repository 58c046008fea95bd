import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../platform/graphql/page.types.js';
import { Bytes } from '../platform/graphql/scalars.js';
import { Conflict, Invalid, RateLimited, Refused } from '../platform/graphql/user-error.js';

/** The chain of one organisation, as far as the caller may read it. */
@ObjectType({ description: 'The chain of one organisation: leaf, signatures and body of every event.' })
export class DirectoryChain {
  @Field(() => ID, { description: 'Id of the organisation.' })
  readonly organisation!: string;

  @Field(() => String, { description: 'Handle of the organisation.' })
  readonly handle!: string;

  @Field(() => Int, { description: 'Number of the newest event.' })
  readonly headSeq!: number;

  @Field(() => [Bytes], {
    description: 'Event records in order (docs/reference/directory.md); private parts only for the own organisation.',
  })
  readonly records!: Uint8Array[];
}

/** A chain, or a piece of one, in its page. */
@ObjectType({ description: 'A chain, or as much of it as the page holds; the next page then goes on with it.' })
export class ChainEdge {
  @Field(() => String, { description: 'Cursor of the last event of this piece.' })
  readonly cursor!: string;

  @Field(() => DirectoryChain, { description: 'The chain, or a piece of it.' })
  readonly node!: DirectoryChain;
}

/** A page of chains. */
@ObjectType({ description: 'A page of chains; it holds at most 1,000 events.' })
export class ChainConnection {
  @Field(() => [ChainEdge], { description: 'The chains of this page.' })
  readonly edges!: ChainEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** A lockbox of the caller's own device. */
@ObjectType({ description: "A unit's key for one epoch, sealed to the caller's device." })
export class Lockbox {
  @Field(() => ID, { description: 'Id of the unit.' })
  readonly unit!: string;

  @Field(() => Int, { description: 'Epoch of the unit key.' })
  readonly epoch!: number;

  @Field(() => Bytes, { description: 'The lockbox (docs/reference/directory.md).' })
  readonly bytes!: Uint8Array;
}

/** A lockbox that goes with a UNIT_EPOCH or LOCKBOX_ADD event. */
@InputType({ description: 'A lockbox that an event of the same publication names by its hash.' })
export class LockboxInput {
  @Field(() => ID, { description: 'Id of the unit.' })
  readonly unit!: string;

  @Field(() => Int, { description: 'Epoch of the unit key.' })
  readonly epoch!: number;

  @Field(() => ID, { description: 'Id of the device that can open it.' })
  readonly device!: string;

  @Field(() => Bytes, { description: 'The lockbox (docs/reference/directory.md).' })
  readonly bytes!: Uint8Array;
}

/** A recovery lockbox that goes with UNIT_EPOCH, RECOVERY_LOCKBOX or RECOVERY_COMPLETED. */
@InputType({ description: 'A recovery lockbox that an event of the same publication names by its hash.' })
export class RecoveryLockboxInput {
  @Field(() => ID, { description: 'Id of the unit.' })
  readonly unit!: string;

  @Field(() => Int, { description: 'Epoch of the unit key.' })
  readonly epoch!: number;

  @Field(() => Bytes, { description: 'The recovery lockbox (docs/reference/recovery.md).' })
  readonly bytes!: Uint8Array;
}

/** A guardian's share that goes with RECOVERY_KEY or RECOVERY_COMPLETED. */
@InputType({ description: "A guardian's share that an event of the same publication names by its hash." })
export class RecoveryShareInput {
  @Field(() => ID, { description: 'Id of the device that can open it.' })
  readonly device!: string;

  @Field(() => Bytes, { description: 'The sealed share (docs/reference/recovery.md).' })
  readonly bytes!: Uint8Array;
}

/** What a guardian who approves gives to the one who started. */
@InputType({ description: 'The share of a guardian who approves, sealed to the guardian who started the recovery.' })
export class RecoveryContributionInput {
  @Field(() => Bytes, { description: 'The contribution (docs/reference/recovery.md).' })
  readonly bytes!: Uint8Array;

  @Field(() => Bytes, { description: 'What the guardian says about it.' })
  readonly statement!: Uint8Array;

  @Field(() => Bytes, { description: "Signature of the guardian's device over the statement." })
  readonly signature!: Uint8Array;
}

/** Input of `publishDirectoryEvents`. */
@InputType({ description: 'The next events of one organisation, in order; all are taken or none.' })
export class PublishDirectoryEventsInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => [Bytes], { description: 'Signed event records of one organisation (docs/reference/directory.md).' })
  readonly records!: Uint8Array[];

  @Field(() => [LockboxInput], { description: 'Every lockbox the events name, and no other.' })
  readonly lockboxes!: LockboxInput[];

  @Field(() => [RecoveryLockboxInput], {
    defaultValue: [],
    description: 'Every recovery lockbox the events name, and no other.',
  })
  readonly recoveryLockboxes?: RecoveryLockboxInput[];

  @Field(() => [RecoveryShareInput], {
    defaultValue: [],
    description: 'Every share of a recovery key the events name, and no other.',
  })
  readonly recoveryShares?: RecoveryShareInput[];

  @Field(() => RecoveryContributionInput, {
    nullable: true,
    description: 'With the approval of a recovery, and with nothing else.',
  })
  readonly recoveryContribution?: RecoveryContributionInput | null;
}

/** The events are part of the chain and will be on the log. */
@ObjectType({ description: 'The events are part of the chain, and on their way to the log.' })
export class PublishDirectoryEventsPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the organisation.' })
  readonly organisation!: string;

  @Field(() => Int, { description: 'Number of the newest event after this publication.' })
  readonly headSeq!: number;

  @Field(() => Bytes, { description: 'event_hash of the newest event after this publication.' })
  readonly headHash!: Uint8Array;
}

/** What `publishDirectoryEvents` answers. */
export const PublishDirectoryEventsResult = createUnionType({
  name: 'PublishDirectoryEventsResult',
  description: 'The new head of the chain, or why nothing was taken.',
  types: () => [PublishDirectoryEventsPayload, Refused, Invalid, Conflict, RateLimited] as const,
});
