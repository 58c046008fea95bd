import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { PageInfo } from '../../platform/graphql/page.types.js';
import { Bytes, Instant } from '../../platform/graphql/scalars.js';
import { Conflict, Invalid, RateLimited, Refused } from '../../platform/graphql/user-error.js';

/** An invitation as its organisation's administrators see it. Nothing in it lets anybody join. */
@ObjectType({ description: 'An invitation of the own organisation; what it offers stands in the signed record.' })
export class Invitation {
  @Field(() => ID, { description: 'Id of the invitation.' })
  readonly id!: string;

  @Field(() => String, {
    description: 'pending, joined, confirmed, revoked, expired, or void after too many wrong codes.',
  })
  readonly state!: string;

  @Field(() => ID, { description: 'The member (role handle) whoever joins will be.' })
  readonly member!: string;

  @Field(() => ID, { description: 'The member who invites.' })
  readonly madeBy!: string;

  @Field(() => Bytes, {
    description: 'INVITE RECORD: what is offered, and who signed it (docs/reference/invitation.md).',
  })
  readonly record!: Uint8Array;

  @Field(() => Instant, { description: 'When it was made.' })
  readonly madeAt!: Date;

  @Field(() => Instant, { description: 'When it stops being good for joining.' })
  readonly expiresAt!: Date;

  @Field(() => Instant, { nullable: true, description: 'When somebody joined with it.' })
  readonly joinedAt!: Date | null;

  @Field(() => Bytes, { nullable: true, description: 'JOIN, as it was posted (docs/reference/invitation.md).' })
  readonly joining!: Uint8Array | null;

  @Field(() => Bytes, {
    nullable: true,
    description: 'MAC over JOIN; only whoever made the invitation and whoever joined can make it.',
  })
  readonly joiningMac!: Uint8Array | null;
}

/** An invitation in a list. */
@ObjectType({ description: 'An invitation with its cursor.' })
export class InvitationEdge {
  @Field(() => String, { description: 'Opaque cursor of this invitation.' })
  readonly cursor!: string;

  @Field(() => Invitation, { description: 'The invitation.' })
  readonly node!: Invitation;
}

/** A page of invitations. */
@ObjectType({ description: 'Invitations of the own organisation, newest first.' })
export class InvitationConnection {
  @Field(() => [InvitationEdge], { description: 'The invitations of this page.' })
  readonly edges!: InvitationEdge[];

  @Field(() => PageInfo, { description: 'Where the page ends.' })
  readonly pageInfo!: PageInfo;
}

/** Input of `makeInvitation`. */
@InputType({ description: 'A signed invitation, and hashes of the two proofs that whoever joins has to show.' })
export class MakeInvitationInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: "INVITE RECORD, signed by the caller's device (docs/reference/invitation.md)." })
  readonly record!: Uint8Array;

  @Field(() => Bytes, { description: 'SHA-256 of the token, which follows from the link.' })
  readonly tokenSha256!: Uint8Array;

  @Field(() => Bytes, { description: 'SHA-256 of the code proof, which follows from link and code together.' })
  readonly codeSha256!: Uint8Array;
}

/** The invitation is good until it expires. */
@ObjectType({ description: 'The invitation is stored, and good until it expires, is used or is revoked.' })
export class MakeInvitationPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Invitation, { description: 'The invitation as stored.' })
  readonly invitation!: Invitation;
}

/** What `makeInvitation` answers. */
export const MakeInvitationResult = createUnionType({
  name: 'MakeInvitationResult',
  description: 'The invitation, or why it was not taken.',
  types: () => [MakeInvitationPayload, Refused, Invalid, Conflict] as const,
});

/** Input of `revokeInvitation`. */
@InputType({ description: 'Which invitation is not to be good any more.' })
export class RevokeInvitationInput {
  @Field(() => ID, { description: 'Idempotency key, unique per device.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the invitation.' })
  readonly invitation!: string;
}

/** The invitation is good for nothing any more. */
@ObjectType({ description: 'The invitation is good for nothing any more.' })
export class RevokeInvitationPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => Invitation, { description: 'The invitation as stored.' })
  readonly invitation!: Invitation;
}

/** What `revokeInvitation` answers. */
export const RevokeInvitationResult = createUnionType({
  name: 'RevokeInvitationResult',
  description: 'The revoked invitation, or why it stands.',
  types: () => [RevokeInvitationPayload, Refused, Invalid, Conflict] as const,
});

/** Input of `readInvitation`. */
@InputType({ description: 'Proof of having the link and of having been told the code.' })
export class ReadInvitationInput {
  @Field(() => ID, { description: 'Name of this request; comes back with the answer.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The token, which follows from the link.' })
  readonly token!: Uint8Array;

  @Field(() => Bytes, { description: 'The code proof, which follows from link and code together.' })
  readonly codeProof!: Uint8Array;
}

/** What somebody is invited to. */
@ObjectType({ description: 'Who invites whom into what, for somebody who has link and code.' })
export class ReadInvitationPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => String, { description: 'Handle of the organisation that invites.' })
  readonly organisationHandle!: string;

  @Field(() => String, { description: 'Name of the organisation that invites.' })
  readonly organisationName!: string;

  @Field(() => ID, { description: 'The member (role handle) who invites.' })
  readonly invitedBy!: string;

  @Field(() => [String], { description: 'Handles of the units, in the order of the invitation.' })
  readonly unitHandles!: string[];

  @Field(() => Bytes, {
    description: 'INVITE RECORD: what is offered, and who signed it (docs/reference/invitation.md).',
  })
  readonly record!: Uint8Array;
}

/** What `readInvitation` answers: a link, code or invitation that is not good is one and the same refusal. */
export const ReadInvitationResult = createUnionType({
  name: 'ReadInvitationResult',
  description: 'What the invitation offers, or one refusal for everything that is not a good invitation.',
  types: () => [ReadInvitationPayload, Refused, Invalid, RateLimited] as const,
});

/** Input of `joinOrganisation`. */
@InputType({ description: 'The keys of whoever joins, under both proofs.' })
export class JoinOrganisationInput {
  @Field(() => ID, { description: 'Name of this request; the same JOIN again is answered alike.' })
  readonly clientMutationId!: string;

  @Field(() => Bytes, { description: 'The token, which follows from the link.' })
  readonly token!: Uint8Array;

  @Field(() => Bytes, { description: 'The code proof, which follows from link and code together.' })
  readonly codeProof!: Uint8Array;

  @Field(() => Bytes, { description: 'JOIN (docs/reference/invitation.md).' })
  readonly joining!: Uint8Array;

  @Field(() => Bytes, { description: 'MAC over JOIN, for the administrator who invited.' })
  readonly mac!: Uint8Array;
}

/** The keys wait for the administrator. */
@ObjectType({
  description: 'The keys wait for the administrator, who checks the MAC and puts them into the directory.',
})
export class JoinOrganisationPayload {
  @Field(() => ID, { description: 'As sent.' })
  readonly clientMutationId!: string;

  @Field(() => ID, { description: 'Id of the invitation, which is used up.' })
  readonly invitation!: string;

  @Field(() => Instant, { description: 'When the keys were taken.' })
  readonly joinedAt!: Date;
}

/** What `joinOrganisation` answers. */
export const JoinOrganisationResult = createUnionType({
  name: 'JoinOrganisationResult',
  description: 'The keys wait for the administrator, or one refusal for everything that is not a good invitation.',
  types: () => [JoinOrganisationPayload, Refused, Invalid, RateLimited] as const,
});
