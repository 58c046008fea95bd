import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Bytes } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../../platform/graphql/user-error.js';

/** An agreement the caller's organisation is a party of. */
@ObjectType({ description: 'The newest version of an agreement, as it was signed.' })
export class Agreement {
  @Field(() => ID, { description: 'Id of the agreement.' })
  readonly id!: string;

  @Field(() => Int, { description: 'Version, from 1.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'agreement_version_hash, as grants name it.' })
  readonly versionHash!: Uint8Array;

  @Field(() => Bytes, { description: 'Agreement record: body and signatures (docs/reference/directory.md).' })
  readonly record!: Uint8Array;

  @Field(() => Boolean, { description: 'Whether it is live now.' })
  readonly live!: boolean;
}

/** Input of `signAgreement`. */
@InputType({ description: 'An agreement signed by both organisations.' })
export class SignAgreementInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'Agreement record: body and signatures of both (docs/reference/directory.md).' })
  readonly record!: Uint8Array;
}

/** The agreement is in force from its start. */
@ObjectType({ description: 'The agreement is stored and in force from its start.' })
export class SignAgreementPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Agreement, { description: 'The agreement as stored.' })
  readonly agreement!: Agreement;
}

/** What `signAgreement` answers. */
export const SignAgreementResult = createUnionType({
  name: 'SignAgreementResult',
  description: 'The agreement, or why it was not taken.',
  types: () => [SignAgreementPayload, Refused, Invalid, Conflict] as const,
});
