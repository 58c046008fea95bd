import { Field, ID, ObjectType } from '@nestjs/graphql';

/** How one member of a unit stands today. */
@ObjectType({ description: 'How a member of a unit stands now; clearance, training and place are in the directory.' })
export class MemberStanding {
  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => String, {
    description: '`active`, or why nothing can be opened: `provisional`, `suspended`, `ended`, `inactive`.',
  })
  readonly standing!: string;
}

/** How a unit and its members stand today. */
@ObjectType({ description: 'How a unit and its members stand now (docs/reference/standing.md).' })
export class UnitStanding {
  @Field(() => String, { description: 'Handle of the unit.' })
  readonly unit!: string;

  @Field(() => String, {
    description: 'The less of the standings of the unit and its organisation; only `active` is sealed to.',
  })
  readonly standing!: string;

  @Field(() => [MemberStanding], { description: 'Its members; the less of their own standing and that of the unit.' })
  readonly members!: MemberStanding[];
}
