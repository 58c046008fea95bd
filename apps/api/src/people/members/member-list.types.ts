import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Conflict, Invalid, Refused } from '../../platform/graphql/user-error.js';

/** A device of a member. */
@ObjectType({ description: 'A device of a member.' })
export class MemberDevice {
  @Field(() => ID, { description: 'Id of the device.' })
  readonly device!: string;

  @Field(() => String, { description: 'active or revoked.' })
  readonly state!: string;
}

/** A member of the own organisation, as its administrators see them. The name stands in the private part of the directory. */
@ObjectType({ description: 'A member of the own organisation, for its administrators.' })
export class OrganisationMember {
  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => [String], { description: 'Roles (vocabulary: ROLES).' })
  readonly roles!: string[];

  @Field(() => [String], { description: 'Handles of the units.' })
  readonly unitHandles!: string[];

  @Field(() => String, { description: 'Highest marking the member may read (TLP).' })
  readonly clearance!: string;

  @Field(() => [String], { description: 'Jurisdictions: `*`, countries or subdivisions.' })
  readonly jurisdictions!: string[];

  @Field(() => Int, { description: 'UNIX hour until which the training counts.' })
  readonly trainingUntil!: number;

  @Field(() => String, { description: 'active, provisional, suspended or inactive.' })
  readonly standing!: string;

  @Field(() => String, {
    description: 'Day of the last sign-in, or of joining or enabling, whichever came last: YYYY-MM-DD, UTC.',
  })
  readonly lastSeen!: string;

  @Field(() => [MemberDevice], { description: 'Devices, ended ones included.' })
  readonly devices!: MemberDevice[];

  @Field(() => String, {
    description:
      'complete: an active device opens the current key of every unit; missing: not of every unit; none: no active device.',
  })
  readonly keys!: string;

  @Field(() => String, {
    description:
      'complete: the keys of every active device can be unlocked in a second way; missing: not of every one; none: of none.',
  })
  readonly secondWayIn!: string;
}

/** A member in a list. */
@ObjectType({ description: 'A member with its cursor.' })
export class OrganisationMemberEdge {
  @Field(() => String, { description: 'Opaque cursor of this member.' })
  readonly cursor!: string;

  @Field(() => OrganisationMember, { description: 'The member.' })
  readonly node!: OrganisationMember;
}

/** A page of members. */
@ObjectType({ description: 'Members of the own organisation who were not removed.' })
export class OrganisationMemberConnection {
  @Field(() => [OrganisationMemberEdge], { description: 'The members of this page.' })
  readonly edges!: OrganisationMemberEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** Input of `enableMember`. */
@InputType({ description: 'Which member may sign in again.' })
export class EnableMemberInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;
}

/** The member may sign in again. */
@ObjectType({ description: 'The member may sign in again.' })
export class EnableMemberPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;
}

/** What `enableMember` answers. */
export const EnableMemberResult = createUnionType({
  name: 'EnableMemberResult',
  description: 'The member, or why nothing changed.',
  types: () => [EnableMemberPayload, Refused, Invalid, Conflict] as const,
});
