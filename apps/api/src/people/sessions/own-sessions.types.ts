import { Field, ID, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Instant } from '../../platform/graphql/scalars.js';

/** A live session of the caller. */
@ObjectType({ description: 'A live session of the caller, on whichever of their devices.' })
export class OwnSession {
  @Field(() => ID, { description: 'Id of the session; no token.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The device that signed in.' })
  readonly device!: string;

  @Field(() => Boolean, { description: 'Whether it is the one that asks.' })
  readonly current!: boolean;

  @Field(() => String, { description: 'How it began: device_key or passkey.' })
  readonly method!: string;

  @Field(() => String, { description: 'How its token travels: bearer (command line) or cookie (browser).' })
  readonly transport!: string;

  @Field(() => Instant, { description: 'When it began.' })
  readonly startedAt!: Date;

  @Field(() => Instant, { description: 'When it was last used, to about a minute.' })
  readonly seenAt!: Date;

  @Field(() => Instant, {
    nullable: true,
    description: 'When the person was last verified at the device; null if never.',
  })
  readonly verifiedAt!: Date | null;
}

/** A session in its page. */
@ObjectType({ description: 'A session in its page.' })
export class OwnSessionEdge {
  @Field(() => String, { description: 'Cursor of this session.' })
  readonly cursor!: string;

  @Field(() => OwnSession, { description: 'The session.' })
  readonly node!: OwnSession;
}

/** A page of sessions. */
@ObjectType({ description: "A page of the caller's live sessions, newest first." })
export class OwnSessionConnection {
  @Field(() => [OwnSessionEdge], { description: 'The sessions of this page.' })
  readonly edges!: OwnSessionEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}
