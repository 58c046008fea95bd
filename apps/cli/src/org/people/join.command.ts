import { readFileSync } from 'node:fs';

import type { Command } from 'commander';

import { JoinOrganisationDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';
import { fingerprint, makeJoin } from '@sealbridge/directory';
import { type DeviceKeys, joinMac } from '@sealbridge/keyring';
import { toBase64 } from '@sealbridge/sodium';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { newProfileFolder } from '../../profile/find-profile.js';
import { trainingDay } from './attributes.js';
import { type JoinedProfile, makeProfile, type Offer, reopenProfile } from './new-profile.js';
import {
  notGood,
  proofsOf,
  type ReachedInvitation,
  reachServer,
  showInvitation,
  type ShownInvitation,
} from './read-invitation.js';

interface JoinFlags extends CommonFlags {
  readonly code: string;
  readonly show?: boolean;
}

/** What a newcomer is told before anything else (experience: invitation). */
const WHAT_IS_HELD = [
  'what the platform holds of you: a random number in place of your name, your role, your unit, when you act.',
  'your name goes into a part of the directory that is given to your own organisation alone; whoever runs the server could read it.',
  'your keys are made on this device and never leave it; nobody can make them again for you.',
];

/** `org join`: makes the keys of a newcomer here and leaves them for the administrator. */
export function joinCommand(): Command {
  return verb('join', 'join an organisation with the link you were sent and the code you were told')
    .argument('<link>', 'the link; - reads it from stdin')
    .requiredOption('--code <code>', 'the code you were told: eight digits')
    .option('--show', 'only show who invites you into what; joins nothing')
    .addHelpText('after', '\nexample: npx sealbridge org join LINK --code "4821 9035" --profile ada')
    .action(async (text: string, flags: JoinFlags) => {
      const { env, output } = consoleFor(flags);
      const reached = await reachServer(text === '-' ? readFileSync(0, 'utf8') : text, flags.code, env);
      if (flags.show === true) {
        const offer = describe(await showInvitation(reached));
        output.result(offer, () => offerText(offer));
        return;
      }
      const { name, keys, offer } = await prepare(reached, flags.profile ?? env['SEALBRIDGE_PROFILE'], env);
      await post(reached, name, keys);
      const result = { ...offer, profile: name, device: keys.device, signingKey: fingerprint(keys.sign.publicKey) };
      output.result(result, () => joinedText(offer, name, result.signingKey));
    });
}

interface Prepared extends JoinedProfile {
  readonly name: string;
}

/** The profile of whoever joins: what an earlier attempt with the same invitation left here, or a new one. */
async function prepare(
  reached: ReachedInvitation,
  name: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Prepared> {
  if (name === undefined || name === '')
    throw usage('E_USAGE', 'a name for your profile is needed', '--profile <name>');
  const folder = newProfileFolder(name, env);
  const begun = (): JoinedProfile | null => reopenProfile(folder, reached.link.invitation, env);
  const before = begun();
  if (before !== null) return { name, ...before };
  try {
    const shown = await showInvitation(reached);
    const { link, policyText, invite, server, organisationHandle, unitHandles } = shown;
    const pins = { server, genesis: link.genesis, policyText, invite, organisationHandle, unitHandles };
    const offer = describe(shown);
    return { name, offer, keys: makeProfile(folder, { name, offer, pins }, env) };
  } catch (error) {
    // the same command, run twice at once, may have joined meanwhile
    const other = begun();
    if (other === null) throw error;
    return { name, ...other };
  }
}

/** Posts JOIN; the same keys give the same JOIN, so an answer that was lost is given again. What was posted is never deleted here. */
async function post({ link, code, client }: ReachedInvitation, profile: string, keys: DeviceKeys): Promise<void> {
  const { org, member, device, sign, kem } = keys;
  const claim = { org, member, device, invitation: link.invitation };
  const join = makeJoin({ ...claim, signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey }, sign.privateKey);
  const mac = joinMac(link.secret, code, join);
  const input = { ...proofsOf(link, code), joining: toBase64(join), mac: toBase64(mac) };
  const { joinOrganisation } = await call(() => client.request(JoinOrganisationDocument, { input }));
  if (joinOrganisation.__typename === 'Refused') throw notGood(profile);
  payload(joinOrganisation, 'JoinOrganisationPayload');
}

function describe({ invite, organisationHandle, organisationName, invitedBy, unitHandles }: ShownInvitation): Offer {
  return {
    invitation: invite.invitation,
    organisation: organisationHandle,
    organisationName,
    invitedBy,
    member: invite.member,
    roles: invite.roles,
    units: unitHandles,
    clearance: invite.clearance,
    jurisdictions: invite.jurisdictions,
    trainingUntil: trainingDay(invite.trainingUntil),
    expires: new Date(invite.expires * 1000).toISOString(),
  };
}

function offerText(offer: Offer): string {
  const { organisationName, organisation, invitedBy, roles, units, clearance, trainingUntil, expires } = offer;
  return [
    `${organisationName} (${organisation}) invites you; administrator ${invitedBy.slice(0, 8)}`,
    `role: ${roles.join(', ')}; units: ${units.join(', ')}; may read up to ${clearance}; training counts until ${trainingUntil}`,
    `good until ${expires}`,
    '',
    ...WHAT_IS_HELD,
  ].join('\n');
}

function joinedText(offer: Offer, name: string, signingKey: string): string {
  return [
    offerText(offer),
    '',
    `your keys are made; profile ${name}, signing key ${signingKey}`,
    'tell whoever invited you that you have joined: they confirm it, and then you can sign in:',
    `npx sealbridge login --profile ${name}`,
    'make your second way to your keys then, 24 words: nothing is sent without one:',
    `npx sealbridge keys init --profile ${name}`,
  ].join('\n');
}
