import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Invalid, RateLimited, Refused } from '../../platform/graphql/user-error.js';

import type { PasskeyAttestation } from './registration.js';
import type { PasskeyAssertion } from './assertion.js';

/** What the browser has of a passkey that was just made. Results of extensions have no place in it. */
@InputType({ description: 'What the browser has of a new passkey; results of extensions are never sent.' })
export class PasskeyAttestationInput implements PasskeyAttestation {
  @Field(() => Bytes, { description: 'The credential id, 1 to 1023 bytes.' })
  readonly id!: Uint8Array;

  @Field(() => Bytes, { description: 'clientDataJSON of the registration.' })
  readonly clientDataJSON!: Uint8Array;

  @Field(() => Bytes, { description: 'attestationObject of the registration.' })
  readonly attestationObject!: Uint8Array;

  @Field(() => [String], {
    description: 'How the authenticator is reached, as the browser says; unknown ones are left out.',
  })
  readonly transports!: string[];
}

/** What the browser has of an assertion. Results of extensions have no place in it. */
@InputType({ description: 'What the browser has of an assertion; results of extensions are never sent.' })
export class PasskeyAssertionInput implements PasskeyAssertion {
  @Field(() => Bytes, { description: 'The credential id, 1 to 1023 bytes.' })
  readonly id!: Uint8Array;

  @Field(() => Bytes, { description: 'clientDataJSON of the assertion.' })
  readonly clientDataJSON!: Uint8Array;

  @Field(() => Bytes, { description: 'authenticatorData of the assertion.' })
  readonly authenticatorData!: Uint8Array;

  @Field(() => Bytes, { description: 'The signature of the passkey.' })
  readonly signature!: Uint8Array;

  @Field(() => Bytes, { nullable: true, description: 'The user handle, where the authenticator gives one.' })
  readonly userHandle!: Uint8Array | null;
}

/** Input of `requestPasskeyRegistration`. */
@InputType({ description: 'For which device a passkey is to be made.' })
export class RequestPasskeyRegistrationInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'The device, by its id in the directory.' })
  readonly device!: string;
}

/** What a browser needs to have a passkey made; given for any device id, so that it tells nothing. */
@ObjectType({
  description: 'What a browser needs to make a passkey; given for any device id, so that it tells nothing.',
})
export class RequestPasskeyRegistrationPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The challenge, 32 bytes, good for one attempt.' })
  readonly nonce!: Uint8Array;

  @Field(() => Instant, { description: 'When the challenge ends.' })
  readonly expiresAt!: Date;

  @Field(() => Bytes, { description: 'The user id to give the authenticator, 16 bytes, always the same for a device.' })
  readonly userHandle!: Uint8Array;

  @Field(() => String, { description: 'The site the passkey is to be bound to.' })
  readonly rpId!: string;

  @Field(() => String, { description: 'The name of the site for people.' })
  readonly rpName!: string;

  @Field(() => [Bytes], {
    description: 'Credential ids the device has already; empty but in a session of that device.',
  })
  readonly excludeCredentials!: Uint8Array[];
}

/** What `requestPasskeyRegistration` answers. */
export const RequestPasskeyRegistrationResult = createUnionType({
  name: 'RequestPasskeyRegistrationResult',
  description: 'What is needed to make a passkey, or why it is not given.',
  types: () => [RequestPasskeyRegistrationPayload, Invalid, RateLimited] as const,
});

/** Input of `registerPasskey`. */
@InputType({ description: 'A new passkey, and what the device signed about it.' })
export class RegisterPasskeyInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'PASSKEY bytes (docs/reference/passkeys.md).' })
  readonly statement!: Uint8Array;

  @Field(() => Bytes, { description: 'The device\'s signature over PAE("sr1.passkey", statement).' })
  readonly signature!: Uint8Array;

  @Field(() => PasskeyAttestationInput, { description: 'What the browser has of it.' })
  readonly attestation!: PasskeyAttestationInput;
}

/** The passkey is registered. */
@ObjectType({ description: 'The passkey is registered; it signs in once its device is active.' })
export class RegisterPasskeyPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The credential id.' })
  readonly id!: Uint8Array;

  @Field(() => Int, { description: 'Passkeys the device has now.' })
  readonly passkeys!: number;
}

/** What `registerPasskey` answers. */
export const RegisterPasskeyResult = createUnionType({
  name: 'RegisterPasskeyResult',
  description: 'The passkey is registered, or why it is not.',
  types: () => [RegisterPasskeyPayload, Refused, Invalid, RateLimited] as const,
});

/** Input of `requestPasskeyChallenge`. */
@InputType({ description: 'Asks for a challenge.' })
export class RequestPasskeyChallengeInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;
}

/** A challenge for whoever has a passkey of this site. */
@ObjectType({ description: 'A challenge for whoever has a passkey of this site.' })
export class RequestPasskeyChallengePayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The challenge, 32 bytes, good for one attempt.' })
  readonly nonce!: Uint8Array;

  @Field(() => Instant, { description: 'When the challenge ends.' })
  readonly expiresAt!: Date;

  @Field(() => String, { description: 'The site whose passkeys are asked.' })
  readonly rpId!: string;
}

/** What `requestPasskeyChallenge` answers. */
export const RequestPasskeyChallengeResult = createUnionType({
  name: 'RequestPasskeyChallengeResult',
  description: 'A challenge, or why there is none.',
  types: () => [RequestPasskeyChallengePayload, RateLimited] as const,
});

/** Input of `startPasskeySession`. */
@InputType({ description: 'An assertion over a challenge of `requestPasskeyChallenge`.' })
export class StartPasskeySessionInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => PasskeyAssertionInput, { description: 'What the browser has of it; it must name its user handle.' })
  readonly assertion!: PasskeyAssertionInput;
}

/** A passkey of the device that signed in. */
@ObjectType({ description: 'A passkey of the device that signed in.' })
export class Passkey {
  @Field(() => Bytes, { description: 'The credential id.' })
  readonly id!: Uint8Array;

  @Field(() => String, { description: 'What it is: `synced`, `this_device`, `security_key`, `phone` or `passkey`.' })
  readonly label!: string;

  @Field(() => Boolean, { description: 'Whether its maker keeps a copy of it elsewhere.' })
  readonly backedUp!: boolean;

  @Field(() => Instant, { description: 'When it was registered.' })
  readonly madeAt!: Date;

  @Field(() => String, { nullable: true, description: 'The day it was used last, UTC; null when it never was.' })
  readonly lastUsedOn!: string | null;
}

/** Input of `removePasskey`. */
@InputType({ description: 'Which passkey of the device that signed in is to go.' })
export class RemovePasskeyInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The credential id.' })
  readonly id!: Uint8Array;
}

/** The passkey signs nobody in any more. */
@ObjectType({ description: 'The passkey signs nobody in any more.' })
export class RemovePasskeyPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Int, { description: 'Passkeys the device has now.' })
  readonly passkeys!: number;
}

/** What `removePasskey` answers. */
export const RemovePasskeyResult = createUnionType({
  name: 'RemovePasskeyResult',
  description: 'The passkey is gone, or why it is not.',
  types: () => [RemovePasskeyPayload, Refused, Invalid] as const,
});
