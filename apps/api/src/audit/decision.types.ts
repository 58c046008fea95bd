import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Bytes } from '../platform/graphql/scalars.js';
import { Refused } from '../platform/graphql/user-error.js';

/** Everything a decision can be made again from. */
@ObjectType({
  description:
    'An entry of the log with everything its decision can be made again from (docs/reference/explanation.md).',
})
export class RecordedDecision {
  @Field(() => Int, { description: 'Leaf index.' })
  readonly index!: number;

  @Field(() => ID, { description: 'Id of the event, which is the reference of a refusal.' })
  readonly eventId!: string;

  @Field(() => Bytes, { description: 'RFC 6962 leaf hash.' })
  readonly leafHash!: Uint8Array;

  @Field(() => Bytes, { description: 'The payload, CBOR.' })
  readonly payload!: Uint8Array;

  @Field(() => Bytes, { description: 'The salt of the entry.' })
  readonly salt!: Uint8Array;

  @Field(() => Bytes, {
    nullable: true,
    description: 'What was decided upon, CBOR, committed to in the payload; null when it is not kept any more.',
  })
  readonly snapshot!: Uint8Array | null;

  @Field(() => Bytes, { nullable: true, description: 'The salt of that commitment.' })
  readonly snapshotSalt!: Uint8Array | null;

  @Field(() => String, {
    nullable: true,
    description: 'The policy that was in force, canonical JSON; its SHA-256 stands in the payload. Null when unknown.',
  })
  readonly policyText!: string | null;
}

/** What `decision` answers. */
export const DecisionResult = createUnionType({
  name: 'DecisionResult',
  description:
    'The decision, or why it is not for the caller. An event that is not there is answered like one that is not theirs.',
  types: () => [RecordedDecision, Refused] as const,
});
