import type { Command } from 'commander';

import { InvitationDocument, type InvitationFieldsFragment } from '@sealbridge/api-client';
import { addKeysFor, call, EventDraft, syncDirectory } from '@sealbridge/client';
import {
  DirectoryError,
  fingerprint,
  type Invite,
  type JoinRequest,
  makeInvitedDeviceAdd,
  makeMemberAdd,
  parseInviteRecord,
  parseJoin,
} from '@sealbridge/directory';
import { KeyringError, requireJoinMac } from '@sealbridge/keyring';
import { equal, fromBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import { type Person, signIn } from '../../session/person.js';
import { readInvitationId } from './invitations.command.js';
import { forgetInvitation, type KeptInvitation, readKeptInvitation } from './kept-invitation.js';
import { entryText, publishDraft } from '../../directory/published.js';

const LIAISON = 'a liaison is vetted by name before any report reaches them: see docs/how-to/vet-an-organisation.md';

/** `org confirm`: checks that the keys come from whoever had link and code, and puts them into the directory. */
export function confirmCommand(): Command {
  return verb(
    'confirm',
    'check the keys of somebody who joined, and put them into the directory with the keys of the units',
  )
    .argument('<invitation>', 'id of the invitation')
    .addHelpText('after', '\nexample: npx sealbridge org confirm 3fd9a1c2-... --profile admin')
    .action(async (text: string, flags: CommonFlags) => {
      const id = readInvitationId(text);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const joined = await readInvitation(person, id);
      const kept = readKeptInvitation(person.profile, id);
      const { invite, join } = readJoined(joined, kept);
      const entry = await publish(person, kept, invite, join);
      forgetInvitation(person.profile, id);
      const { member, device } = join;
      const signingKey = fingerprint(join.signPublicKey);
      const result = { invitation: id, member, device, name: kept.person.name, roles: invite.roles, signingKey, entry };
      output.result(result, () =>
        [
          `${kept.person.name} is ${member}: ${invite.roles.join(', ')}`,
          `signing key ${signingKey}: compare it by voice`,
          entryText(entry),
          ...(invite.roles.includes('liaison') ? [LIAISON] : []),
        ].join('\n'),
      );
    });
}

interface Joined {
  readonly invite: Invite;
  readonly join: JoinRequest;
}

/**
 * The invitation with which somebody joined. The secret of one that is over is forgotten here too: whoever was interrupted after
 * confirming comes by again. Throws a Failure.
 */
async function readInvitation(person: Person, id: Id): Promise<InvitationFieldsFragment> {
  const { invitation } = await call(() => person.client.request(InvitationDocument, { id }));
  if (invitation?.state === 'joined') return invitation;
  if (invitation !== null && OVER.has(invitation.state)) forgetInvitation(person.profile, id);
  throw state(invitation?.state ?? 'unknown');
}

/** What came back, checked against what was kept here: the server could have changed either. Throws a Failure. */
function readJoined(invitation: InvitationFieldsFragment, kept: KeptInvitation): Joined {
  if (!equal(fromBase64(invitation.record), kept.record))
    throw forged('the server gives another invitation than was signed here');
  const { invite } = parseInviteRecord(kept.record);
  const join = verifiedJoin(invitation, kept);
  const meant = join.invitation === invite.invitation && join.org === invite.org && join.member === invite.member;
  if (!meant) throw forged('the keys are for another invitation');
  return { invite, join };
}

function verifiedJoin(
  { joining, joiningMac }: InvitationFieldsFragment,
  { secret, code }: KeptInvitation,
): JoinRequest {
  const [bytes, mac] = [fromBase64(joining ?? ''), fromBase64(joiningMac ?? '')];
  try {
    requireJoinMac(secret, code, bytes, mac);
    return parseJoin(bytes);
  } catch (error) {
    if (error instanceof KeyringError || error instanceof DirectoryError) throw forged(error.message, error.code);
    throw error;
  }
}

async function publish(
  person: Person,
  kept: KeptInvitation,
  invite: Invite,
  join: JoinRequest,
): Promise<number | null> {
  const directory = await syncDirectory(person);
  const draft = new EventDraft(directory, invite.org, person.keys);
  const { member, units, roles, clearance, trainingUntil, jurisdictions, country } = invite;
  const fields = { member, units, roles, clearance, trainingUntil, jurisdictions, seat: null, country };
  draft.addMade((position, context) => makeMemberAdd(position, fields, kept.person, context));
  draft.addMade((position, context) => makeInvitedDeviceAdd(position, join, context));
  for (const unit of units) await addKeysFor(person, draft, unit, join.device, directory.log.now);
  return publishDraft(person, draft, directory);
}

/** States in which nobody will ever be confirmed. */
const OVER: ReadonlySet<string> = new Set(['confirmed', 'revoked', 'expired', 'void']);

const WORDS_OF_STATE: ReadonlyMap<string, string> = new Map([
  ['pending', 'nobody has joined with this invitation yet'],
  ['confirmed', 'the invitation is confirmed already'],
  ['revoked', 'the invitation was revoked'],
  ['expired', 'the invitation has expired'],
  ['void', 'the invitation was closed after five wrong codes'],
]);

function state(name: string): Failure {
  return new Failure({
    code: 'E_WRONG_STATE',
    exit: name === 'pending' || name === 'confirmed' ? EXIT.CONFLICT : EXIT.REFUSED,
    message: WORDS_OF_STATE.get(name) ?? 'there is no such invitation in your organisation',
    hint: 'npx sealbridge org invitations shows how each of them stands',
  });
}

function forged(message: string, code: `E_${string}` = 'E_INVITATION'): Failure {
  const hint =
    'confirm nothing: revoke the invitation, make a new one, and ask who runs the server how this could happen';
  return new Failure({ code, exit: EXIT.VERIFICATION, message, hint });
}
