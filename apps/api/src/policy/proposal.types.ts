import { ArgsType, createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { PageArgs, PageInfo } from '../platform/graphql/page.types.js';
import { Bytes, Instant } from '../platform/graphql/scalars.js';
import { Conflict, Invalid, Refused } from '../platform/graphql/user-error.js';

import { PolicyRecord } from './policy.types.js';

/** A statement on its way to two signatures, or what became of it. */
@ObjectType({ description: 'A next policy on its way to two signatures, or what became of it.' })
export class PolicyProposal {
  @Field(() => ID, { description: 'Id of the proposal; it follows from the statement.' })
  readonly id!: string;

  @Field(() => Int, { description: 'The number the record would have.' })
  readonly seq!: number;

  @Field(() => Bytes, { description: 'RULES, which both sign (docs/reference/policy-change.md).' })
  readonly statement!: Uint8Array;

  @Field(() => String, { description: 'open, adopted, withdrawn, or superseded by another record.' })
  readonly state!: string;

  @Field(() => [ID], { description: 'The stewards who signed.' })
  readonly signedBy!: string[];

  @Field(() => ID, { description: 'The steward who proposed it.' })
  readonly proposedBy!: string;

  @Field(() => Instant, { description: 'When it was proposed.' })
  readonly proposedAt!: Date;

  @Field(() => Instant, { nullable: true, description: 'When it was settled; null while open.' })
  readonly closedAt!: Date | null;
}

/** A proposal in a list. */
@ObjectType({ description: 'A proposal with its cursor.' })
export class PolicyProposalEdge {
  @Field(() => String, { description: 'Opaque cursor of this proposal.' })
  readonly cursor!: string;

  @Field(() => PolicyProposal, { description: 'The proposal.' })
  readonly node!: PolicyProposal;
}

/** A page of proposals. */
@ObjectType({ description: 'A page of proposals, the one made last first.' })
export class PolicyProposalConnection {
  @Field(() => [PolicyProposalEdge], { description: 'The proposals of this page.' })
  readonly edges!: PolicyProposalEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** Which proposals, and which page of them. */
@ArgsType()
export class PolicyProposalArgs extends PageArgs {
  @Field(() => Boolean, { defaultValue: true, description: 'Open ones alone; false for settled ones too.' })
  readonly open!: boolean;
}

/** Input of `proposePolicy`. */
@InputType({ description: 'A next policy that two stewards are asked to sign.' })
export class ProposePolicyInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'RULES (docs/reference/policy-change.md).' })
  readonly statement!: Uint8Array;
}

/** Input of `signPolicy`. */
@InputType({ description: 'The signature of a steward, by the device of the session.' })
export class SignPolicyInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the proposal.' })
  readonly id!: string;

  @Field(() => Bytes, { description: 'Ed25519 over PAE("sr1.rules", RULES).' })
  readonly signature!: Uint8Array;
}

/** Input of `withdrawPolicyProposal`. */
@InputType({ description: 'A proposal that is not to be signed any more.' })
export class WithdrawPolicyProposalInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the proposal.' })
  readonly id!: string;
}

/** The proposal waits for two signatures. */
@ObjectType({ description: 'The proposal waits for the signatures of two stewards.' })
export class ProposePolicyPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => PolicyProposal, { description: 'The proposal as stored.' })
  readonly proposal!: PolicyProposal;
}

/** The signature is stored; the second adopted the policy. */
@ObjectType({ description: 'The signature is stored; with the second the policy is in force.' })
export class SignPolicyPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => PolicyProposal, { description: 'The proposal as it is now.' })
  readonly proposal!: PolicyProposal;

  @Field(() => PolicyRecord, { nullable: true, description: 'The record when both have signed; null before.' })
  readonly record!: PolicyRecord | null;
}

/** The proposal is withdrawn for good. */
@ObjectType({ description: 'The proposal is withdrawn; this very statement cannot be signed any more.' })
export class WithdrawPolicyProposalPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => PolicyProposal, { description: 'The proposal as it is now.' })
  readonly proposal!: PolicyProposal;
}

/** What `proposePolicy` answers. */
export const ProposePolicyResult = createUnionType({
  name: 'ProposePolicyResult',
  description: 'The proposal, or why it was not taken.',
  types: () => [ProposePolicyPayload, Refused, Invalid, Conflict] as const,
});

/** What `signPolicy` answers. */
export const SignPolicyResult = createUnionType({
  name: 'SignPolicyResult',
  description: 'The proposal, or why the signature was not taken.',
  types: () => [SignPolicyPayload, Refused, Invalid, Conflict] as const,
});

/** What `withdrawPolicyProposal` answers. */
export const WithdrawPolicyProposalResult = createUnionType({
  name: 'WithdrawPolicyProposalResult',
  description: 'The proposal, or why it was not withdrawn.',
  types: () => [WithdrawPolicyProposalPayload, Refused, Invalid, Conflict] as const,
});
