import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { type InvitationFieldsFragment, InvitationsDocument, RevokeInvitationDocument } from '@sealbridge/api-client';
import { call, payload, readPages, syncDirectory } from '@sealbridge/client';
import { type DirectoryState, parseInviteRecord } from '@sealbridge/directory';
import { fromBase64 } from '@sealbridge/sodium';
import { parseId, type Id } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { table } from '../../output/table.js';
import { signIn } from '../../session/person.js';
import { forgetInvitation } from './kept-invitation.js';
import { readLimit } from './read-limit.js';

interface ListFlags extends CommonFlags {
  readonly limit: string;
}

interface RevokeFlags extends CommonFlags {
  readonly confirm?: boolean;
}

/** `org invitations`: who was invited and what came of it; `org invitations revoke`. */
export function invitationsCommand(): Command {
  return verb('invitations', 'list the invitations of your organisation, newest first')
    .option('--limit <n>', 'how many at most', '100')
    .addHelpText('after', '\nexample: npx sealbridge org invitations --profile admin')
    .action(async (flags: ListFlags) => {
      const limit = readLimit(flags.limit);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { state } = await syncDirectory(person);
      const found = await readPages(limit, async (variables) => {
        const { invitations } = await call(() => person.client.request(InvitationsDocument, variables));
        return invitations;
      });
      const invitations = found.map((invitation) => describe(invitation, state));
      output.result({ invitations }, () => asText(invitations));
    })
    .addCommand(revokeCommand());
}

function revokeCommand(): Command {
  return verb('revoke', 'make an invitation good for nothing')
    .argument('<invitation>', 'id of the invitation')
    .option('--confirm', 'do it; whoever has the link cannot join any more')
    .addHelpText('after', '\nexample: npx sealbridge org invitations revoke 3fd9a1c2-... --confirm --profile admin')
    .action(async (text: string, flags: RevokeFlags) => {
      const invitation = readInvitationId(text);
      if (flags.confirm !== true)
        throw usage('E_CONFIRM', 'nothing was changed', 'add --confirm to revoke the invitation');
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const input = { clientMutationId: randomUUID(), invitation };
      const answer = await call(() => person.client.request(RevokeInvitationDocument, { input }));
      payload(answer.revokeInvitation, 'RevokeInvitationPayload');
      forgetInvitation(person.profile, invitation);
      output.result({ invitation, state: 'revoked' }, () => `revoked ${invitation}`);
    });
}

/** The id of an invitation. Throws a Failure (exit 2). */
export function readInvitationId(text: string): Id {
  const id = parseId(text);
  if (id === null)
    throw usage('E_USAGE', 'that is not the id of an invitation', 'npx sealbridge org invitations lists them');
  return id;
}

function describe(invitation: InvitationFieldsFragment, state: DirectoryState) {
  const { invite } = parseInviteRecord(fromBase64(invitation.record));
  return {
    invitation: invitation.id,
    state: invitation.state,
    member: invitation.member,
    roles: invite.roles,
    units: invite.units.map((unit) => state.units.get(unit)?.handle ?? unit),
    clearance: invite.clearance,
    jurisdictions: invite.jurisdictions,
    madeBy: invitation.madeBy,
    madeAt: invitation.madeAt,
    expiresAt: invitation.expiresAt,
    joinedAt: invitation.joinedAt ?? null,
  };
}

function asText(invitations: readonly ReturnType<typeof describe>[]): string {
  if (invitations.length === 0)
    return 'no invitations to show; administrators see them, and npx sealbridge org invite --help says how to make one';
  const rows = invitations.map(({ invitation, state, roles, units, expiresAt, joinedAt }) => [
    invitation,
    state,
    roles.join(','),
    units.join(','),
    minute(joinedAt ?? expiresAt),
  ]);
  return table([['invitation', 'state', 'roles', 'units', 'joined, or good until (UTC)'], ...rows]);
}

function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
