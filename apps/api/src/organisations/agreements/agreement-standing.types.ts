import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { Bytes } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../../platform/graphql/user-error.js';

import { Agreement } from './agreement.types.js';

/** Input of `setAgreementStanding`. */
@InputType({ description: 'What one party says about the standing of an agreement: it ends, suspends or resumes it.' })
export class SetAgreementStandingInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, {
    description: 'Standing record: statement and signatures of the party (docs/reference/agreement.md).',
  })
  readonly record!: Uint8Array;
}

/** The statement is stored; its effect needs no job. */
@ObjectType({
  description: 'The statement is stored: an end takes effect in its minute, the rest with the next request.',
})
export class SetAgreementStandingPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Agreement, { description: 'The agreement as it stands now.' })
  readonly agreement!: Agreement;
}

/** What `setAgreementStanding` answers. */
export const SetAgreementStandingResult = createUnionType({
  name: 'SetAgreementStandingResult',
  description: 'The agreement, or why the statement was not taken.',
  types: () => [SetAgreementStandingPayload, Refused, Invalid, Conflict] as const,
});
