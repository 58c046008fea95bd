import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../../platform/graphql/user-error.js';

/** A question who stands behind a role handle, as whoever asked and whoever is asked see it. It never holds a name. */
@ObjectType({ description: 'A question who stands behind a role handle. It never holds a name.' })
export class IdentityQuestion {
  @Field(() => ID, { description: 'Id of the question.' })
  readonly id!: string;

  @Field(() => ID, { description: 'The member (role handle) asked about.' })
  readonly member!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Handle of the organisation of that member; null when not for the caller any more.',
  })
  readonly organisationHandle!: string | null;

  @Field(() => ID, { description: 'The member (role handle) who asks.' })
  readonly askedBy!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Handle of the organisation that asks; null for a body of oversight the caller does not know.',
  })
  readonly askingHandle!: string | null;

  @Field(() => String, { description: 'What for (vocabulary: PURPOSES).' })
  readonly purpose!: string;

  @Field(() => String, { description: 'Case reference, as written.' })
  readonly caseRef!: string;

  @Field(() => String, { description: 'Justification, as written.' })
  readonly justification!: string;

  @Field(() => Instant, { description: 'When it was asked.' })
  readonly askedAt!: Date;

  @Field(() => String, { description: 'open, granted or refused.' })
  readonly state!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was granted or refused (vocabulary: IDENTITY_GRANT_REASONS, IDENTITY_REFUSAL_REASONS).',
  })
  readonly answerReason!: string | null;

  @Field(() => Instant, { nullable: true, description: 'When it was answered.' })
  readonly answeredAt!: Date | null;

  @Field(() => Instant, { nullable: true, description: 'Until when whoever asked may read the name.' })
  readonly readableUntil!: Date | null;
}

/** A question in a list. */
@ObjectType({ description: 'A question with its cursor.' })
export class IdentityQuestionEdge {
  @Field(() => String, { description: 'Opaque cursor of this question.' })
  readonly cursor!: string;

  @Field(() => IdentityQuestion, { description: 'The question.' })
  readonly node!: IdentityQuestion;
}

/** A page of questions. */
@ObjectType({ description: 'Questions who stands behind a role handle, newest first.' })
export class IdentityQuestionConnection {
  @Field(() => [IdentityQuestionEdge], { description: 'The questions of this page.' })
  readonly edges!: IdentityQuestionEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** Input of `askIdentity`. */
@InputType({ description: 'About whom, what for, and why.' })
export class AskIdentityInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'The member (role handle), as in the directory.' })
  readonly member!: string;

  @Field(() => String, { description: 'What for (vocabulary: PURPOSES).' })
  readonly purpose!: string;

  @Field(() => String, { description: 'Case reference, at most 256 bytes; only its commitment is on the log.' })
  readonly caseRef!: string;

  @Field(() => String, { description: 'Justification, at most 4 KiB; only its commitment is on the log.' })
  readonly justification!: string;
}

/** The question waits for a custodian. */
@ObjectType({ description: 'The question waits for a custodian of the organisation asked.' })
export class AskIdentityPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the question.' })
  readonly question!: string;
}

/** What `askIdentity` answers. */
export const AskIdentityResult = createUnionType({
  name: 'AskIdentityResult',
  description: 'The question, or why it was not taken.',
  types: () => [AskIdentityPayload, Refused, Invalid, Conflict] as const,
});

/** Input of `answerIdentity`. */
@InputType({ description: 'Whether whoever asked may read the name, and why.' })
export class AnswerIdentityInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the question.' })
  readonly question!: string;

  @Field(() => Boolean, { description: 'Whether the name may be read for 24 hours.' })
  readonly grant!: boolean;

  @Field(() => String, { description: 'Why (vocabulary: IDENTITY_GRANT_REASONS, IDENTITY_REFUSAL_REASONS).' })
  readonly reason!: string;
}

/** The question is answered. */
@ObjectType({ description: 'The question is answered, once and for all.' })
export class AnswerIdentityPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => IdentityQuestion, { description: 'The question as it stands now.' })
  readonly question!: IdentityQuestion;
}

/** What `answerIdentity` answers. */
export const AnswerIdentityResult = createUnionType({
  name: 'AnswerIdentityResult',
  description: 'The answered question, or why nothing changed.',
  types: () => [AnswerIdentityPayload, Refused, Invalid, Conflict] as const,
});

/** The name behind a role handle. */
@ObjectType({ description: 'The name behind a role handle, as its organisation wrote it into its directory.' })
export class RevealedIdentity {
  @Field(() => ID, { description: 'Id of the question.' })
  readonly question!: string;

  @Field(() => ID, { description: 'The member (role handle).' })
  readonly member!: string;

  @Field(() => String, { description: 'The name.' })
  readonly name!: string;

  @Field(() => Instant, { description: 'Until when it can be read here.' })
  readonly readableUntil!: Date;
}

/** What `revealedIdentity` answers. */
export const RevealedIdentityResult = createUnionType({
  name: 'RevealedIdentityResult',
  description: 'The name, or why it is not for the caller.',
  types: () => [RevealedIdentity, Refused] as const,
});
