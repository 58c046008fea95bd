import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../platform/graphql/page.types.js';
import { Instant } from '../platform/graphql/scalars.js';
import { Conflict, Invalid, RateLimited, Refused } from '../platform/graphql/user-error.js';

/** That there is something to read, for the caller. */
@ObjectType({
  description: 'That something happened or falls due. What it is stands in the object, for who may see it.',
})
export class Notice {
  @Field(() => ID, { description: 'Id of the notice.' })
  readonly id!: string;

  @Field(() => String, { description: 'What kind of thing (vocabulary: NOTICE_KINDS).' })
  readonly kind!: string;

  @Field(() => String, { nullable: true, description: 'What it is about: agreement, application, member and so on.' })
  readonly objectType!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of what it is about.' })
  readonly objectId!: string | null;

  @Field(() => Instant, { nullable: true, description: 'When it falls due; null for what has happened.' })
  readonly dueAt!: Date | null;

  @Field(() => Instant, { description: 'When the notice was made.' })
  readonly madeAt!: Date;

  @Field(() => Boolean, { description: 'Whether the caller has marked it as seen.' })
  readonly seen!: boolean;
}

/** A notice in its page. */
@ObjectType({ description: 'A notice in its page.' })
export class NoticeEdge {
  @Field(() => String, { description: 'Cursor of this notice.' })
  readonly cursor!: string;

  @Field(() => Notice, { description: 'The notice.' })
  readonly node!: Notice;
}

/** A page of notices. */
@ObjectType({ description: "A page of the caller's notices, newest first." })
export class NoticeConnection {
  @Field(() => [NoticeEdge], { description: 'The notices of this page.' })
  readonly edges!: NoticeEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** How notices reach the caller. */
@ObjectType({ description: 'How notices reach the caller outside the product. The address itself is never given out.' })
export class NoticeSettings {
  @Field(() => Boolean, { description: 'Whether this server sends mails at all.' })
  readonly mails!: boolean;

  @Field(() => String, { description: 'Whether an address is set: none, unconfirmed or confirmed.' })
  readonly address!: string;

  @Field(() => [String], { description: 'Kinds for which no mail is sent; the list shows them all the same.' })
  readonly muted!: string[];
}

/** Input of `markNoticesSeen`. */
@InputType({ description: 'Which notices were seen.' })
export class MarkNoticesSeenInput {
  @Field(() => ID, { description: 'Echoed in the payload; marking twice is marking once.' })
  readonly clientMutationId!: string;

  @Field(() => [ID], { description: 'Ids of notices of the caller, at most 100; others are passed over.' })
  readonly ids!: string[];
}

/** The notices are seen. */
@ObjectType({ description: 'The notices are marked as seen.' })
export class MarkNoticesSeenPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;
}

/** What `markNoticesSeen` answers. */
export const MarkNoticesSeenResult = createUnionType({
  name: 'MarkNoticesSeenResult',
  description: 'That they are marked, or why not.',
  types: () => [MarkNoticesSeenPayload, Refused, Invalid] as const,
});

/** Input of `setNoticeSettings`. */
@InputType({ description: 'For which kinds no mail is sent.' })
export class SetNoticeSettingsInput {
  @Field(() => ID, { description: 'Echoed in the payload; setting twice is setting once.' })
  readonly clientMutationId!: string;

  @Field(() => [String], {
    description: 'Kinds for which no mail is sent (vocabulary: NOTICE_KINDS); all others are on.',
  })
  readonly muted!: string[];
}

/** Input of `setNoticeAddress`. */
@InputType({ description: 'Where mails go.' })
export class SetNoticeAddressInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'A plain mail address; null removes the one that is set. A mail with a code goes to it first.',
  })
  readonly address?: string | null;
}

/** Input of `confirmNoticeAddress`. */
@InputType({ description: 'The code that was sent to the address.' })
export class ConfirmNoticeAddressInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => String, { description: 'Eight digits; spaces do not count.' })
  readonly code!: string;
}

/** How notices reach the caller from now on. */
@ObjectType({ description: 'How notices reach the caller from now on.' })
export class NoticeSettingsPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => NoticeSettings, { description: 'The settings as they are now.' })
  readonly settings!: NoticeSettings;
}

/** What the operations on settings answer. */
export const NoticeSettingsResult = createUnionType({
  name: 'NoticeSettingsResult',
  description: 'The settings, or why they are as they were.',
  types: () => [NoticeSettingsPayload, Refused, Invalid, Conflict, RateLimited] as const,
});
