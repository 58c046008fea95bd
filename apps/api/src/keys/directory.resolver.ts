import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';
import { PageArgs } from '../platform/graphql/page.types.js';

import { DirectoryService } from './directory.service.js';
import {
  ChainConnection,
  DirectoryChain,
  Lockbox,
  PublishDirectoryEventsInput,
  PublishDirectoryEventsResult,
} from './directory.types.js';
import { PublicationService } from './publication.service.js';
import { StewardsChainService } from './stewards-chain.service.js';

/** The key directory. */
@Resolver()
export class DirectoryResolver {
  constructor(
    private readonly directory: DirectoryService,
    private readonly publication: PublicationService,
    private readonly stewards: StewardsChainService,
  ) {}

  /** Any member: own organisation, agreement partners, the stewards; stewards and auditors: all. */
  @Query(() => DirectoryChain, {
    name: 'directory',
    nullable: true,
    description:
      'The chain of an organisation by its handle or the handle of one of its units; null when not for the caller.',
  })
  byHandle(
    @CurrentCaller() caller: Caller,
    @Args('handle', { description: 'Handle of an organisation or unit.' }) handle: string,
  ): Promise<DirectoryChain | null> {
    return this.directory.byHandle(caller, handle);
  }

  /** As `directory`, for several at once. */
  @Query(() => ChainConnection, {
    name: 'directoryBodies',
    description:
      'The chains of these organisations, or of all the caller may read; others are left out without a word.',
  })
  bodies(
    @CurrentCaller() caller: Caller,
    @Args('organisations', {
      type: () => [ID],
      nullable: true,
      description: 'Ids of organisations, at most 100; absent for all that the caller may read.',
    })
    organisations: string[] | null,
    @Args() page: PageArgs,
  ): Promise<ChainConnection> {
    return this.directory.bodies(caller, organisations, page);
  }

  /** Anybody. */
  @Query(() => DirectoryChain, {
    description: 'The chain of the stewards, whose keys an applicant seals notes to; the same for everybody.',
  })
  stewardsChain(): Promise<DirectoryChain> {
    return this.stewards.chain();
  }

  /** The signed-in device. */
  @Query(() => [Lockbox], { description: "The unit keys sealed to the caller's device." })
  myLockboxes(@CurrentCaller() caller: Caller): Promise<Lockbox[]> {
    return this.directory.lockboxes(caller);
  }

  /** Administrators for their organisation, stewards for one that comes in. */
  @Mutation(() => PublishDirectoryEventsResult, { description: 'Takes the next signed events of one organisation.' })
  publishDirectoryEvents(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The events and the lockboxes they name.' }) input: PublishDirectoryEventsInput,
  ): Promise<typeof PublishDirectoryEventsResult> {
    return this.publication.publish(caller, input);
  }
}
