import { createUnionType, Field, ID, ObjectType } from '@nestjs/graphql';

import { Bytes } from '../../platform/graphql/scalars.js';
import { Refused } from '../../platform/graphql/user-error.js';

/** The name of one member, and what shows that it is the one their organisation committed to. */
@ObjectType({ description: 'The name of a member of a partner, with what shows that its organisation wrote it.' })
export class ReaderName {
  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => String, { description: 'The name.' })
  readonly name!: string;

  @Field(() => Bytes, { description: 'SHOWN of MEMBER_ADD (docs/reference/directory.md): its SHA-256 is signed.' })
  readonly opening!: Uint8Array;
}

/** The names of the members of a unit. */
@ObjectType({
  description:
    'The names of the members of a unit of a partner. Members whose name cannot be shown alone are left out.',
})
export class ReaderNames {
  @Field(() => String, { description: 'Handle of the unit.' })
  readonly unit!: string;

  @Field(() => String, { description: 'What the agreement says (vocabulary: ATTRIBUTIONS): may or must.' })
  readonly attribution!: string;

  @Field(() => [ReaderName], { description: 'The names.' })
  readonly names!: ReaderName[];
}

/** What `readerNames` answers. */
export const ReaderNamesResult = createUnionType({
  name: 'ReaderNamesResult',
  description: 'The names, or why they are not for the caller.',
  types: () => [ReaderNames, Refused] as const,
});
