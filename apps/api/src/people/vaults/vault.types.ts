import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, RateLimited, Refused } from '../../platform/graphql/user-error.js';

/** Input of `putVault`. */
@InputType({ description: 'The vault of the device of the session, and what the device signs of it.' })
export class PutVaultInput {
  @Field(() => ID, { description: 'Echoed in the payload; the same vault put twice is put once.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, {
    description: 'VAULT bytes, at most 32768 (docs/reference/vault.md). The server cannot open them.',
  })
  readonly vault!: Uint8Array;

  @Field(() => Bytes, { description: 'VAULT PUT bytes (docs/reference/vault.md).' })
  readonly statement!: Uint8Array;

  @Field(() => Bytes, { description: 'The device\'s signature over PAE("sr1.vault", statement).' })
  readonly signature!: Uint8Array;
}

/** The vault is stored. */
@ObjectType({ description: 'The vault is stored.' })
export class PutVaultPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Int, { description: 'The version that is stored.' })
  readonly version!: number;

  @Field(() => Int, { description: 'In how many ways the keys can be unlocked; reports are sent from two on.' })
  readonly waysIn!: number;
}

/** What `putVault` answers. */
export const PutVaultResult = createUnionType({
  name: 'PutVaultResult',
  description: 'That the vault is stored, or why not.',
  types: () => [PutVaultPayload, Refused, Invalid, Conflict] as const,
});

/** The vault of the caller's device. */
@ObjectType({ description: "The vault of the caller's device, as the device put it." })
export class StoredVault {
  @Field(() => ID, { description: 'Id of the vault.' })
  readonly vaultId!: string;

  @Field(() => Int, { description: 'Its version; versions only rise.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'VAULT bytes (docs/reference/vault.md).' })
  readonly vault!: Uint8Array;

  @Field(() => [String], { description: 'Kinds of the ways in: key_file, passkey, passphrase, words.' })
  readonly ways!: string[];

  @Field(() => Instant, { description: 'When it was put.' })
  readonly putAt!: Date;

  @Field(() => Bytes, { description: 'VAULT PUT bytes that came with it (docs/reference/vault.md).' })
  readonly statement!: Uint8Array;

  @Field(() => Bytes, { description: 'The device\'s signature over PAE("sr1.vault", statement).' })
  readonly signature!: Uint8Array;
}

/** Input of `vaultByWords`. */
@InputType({ description: 'What the recovery words find a vault by.' })
export class VaultByWordsInput {
  @Field(() => ID, { description: 'Echoed in the payload.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The look-up secret made from the words, 32 bytes (docs/reference/vault.md).' })
  readonly lookup!: Uint8Array;
}

/** A vault that was found. */
@ObjectType({ description: 'The vault that these words open, and whose it is.' })
export class VaultByWordsPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'The organisation.' })
  readonly organisation!: string;

  @Field(() => ID, { description: 'The member.' })
  readonly member!: string;

  @Field(() => ID, { description: 'The device whose keys are inside.' })
  readonly device!: string;

  @Field(() => Bytes, { description: 'VAULT bytes (docs/reference/vault.md).' })
  readonly vault!: Uint8Array;
}

/** What `vaultByWords` answers. */
export const VaultByWordsResult = createUnionType({
  name: 'VaultByWordsResult',
  description: 'The vault, or why there is none.',
  types: () => [VaultByWordsPayload, Refused, Invalid, RateLimited] as const,
});
