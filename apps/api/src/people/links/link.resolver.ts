import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { Bytes } from '../../platform/graphql/scalars.js';

import { LinkService } from './link.service.js';
import { AnswerLinkInput, AskForLinkInput, DeviceLink, DeviceLinkResult, ProveLinkInput } from './link.types.js';

/** Links: how a further device of a member comes in. */
@Resolver()
export class LinkResolver {
  constructor(private readonly links: LinkService) {}

  /** Anybody with the lookups. */
  @Query(() => [String], {
    name: 'deviceLinkStages',
    description: 'How far links are, in the order asked: none, asked, offered, proved or done. For whoever waits.',
  })
  stages(
    @CurrentCaller() caller: Caller,
    @Args('lookups', { type: () => [Bytes], description: 'What follows from each code; 32 bytes each, at most 32.' })
    lookups: Uint8Array[],
  ): Promise<string[]> {
    return this.links.stages(caller, lookups);
  }

  /** Anybody with the lookup. */
  @Query(() => DeviceLink, {
    name: 'deviceLink',
    nullable: true,
    description: 'The messages of a link so far; null when there is none of this lookup, or its time is over.',
  })
  read(
    @CurrentCaller() caller: Caller,
    @Args('lookup', { type: () => Bytes, description: 'What follows from the code; 32 bytes.' }) lookup: Uint8Array,
  ): Promise<DeviceLink | null> {
    return this.links.read(caller, lookup);
  }

  /** Anybody, once for each lookup. */
  @Mutation(() => DeviceLinkResult, { description: 'A new device asks to be let in by one of the same member.' })
  askForLink(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The keys of the new device.' }) input: AskForLinkInput,
  ): Promise<typeof DeviceLinkResult> {
    return this.links.ask(caller, input);
  }

  /** Members in standing, with the lookup. */
  @Mutation(() => DeviceLinkResult, {
    description: 'Answers a new device of the caller; that it is in is published after.',
  })
  answerLink(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'What the new device has to believe.' }) input: AnswerLinkInput,
  ): Promise<typeof DeviceLinkResult> {
    return this.links.answer(caller, input);
  }

  /** Anybody with the lookup. */
  @Mutation(() => DeviceLinkResult, { description: 'The new device proves that it holds its keys.' })
  proveLink(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The proof for the directory.' }) input: ProveLinkInput,
  ): Promise<typeof DeviceLinkResult> {
    return this.links.prove(caller, input);
  }
}
