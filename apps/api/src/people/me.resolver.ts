import { Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';

import { MeService } from './me.service.js';
import { Me } from './me.types.js';

/** The caller about themselves. */
@Resolver()
export class MeResolver {
  constructor(private readonly people: MeService) {}

  /** Any signed-in member. */
  @Query(() => Me, { nullable: true, description: 'The caller as policy sees them.' })
  me(@CurrentCaller() caller: Caller): Promise<Me | null> {
    return this.people.me(caller);
  }
}
