import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { MemberListService } from './member-list.service.js';
import { EnableMemberInput, EnableMemberResult, OrganisationMemberConnection } from './member-list.types.js';

/** Members of the own organisation. */
@Resolver()
export class MemberListResolver {
  constructor(private readonly list: MemberListService) {}

  /** Administrators. */
  @Query(() => OrganisationMemberConnection, {
    description: 'Members of the own organisation who were not removed; for its administrators.',
  })
  members(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<OrganisationMemberConnection> {
    return this.list.list(caller, page);
  }

  /** Administrators. */
  @Mutation(() => EnableMemberResult, { description: 'Lets a member sign in again who was not seen for 90 days.' })
  enableMember(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which member.' }) input: EnableMemberInput,
  ): Promise<typeof EnableMemberResult> {
    return this.list.enable(caller, input);
  }
}
