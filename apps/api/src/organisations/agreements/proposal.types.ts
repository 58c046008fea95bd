import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../../platform/graphql/user-error.js';

import { Agreement, AgreementParty } from './agreement.types.js';

/** A next version that not all have signed, or what became of it. */
@ObjectType({ description: 'A next version of an agreement, or a first one, on its way to two signatures.' })
export class AgreementProposal {
  @Field(() => ID, { description: 'Id of the proposal: the first half of its agreement_version_hash.' })
  readonly id!: string;

  @Field(() => ID, { description: 'Id of the agreement.' })
  readonly agreement!: string;

  @Field(() => Int, { description: 'The version it would be, from 1.' })
  readonly version!: number;

  @Field(() => Bytes, { description: 'agreement_version_hash, which the parties sign.' })
  readonly versionHash!: Uint8Array;

  @Field(() => Bytes, {
    description: 'Agreement record: body and the signatures there are (docs/reference/agreement.md).',
  })
  readonly record!: Uint8Array;

  @Field(() => String, {
    description: 'open, in_force (both have signed), withdrawn, or superseded by another version.',
  })
  readonly state!: string;

  @Field(() => [ID], { description: 'The parties that have signed.' })
  readonly signedBy!: string[];

  @Field(() => ID, { description: 'The organisation that proposed it.' })
  readonly proposedBy!: string;

  @Field(() => Instant, { description: 'When it was proposed.' })
  readonly proposedAt!: Date;

  @Field(() => Instant, { nullable: true, description: 'When it was settled; null while open.' })
  readonly closedAt!: Date | null;

  @Field(() => [AgreementParty], { description: 'The two parties.' })
  readonly parties!: AgreementParty[];
}

/** A proposal in a list. */
@ObjectType({ description: 'A proposal with its cursor.' })
export class AgreementProposalEdge {
  @Field(() => String, { description: 'Opaque cursor of this proposal.' })
  readonly cursor!: string;

  @Field(() => AgreementProposal, { description: 'The proposal.' })
  readonly node!: AgreementProposal;
}

/** A page of proposals. */
@ObjectType({ description: 'A page of proposals, newest first.' })
export class AgreementProposalConnection {
  @Field(() => [AgreementProposalEdge], { description: 'The proposals of this page.' })
  readonly edges!: AgreementProposalEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** Input of `proposeAgreement`. */
@InputType({ description: 'Terms that two organisations are asked to sign.' })
export class ProposeAgreementInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'Agreement record without signatures (docs/reference/agreement.md).' })
  readonly record!: Uint8Array;
}

/** Input of `signAgreementProposal`. */
@InputType({ description: 'The signatures of one party under an open proposal.' })
export class SignAgreementProposalInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, {
    description: 'Agreement record of the proposal with the signatures of one party and no others.',
  })
  readonly record!: Uint8Array;
}

/** Input of `withdrawAgreementProposal`. */
@InputType({ description: 'A proposal that is not to be signed any more.' })
export class WithdrawAgreementProposalInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the proposal.' })
  readonly proposal!: string;
}

/** The proposal waits for the signatures of both parties. */
@ObjectType({ description: 'The proposal waits for the signatures of both parties.' })
export class ProposeAgreementPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => AgreementProposal, { description: 'The proposal as stored.' })
  readonly proposal!: AgreementProposal;
}

/** The signatures are stored; the last ones brought the version into force. */
@ObjectType({ description: 'The signatures are stored; with those of both parties the version is in force.' })
export class SignAgreementProposalPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => AgreementProposal, { description: 'The proposal as it is now.' })
  readonly proposal!: AgreementProposal;

  @Field(() => Agreement, { nullable: true, description: 'The agreement when both have signed; null before.' })
  readonly agreement!: Agreement | null;
}

/** The proposal is withdrawn for good. */
@ObjectType({ description: 'The proposal is withdrawn; these very terms cannot be signed any more.' })
export class WithdrawAgreementProposalPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => AgreementProposal, { description: 'The proposal as it is now.' })
  readonly proposal!: AgreementProposal;
}

/** What `proposeAgreement` answers. */
export const ProposeAgreementResult = createUnionType({
  name: 'ProposeAgreementResult',
  description: 'The proposal, or why it was not taken.',
  types: () => [ProposeAgreementPayload, Refused, Invalid, Conflict] as const,
});

/** What `signAgreementProposal` answers. */
export const SignAgreementProposalResult = createUnionType({
  name: 'SignAgreementProposalResult',
  description: 'The proposal, or why the signatures were not taken.',
  types: () => [SignAgreementProposalPayload, Refused, Invalid, Conflict] as const,
});

/** What `withdrawAgreementProposal` answers. */
export const WithdrawAgreementProposalResult = createUnionType({
  name: 'WithdrawAgreementProposalResult',
  description: 'The proposal, or why it was not withdrawn.',
  types: () => [WithdrawAgreementProposalPayload, Refused, Invalid, Conflict] as const,
});
