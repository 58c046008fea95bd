import { Args, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { OwnSessionsService } from './own-sessions.service.js';
import { OwnSessionConnection } from './own-sessions.types.js';

/** Where the caller is signed in. */
@Resolver()
export class OwnSessionsResolver {
  constructor(private readonly sessions: OwnSessionsService) {}

  /** Any signed-in member. */
  @Query(() => OwnSessionConnection, { description: 'Where the caller is signed in, on all their devices.' })
  mySessions(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<OwnSessionConnection> {
    return this.sessions.list(caller, page);
  }
}
