import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';

/** Entries of a page when nothing is said. */
const DEFAULT_PAGE = 25;

/** Which page of a list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: DEFAULT_PAGE, description: 'How many, 1 to 100.' })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: 'Cursor after which to go on; absent for the beginning.' })
  readonly after?: string | null;
}

/** Where a page ends. */
@ObjectType({ description: 'Where a page ends.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more.' })
  readonly hasNextPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last entry of this page; null for an empty page.',
  })
  readonly endCursor!: string | null;
}
