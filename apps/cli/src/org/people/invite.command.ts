import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { MakeInvitationDocument } from '@sealbridge/api-client';
import { call, payload, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import { type Invite, inviteRecord, signInvite, writeInvite, writeInviteRecord } from '@sealbridge/directory';
import {
  codeProof,
  type InvitationSecrets,
  invitationToken,
  makeInvitation,
  showCode,
  writeInvitationLink,
} from '@sealbridge/keyring';
import { fromHex, randomBytes, sha256, toBase64 } from '@sealbridge/sodium';
import { idFromBytes, INVITATION_HOURS, type Id } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { type Person, signIn } from '../../session/person.js';
import { readClearance, readJurisdictionFlags, readPersonName, readRoles, readTrainingMonth } from './attributes.js';
import { forgetInvitation, keepInvitation } from './kept-invitation.js';
import { findOwnUnit } from './own-people.js';

interface InviteFlags extends CommonFlags {
  readonly role: readonly string[];
  readonly unit: readonly string[];
  readonly clearance: string;
  readonly trainingUntil: string;
  readonly jurisdiction: readonly string[];
  readonly name: string;
}

const EXAMPLE = `
example: npx sealbridge org invite --role analyst --unit harbour --clearance AMBER --training-until 2027-06 \\
           --jurisdiction XA --name "Ada Example" --profile admin`;
const ID_BYTES = 16;
const SECONDS_PER_HOUR = 3600;

/** `org invite`: a link to send one way and a code to speak another way. */
export function inviteCommand(): Command {
  return verb('invite', 'invite a person: prints a link to send, and a code to be spoken and never written')
    .requiredOption(
      '--role <role...>',
      'what the person does: analyst, second_reader, org_admin, guardian, liaison, ...',
    )
    .requiredOption('--unit <unit...>', 'handles of the units the person belongs to')
    .requiredOption('--clearance <tlp>', 'highest marking the person may read: CLEAR to RED')
    .requiredOption('--training-until <month>', 'the last month in which the training counts, such as 2027-06')
    .requiredOption('--jurisdiction <place...>', 'where the person works: countries, parts of countries, or "*"')
    .requiredOption('--name <name>', 'name of the person; it stays in your organisation')
    .addHelpText('after', EXAMPLE)
    .action(async (flags: InviteFlags) => {
      const attributes = readFlags(flags);
      const name = readPersonName(flags.name);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const secrets = makeInvitation();
      const invite = { ...attributes, ...whoAndWhen(person, directory, secrets, flags.unit) };
      const record = sign(person, invite);
      // kept first: an invitation that is good and that nobody can confirm would let somebody join in vain
      keepInvitation(person.profile, { ...secrets, record, person: { id: newId(), name } });
      await post(person, record, secrets);
      const result = resultOf(person, invite, secrets);
      output.result(result, () => asText(result));
    });
}

function readFlags(flags: InviteFlags): Pick<Invite, 'roles' | 'clearance' | 'trainingUntil' | 'jurisdictions'> {
  return {
    roles: readRoles(flags.role),
    clearance: readClearance(flags.clearance),
    trainingUntil: readTrainingMonth(flags.trainingUntil),
    jurisdictions: readJurisdictionFlags(flags.jurisdiction),
  };
}

type WhoAndWhen = Omit<Invite, 'roles' | 'clearance' | 'trainingUntil' | 'jurisdictions'>;

function whoAndWhen(
  { profile }: Person,
  { state, log }: VerifiedDirectory,
  { invitation }: InvitationSecrets,
  units: readonly string[],
): WhoAndWhen {
  const organisation = state.organisations.get(profile.org);
  if (organisation === undefined) throw new Error('the own organisation is not in the directory');
  return {
    invitation,
    org: profile.org,
    member: newId(),
    units: [...new Set(units.map((handle) => findOwnUnit(state, profile.org, handle).unit))],
    country: organisation.country,
    expires: Math.floor(log.now) + INVITATION_HOURS * SECONDS_PER_HOUR,
    origin: profile.origin,
  };
}

function sign({ keys }: Person, invite: Invite): Uint8Array {
  const bytes = writeInvite(invite);
  const signature = signInvite(bytes, { kind: 'device', signer: keys.device, privateKey: keys.sign.privateKey });
  return writeInviteRecord(inviteRecord(bytes, [signature]));
}

async function post(
  person: Person,
  record: Uint8Array,
  { invitation, secret, code }: InvitationSecrets,
): Promise<void> {
  const input = {
    clientMutationId: randomUUID(),
    record: toBase64(record),
    tokenSha256: toBase64(sha256(invitationToken(secret))),
    codeSha256: toBase64(sha256(codeProof(secret, code))),
  };
  const answer = await call(() => person.client.request(MakeInvitationDocument, { input }));
  if (answer.makeInvitation.__typename !== 'MakeInvitationPayload') forgetInvitation(person.profile, invitation);
  payload(answer.makeInvitation, 'MakeInvitationPayload');
}

function resultOf({ profile, server }: Person, invite: Invite, { invitation, secret, code }: InvitationSecrets) {
  const pins = { genesis: fromHex(profile.genesis), policySha256: fromHex(profile.policySha256) };
  return {
    invitation,
    member: invite.member,
    link: writeInvitationLink({ server, invitation, secret, ...pins }),
    code: showCode(code),
    expires: new Date(invite.expires * 1000).toISOString(),
  };
}

function asText({ invitation, link, code, expires }: ReturnType<typeof resultOf>): string {
  return [
    `invitation ${invitation}, good until ${expires}`,
    '',
    'send this link, by whatever way reaches the person:',
    link,
    '',
    'say this code to the person, by voice, when you know whom you hear; do not write it anywhere:',
    code,
    '',
    `when they have joined: npx sealbridge org confirm ${invitation}`,
  ].join('\n');
}

function newId(): Id {
  return idFromBytes(randomBytes(ID_BYTES));
}
