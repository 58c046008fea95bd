import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Invalid, RateLimited, Refused } from '../../platform/graphql/user-error.js';
import { PasskeyAssertionInput } from '../passkeys/passkey.types.js';

/** Input of `requestStepUp`. */
@InputType({ description: 'Which operation the person is about to approve.' })
export class RequestStepUpInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The digest of the operation, 32 bytes (docs/reference/sessions.md).' })
  readonly operation!: Uint8Array;
}

/** A challenge for one operation. */
@ObjectType({ description: 'A challenge for the device of the session and this operation.' })
export class RequestStepUpPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: '32 bytes, good for one verification.' })
  readonly nonce!: Uint8Array;

  @Field(() => Instant, { description: 'When the challenge ends.' })
  readonly expiresAt!: Date;
}

/** What `requestStepUp` answers. */
export const RequestStepUpResult = createUnionType({
  name: 'RequestStepUpResult',
  description: 'A challenge, or why there is none.',
  types: () => [RequestStepUpPayload, Refused, Invalid, RateLimited] as const,
});

/** Input of `stepUp`. */
@InputType({
  description: 'That the person is there and approves one operation: by a passkey, or by the recovery words.',
})
export class StepUpInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'STEP-UP bytes (docs/reference/vault.md).' })
  readonly statement!: Uint8Array;

  @Field(() => PasskeyAssertionInput, {
    nullable: true,
    description: 'An assertion of a passkey of this device over SHA-256(PAE("sr1.stepup", statement)).',
  })
  readonly passkey?: PasskeyAssertionInput | null;

  @Field(() => Bytes, {
    nullable: true,
    description: 'A signature of the key of the recovery words over PAE("sr1.stepup", statement).',
  })
  readonly wordsSignature?: Uint8Array | null;
}

/** The operation is approved. */
@ObjectType({ description: 'The operation is approved once, and the session has another token.' })
export class StepUpPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The token that takes the place of the one sent, base64url; null for a browser, whose cookie has it.',
  })
  readonly token!: string | null;

  @Field(() => Instant, { description: 'When the session ends whatever happens, as before.' })
  readonly endsAt!: Date;

  @Field(() => Instant, { description: 'Until when the operation has to be carried out.' })
  readonly approvedUntil!: Date;
}

/** What `stepUp` answers. */
export const StepUpResult = createUnionType({
  name: 'StepUpResult',
  description: 'That the operation is approved, or why not.',
  types: () => [StepUpPayload, Refused, Invalid, RateLimited] as const,
});
