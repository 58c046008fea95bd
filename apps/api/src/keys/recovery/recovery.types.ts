import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../../platform/graphql/user-error.js';

/** How a member of an organisation comes back by its guardians. */
@ObjectType({ description: 'A member who lost all devices comes back by guardians (docs/reference/recovery.md).' })
export class Recovery {
  @Field(() => ID, { description: 'Id of the recovery.' })
  readonly id!: string;

  @Field(() => ID, { description: 'Id of the organisation of the member.' })
  readonly organisation!: string;

  @Field(() => String, { description: 'Handle of the organisation.' })
  readonly organisationHandle!: string;

  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => ID, { description: 'The device that shall take the place of all devices of the member.' })
  readonly device!: string;

  @Field(() => String, { description: 'replaced, lost or compromise.' })
  readonly reason!: string;

  @Field(() => String, { description: 'open, cancelled or completed.' })
  readonly state!: string;

  @Field(() => Int, { description: 'Number of the recovery key it began under.' })
  readonly keyNumber!: number;

  @Field(() => Int, { description: 'How many guardians have to stand behind it.' })
  readonly threshold!: number;

  @Field(() => Int, { description: 'How many guardians do, the one who started it included.' })
  readonly guardians!: number;

  @Field(() => ID, { description: 'Device of the guardian who started it.' })
  readonly startedBy!: string;

  @Field(() => Instant, { description: "When it began, by the server's clock." })
  readonly startedAt!: Date;

  @Field(() => Instant, { description: 'Before this moment it is not completed.' })
  readonly readyAt!: Date;

  @Field(() => Instant, { nullable: true, description: 'When it ended; null while it is open.' })
  readonly endedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What an open one waits for (not_witnessed, delay_running, not_enough_guardians); null when it can be completed, or has ended.',
  })
  readonly waitsFor!: string | null;

  @Field(() => Boolean, { description: 'Whether the device that asks is a guardian of the organisation.' })
  readonly isGuardian!: boolean;
}

/** A recovery in a list. */
@ObjectType({ description: 'A recovery with its cursor.' })
export class RecoveryEdge {
  @Field(() => String, { description: 'Opaque cursor of this recovery.' })
  readonly cursor!: string;

  @Field(() => Recovery, { description: 'The recovery.' })
  readonly node!: Recovery;
}

/** A page of recoveries. */
@ObjectType({ description: 'Recoveries, newest first.' })
export class RecoveryConnection {
  @Field(() => [RecoveryEdge], { description: 'The recoveries of this page.' })
  readonly edges!: RecoveryEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** A guardian's share. */
@ObjectType({ description: "A share of an organisation's recovery key, sealed to the device that asks." })
export class GuardianShare {
  @Field(() => ID, { description: 'Id of the organisation.' })
  readonly organisation!: string;

  @Field(() => String, { description: 'Handle of the organisation.' })
  readonly organisationHandle!: string;

  @Field(() => Int, { description: 'Number of the recovery key.' })
  readonly keyNumber!: number;

  @Field(() => Bytes, { description: 'The sealed share (docs/reference/recovery.md).' })
  readonly share!: Uint8Array;
}

/** What another guardian gave to a recovery. */
@ObjectType({ description: 'The share of another guardian, sealed to the device that started the recovery.' })
export class RecoveryContribution {
  @Field(() => ID, { description: 'Device of the guardian who gives.' })
  readonly device!: string;

  @Field(() => Bytes, { description: 'The contribution (docs/reference/recovery.md).' })
  readonly bytes!: Uint8Array;

  @Field(() => Bytes, { description: 'What the guardian signed about it.' })
  readonly statement!: Uint8Array;

  @Field(() => Bytes, { description: 'Signature of the guardian over the statement.' })
  readonly signature!: Uint8Array;
}

/** A recovery lockbox. */
@ObjectType({ description: "A unit's key for one epoch, sealed to the recovery key of the organisation." })
export class ReleasedLockbox {
  @Field(() => ID, { description: 'Id of the unit.' })
  readonly unit!: string;

  @Field(() => Int, { description: 'Epoch of the unit key.' })
  readonly epoch!: number;

  @Field(() => Bytes, { description: 'The recovery lockbox (docs/reference/recovery.md).' })
  readonly bytes!: Uint8Array;
}

/** Input of `releaseRecovery`. */
@InputType({ description: 'Which recovery is to be completed.' })
export class ReleaseRecoveryInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the recovery.' })
  readonly recovery!: string;
}

/** Everything a recovery is completed with. */
@ObjectType({ description: 'What a recovery is completed with; every release stands in the audit record.' })
export class ReleaseRecoveryPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the recovery.' })
  readonly recovery!: string;

  @Field(() => [RecoveryContribution], { description: 'What the other guardians gave.' })
  readonly contributions!: RecoveryContribution[];

  @Field(() => [ReleasedLockbox], { description: 'All recovery lockboxes of the organisation.' })
  readonly lockboxes!: ReleasedLockbox[];
}

/** What `releaseRecovery` answers. */
export const ReleaseRecoveryResult = createUnionType({
  name: 'ReleaseRecoveryResult',
  description: 'What the recovery is completed with, or why it is not given out.',
  types: () => [ReleaseRecoveryPayload, Refused, Invalid, Conflict] as const,
});
