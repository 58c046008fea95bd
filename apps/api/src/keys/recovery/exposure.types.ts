import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

/** What a member may have seen of one unit. */
@ObjectType({ description: 'What was sealed to epochs of a unit whose key devices of a member held.' })
export class UnitExposure {
  @Field(() => ID, { description: 'Id of the unit.' })
  readonly unit!: string;

  @Field(() => String, { description: 'Handle of the unit.' })
  readonly handle!: string;

  @Field(() => Int, { description: 'Reports sealed to those epochs; the member could open each of them.' })
  readonly sealed!: number;

  @Field(() => Int, { description: 'Reports of the unit that the member did open.' })
  readonly opened!: number;

  @Field(() => Int, { description: 'UNIX hour in which the first of those epochs began.' })
  readonly sinceHour!: number;
}

/** What a member may have seen. */
@ObjectType({
  description: 'What a member may have seen: keys that were on a device once can be used by whoever kept them.',
})
export class Exposure {
  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => [UnitExposure], {
    description: 'Unit by unit, those without a key of which a device held one left out.',
  })
  readonly units!: UnitExposure[];
}
