import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Instant } from '../../platform/graphql/scalars.js';

/** One change of an inbox. Ids only: whoever wants more asks for the report, and that is decided and logged. */
@ObjectType({ description: "A change of the caller's inbox. Ids only; ask for the report to learn more." })
export class InboxChanged {
  @Field(() => ID, { nullable: true, description: 'Id of the report; null when the watch has begun.' })
  readonly reportId!: string | null;

  @Field(() => String, {
    description:
      "`begun`, first of all: nothing is missed from now on, ask the inbox once. `received`: the report was addressed to a unit of the caller's. `changed`: something that the inbox shows of it did.",
  })
  readonly kind!: 'begun' | 'received' | 'changed';

  @Field(() => Instant, { description: 'When the server told it.' })
  readonly at!: Date;
}
