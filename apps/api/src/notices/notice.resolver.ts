import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';
import { PageArgs } from '../platform/graphql/page.types.js';

import { NoticeListService } from './notice-list.service.js';
import { NoticeSettingsService } from './notice-settings.service.js';
import {
  ConfirmNoticeAddressInput,
  MarkNoticesSeenInput,
  MarkNoticesSeenResult,
  NoticeConnection,
  NoticeSettings,
  NoticeSettingsResult,
  SetNoticeAddressInput,
  SetNoticeSettingsInput,
} from './notice.types.js';

/** A member's notices, and how they reach them. */
@Resolver()
export class NoticeResolver {
  constructor(
    private readonly list: NoticeListService,
    private readonly settings: NoticeSettingsService,
  ) {}

  /** Any signed-in member, suspended ones too. */
  @Query(() => NoticeConnection, { description: "The caller's notices, newest first." })
  notices(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<NoticeConnection> {
    return this.list.page(caller, page);
  }

  /** Any signed-in member. */
  @Query(() => NoticeSettings, { nullable: true, description: 'How notices reach the caller.' })
  noticeSettings(@CurrentCaller() caller: Caller): Promise<NoticeSettings | null> {
    return this.settings.read(caller);
  }

  /** Any signed-in member, their own notices. */
  @Mutation(() => MarkNoticesSeenResult, { description: 'Marks notices as seen; a seen one is in no mail.' })
  markNoticesSeen(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which notices.' }) input: MarkNoticesSeenInput,
  ): Promise<typeof MarkNoticesSeenResult> {
    return this.list.markSeen(caller, input);
  }

  /** Any signed-in member. */
  @Mutation(() => NoticeSettingsResult, { description: 'Says for which kinds no mail is sent.' })
  setNoticeSettings(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The kinds.' }) input: SetNoticeSettingsInput,
  ): Promise<typeof NoticeSettingsResult> {
    return this.settings.mute(caller, input);
  }

  /** Any signed-in member, for themselves alone. */
  @Mutation(() => NoticeSettingsResult, { description: 'Says where mails go. A code is sent there first.' })
  setNoticeAddress(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The address.' }) input: SetNoticeAddressInput,
  ): Promise<typeof NoticeSettingsResult> {
    return this.settings.setAddress(caller, input);
  }

  /** Any signed-in member who was sent a code. */
  @Mutation(() => NoticeSettingsResult, { description: 'Proves that the address is read by the caller.' })
  confirmNoticeAddress(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The code.' }) input: ConfirmNoticeAddressInput,
  ): Promise<typeof NoticeSettingsResult> {
    return this.settings.confirm(caller, input);
  }
}
