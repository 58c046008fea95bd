import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { ExposureService } from './exposure.service.js';
import { Exposure } from './exposure.types.js';
import { RecoveryListService } from './recovery-list.service.js';
import { RecoveryReleaseService } from './recovery-release.service.js';
import {
  GuardianShare,
  Recovery,
  RecoveryConnection,
  ReleaseRecoveryInput,
  ReleaseRecoveryResult,
} from './recovery.types.js';

/** Recovery by guardians, and what somebody who is gone may have seen. */
@Resolver()
export class RecoveryResolver {
  constructor(
    private readonly recoveries: RecoveryListService,
    private readonly releases: RecoveryReleaseService,
    private readonly exposures: ExposureService,
  ) {}

  /** Members for their organisation, guardians for those they guard, stewards and auditors: all. */
  @Query(() => RecoveryConnection, {
    name: 'recoveries',
    description: 'Recoveries of the own organisation and of those guarded, newest first; stewards and auditors: all.',
  })
  list(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<RecoveryConnection> {
    return this.recoveries.list(caller, page);
  }

  /** The same. */
  @Query(() => Recovery, { nullable: true, description: 'One recovery that the caller sees, or null.' })
  recovery(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the recovery.' }) id: string,
  ): Promise<Recovery | null> {
    return this.recoveries.one(caller, id);
  }

  /** The signed-in device. */
  @Query(() => [GuardianShare], { description: "Shares of recovery keys that are sealed to the caller's device." })
  guardianShares(@CurrentCaller() caller: Caller): Promise<GuardianShare[]> {
    return this.recoveries.shares(caller);
  }

  /** Administrators. */
  @Query(() => Exposure, {
    nullable: true,
    description: 'What a member of the own organisation may have seen; for its administrators.',
  })
  exposure(
    @CurrentCaller() caller: Caller,
    @Args('member', { type: () => ID, description: 'The member (role handle), removed or not.' }) member: string,
  ): Promise<Exposure | null> {
    return this.exposures.of(caller, member);
  }

  /** The guardian who started the recovery. */
  @Mutation(() => ReleaseRecoveryResult, {
    description: 'Gives out what a recovery is completed with, once the witnesses have seen it and the delay has run.',
  })
  releaseRecovery(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which recovery.' }) input: ReleaseRecoveryInput,
  ): Promise<typeof ReleaseRecoveryResult> {
    return this.releases.release(caller, input);
  }
}
