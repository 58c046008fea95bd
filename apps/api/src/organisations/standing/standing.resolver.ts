import { Args, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';

import { StandingService } from './standing.service.js';
import { UnitStanding } from './standing.types.js';

/** How recipients stand. */
@Resolver()
export class StandingResolver {
  constructor(private readonly standings: StandingService) {}

  /** Members, about own units and those of partners. */
  @Query(() => [UnitStanding], {
    description: 'How units the caller may send to stand now, and their members. Others are left out.',
  })
  recipientStanding(
    @CurrentCaller() caller: Caller,
    @Args('units', { type: () => [String], description: 'Handles of units, at most 65.' }) units: string[],
  ): Promise<UnitStanding[]> {
    return this.standings.ofUnits(caller, units);
  }
}
