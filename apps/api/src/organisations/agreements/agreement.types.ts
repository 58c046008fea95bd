import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Bytes } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../../platform/graphql/user-error.js';

/** An organisation as the other party of an agreement or a proposal sees it. */
@ObjectType({ description: 'A party of an agreement or a proposal.' })
export class AgreementParty {
  @Field(() => ID, { description: 'Id of the organisation.' })
  readonly organisation!: string;

  @Field(() => String, { description: 'Its handle.' })
  readonly handle!: string;

  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => Bytes, {
    nullable: true,
    description:
      'Event record of its admission, which the stewards signed and the log shows; null when it is not stored here.',
  })
  readonly admission!: Uint8Array | null;
}

/** An agreement the caller's organisation is a party of, or any for stewards and auditors. */
@ObjectType({ description: 'The newest version of an agreement, as it was signed, and how it stands.' })
export class Agreement {
  @Field(() => ID, { description: 'Id of the agreement.' })
  readonly id!: string;

  @Field(() => Int, { description: 'Version, from 1.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'agreement_version_hash, as grants name it.' })
  readonly versionHash!: Uint8Array;

  @Field(() => Bytes, { description: 'Agreement record: body and signatures (docs/reference/agreement.md).' })
  readonly record!: Uint8Array;

  @Field(() => [Bytes], { description: 'Standing records about this version, oldest first.' })
  readonly standing!: Uint8Array[];

  @Field(() => String, {
    description: 'pending before its start; in_force; suspended by a party or because one is not active; ended.',
  })
  readonly state!: string;

  @Field(() => Boolean, { description: 'Whether it is in force now.' })
  readonly live!: boolean;

  @Field(() => [AgreementParty], { description: 'The two parties.' })
  readonly parties!: AgreementParty[];
}

/** An agreement in a list. */
@ObjectType({ description: 'An agreement with its cursor.' })
export class AgreementEdge {
  @Field(() => String, { description: 'Opaque cursor of this agreement.' })
  readonly cursor!: string;

  @Field(() => Agreement, { description: 'The agreement.' })
  readonly node!: Agreement;
}

/** A page of agreements. */
@ObjectType({ description: 'A page of agreements.' })
export class AgreementConnection {
  @Field(() => [AgreementEdge], { description: 'The agreements of this page.' })
  readonly edges!: AgreementEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** One version of an agreement; no version is ever edited. */
@ObjectType({ description: 'One version of an agreement, as it was signed.' })
export class AgreementVersion {
  @Field(() => ID, { description: 'Id of the agreement.' })
  readonly agreement!: string;

  @Field(() => Int, { description: 'Version, from 1.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'agreement_version_hash, as grants name it.' })
  readonly versionHash!: Uint8Array;

  @Field(() => Boolean, { description: 'Whether no later version has taken its place.' })
  readonly newest!: boolean;

  @Field(() => Bytes, { description: 'Agreement record: body and signatures (docs/reference/agreement.md).' })
  readonly record!: Uint8Array;
}

/** A version in a list. */
@ObjectType({ description: 'A version with its cursor.' })
export class AgreementVersionEdge {
  @Field(() => String, { description: 'Opaque cursor of this version.' })
  readonly cursor!: string;

  @Field(() => AgreementVersion, { description: 'The version.' })
  readonly node!: AgreementVersion;
}

/** A page of versions. */
@ObjectType({ description: 'A page of versions, newest first.' })
export class AgreementVersionConnection {
  @Field(() => [AgreementVersionEdge], { description: 'The versions of this page.' })
  readonly edges!: AgreementVersionEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** Input of `signAgreement`. */
@InputType({ description: 'An agreement signed by both organisations.' })
export class SignAgreementInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'Agreement record: body and signatures of both (docs/reference/agreement.md).' })
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
