import { Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';

import { InstanceService } from './instance.service.js';
import { Instance } from './instance.types.js';

/** The server about itself. */
@Resolver()
export class InstanceResolver {
  constructor(private readonly instances: InstanceService) {}

  /** Anybody. */
  @Query(() => Instance, { description: 'What a client asks before it signs in.' })
  instance(@CurrentCaller() caller: Caller): Promise<Instance> {
    return this.instances.instance(caller);
  }
}
