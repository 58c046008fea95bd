import { ArgsType, Field, ID } from '@nestjs/graphql';

import { PageArgs } from '../../platform/graphql/page.types.js';

/** Which agreements to list. */
@ArgsType()
export class AgreementListArgs extends PageArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the agreement, or at least the first 8 characters of it; absent for every agreement.',
  })
  readonly agreement?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Stewards and auditors: those of all organisations instead of the own one's.",
  })
  readonly all!: boolean;
}

/** Which proposals to list. */
@ArgsType()
export class ProposalListArgs extends AgreementListArgs {
  @Field(() => Boolean, { defaultValue: true, description: 'Open ones alone; false for settled ones too.' })
  readonly open!: boolean;
}
