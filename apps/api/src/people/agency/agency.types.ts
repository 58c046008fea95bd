import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Invalid, RateLimited } from '../../platform/graphql/user-error.js';

/** Input of `readAgencyProof`. */
@InputType({ description: 'The token of a command line that waits for a proof.' })
export class ReadAgencyProofInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: '32 bytes that the command line made up; its code is made from their hash.' })
  readonly token!: Uint8Array;
}

/** Whether there is a proof. */
@ObjectType({ description: 'Whether an agency has vouched for the holder of the token.' })
export class ReadAgencyProofPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Instant, { nullable: true, description: 'Until when the proof counts; null while there is none.' })
  readonly expiresAt!: Date | null;
}

/** What `readAgencyProof` answers. */
export const ReadAgencyProofResult = createUnionType({
  name: 'ReadAgencyProofResult',
  description: 'Whether there is a proof, or why nobody looked.',
  types: () => [ReadAgencyProofPayload, Invalid, RateLimited] as const,
});
