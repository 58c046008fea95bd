import { Resolver, Subscription } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { CurrentConnection, type LiveConnection } from '../../platform/graphql/live-stream.js';

import { InboxWatchService } from './inbox-watch.service.js';
import { InboxChanged } from './inbox-watch.types.js';
import type { Told } from './watch.js';

/** What happens in inboxes, while it happens. */
@Resolver()
export class InboxWatchResolver {
  constructor(private readonly watches: InboxWatchService) {}

  /** Members with the right report.open, for their own units. */
  @Subscription(() => InboxChanged, {
    description:
      "What happens in the caller's inbox. Ids only; ask the inbox once after it began, for what came before.",
  })
  inboxChanged(
    @CurrentCaller() caller: Caller,
    @CurrentConnection() connection: LiveConnection,
  ): Promise<AsyncIterableIterator<Told>> {
    return this.watches.watch(caller, connection);
  }
}
