import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../../access/caller.js';
import { CurrentCaller } from '../../access/current-caller.js';
import { PageArgs } from '../../platform/graphql/page.types.js';

import { InvitationService } from './invitation.service.js';
import {
  Invitation,
  InvitationConnection,
  JoinOrganisationInput,
  JoinOrganisationResult,
  MakeInvitationInput,
  MakeInvitationResult,
  ReadInvitationInput,
  ReadInvitationResult,
  RevokeInvitationInput,
  RevokeInvitationResult,
} from './invitation.types.js';
import { JoiningService } from './joining.service.js';

/** Invitations: made and revoked by administrators, read and used by whoever was given link and code. */
@Resolver()
export class InvitationResolver {
  constructor(
    private readonly invitations: InvitationService,
    private readonly joining: JoiningService,
  ) {}

  /** Administrators. */
  @Query(() => InvitationConnection, {
    name: 'invitations',
    description: 'Invitations of the own organisation, newest first; for its administrators.',
  })
  list(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<InvitationConnection> {
    return this.invitations.list(caller, page);
  }

  /** Administrators. */
  @Query(() => Invitation, {
    name: 'invitation',
    nullable: true,
    description: 'An invitation of the own organisation; null when there is none of this id for the caller.',
  })
  one(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the invitation.' }) id: string,
  ): Promise<Invitation | null> {
    return this.invitations.one(caller, id);
  }

  /** Administrators. */
  @Mutation(() => MakeInvitationResult, { description: 'Takes a signed invitation into the own organisation.' })
  makeInvitation(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The invitation and the hashes of its proofs.' }) input: MakeInvitationInput,
  ): Promise<typeof MakeInvitationResult> {
    return this.invitations.make(caller, input);
  }

  /** Administrators. */
  @Mutation(() => RevokeInvitationResult, { description: 'Makes an invitation good for nothing.' })
  revokeInvitation(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which invitation.' }) input: RevokeInvitationInput,
  ): Promise<typeof RevokeInvitationResult> {
    return this.invitations.revoke(caller, input);
  }

  /** Anybody with link and code. A mutation, because wrong codes are counted. */
  @Mutation(() => ReadInvitationResult, { description: 'Shows an invitation to whoever has link and code.' })
  readInvitation(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The two proofs.' }) input: ReadInvitationInput,
  ): Promise<typeof ReadInvitationResult> {
    return this.joining.read(caller, input);
  }

  /** Anybody with link and code, once. */
  @Mutation(() => JoinOrganisationResult, { description: 'Leaves the keys of a new device for the administrator.' })
  joinOrganisation(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The two proofs and the keys.' }) input: JoinOrganisationInput,
  ): Promise<typeof JoinOrganisationResult> {
    return this.joining.join(caller, input);
  }
}
