// A newcomer: what the invitation says is shown first; then keys are made here and left for the administrator.
import {
  InstanceDocument,
  type JoinOrganisationInput,
  JoinOrganisationDocument,
  ReadInvitationDocument,
  type ReadInvitationInput,
} from '@sealbridge/api-client';
import { call, payload, readPolicy, verifyNode } from '@sealbridge/client';
import { fingerprint, makeJoin, parseInviteRecord } from '@sealbridge/directory';
import {
  codeProof,
  type InvitationLink,
  invitationToken,
  joinMac,
  makeDeviceKeys,
  makeVault,
  parseInvitationLink,
  type Pins,
  readCode,
} from '@sealbridge/keyring';
import { equal, fromBase64, sha256, toBase64, utf8 } from '@sealbridge/sodium';

import type { Desk } from './desk.js';
import { WorkFailure } from './failure.js';
import { hold } from './hold.js';
import type { InvitationOffer } from './operations.js';
import { newKept } from './set-up.js';
import { keepDevice } from './store.js';

const MS_PER_SECOND = 1000;
const SHOWN_CHARACTERS = 8;

/** Reads an invitation with both proofs. Makes nothing. */
export async function readInvitation(desk: Desk, linkText: string, codeText: string): Promise<InvitationOffer> {
  const link = parseInvitationLink(linkText);
  const code = readCode(codeText);
  const policyText = await pinnedPolicy(desk, link);
  const input = await desk.during('stretching', () => proofsOf(link, code));
  const { readInvitation: answer } = await call(() => desk.client.request(ReadInvitationDocument, { input }));
  if (answer.__typename === 'Refused') throw new WorkFailure({ code: 'E_INVITATION', kind: 'refused' });
  const offer = payload(answer, 'ReadInvitationPayload');
  const { invite } = parseInviteRecord(fromBase64(offer.record));
  if (invite.invitation !== link.invitation || invite.origin !== policyText.origin) throw otherServer();
  const pins: Pins = {
    server: desk.server,
    orgHandle: offer.organisationHandle,
    unit: invite.units[0] ?? invite.org,
    unitHandle: offer.unitHandles[0] ?? offer.organisationHandle,
    roles: invite.roles,
    genesis: link.genesis,
    policyText: policyText.text,
    origin: invite.origin,
  };
  desk.begun.invitation = { link, code, invite, pins };
  return {
    organisation: offer.organisationHandle,
    organisationName: offer.organisationName,
    invitedBy: offer.invitedBy.slice(0, SHOWN_CHARACTERS),
    roles: invite.roles,
    units: offer.unitHandles,
    clearance: invite.clearance,
    expires: invite.expires * MS_PER_SECOND,
  };
}

/** Makes keys and posts them. They are in this worker alone until a passkey or passphrase seals them. */
export async function join(desk: Desk): Promise<{ fingerprint: string }> {
  const { invitation } = desk.begun;
  if (invitation === null) throw new WorkFailure({ code: 'E_INVITATION', kind: 'usage' });
  const { link, code, invite, pins } = invitation;
  const { org, member } = invite;
  const keys = makeDeviceKeys({ org, member });
  const claim = { org, member, device: keys.device, invitation: link.invitation };
  const bytes = makeJoin(
    { ...claim, signPublicKey: keys.sign.publicKey, kemPublicKey: keys.kem.publicKey },
    keys.sign.privateKey,
  );
  const input = await desk.during('stretching', () => ({
    ...proofsOf(link, code),
    joining: toBase64(bytes),
    mac: toBase64(joinMac(link.secret, code, bytes)),
  }));
  const { joinOrganisation } = await call(() => desk.client.request(JoinOrganisationDocument, { input }));
  if (joinOrganisation.__typename === 'Refused') throw new WorkFailure({ code: 'E_INVITATION', kind: 'refused' });
  payload(joinOrganisation, 'JoinOrganisationPayload');
  await hold(keys.device);
  desk.vault = makeVault({ keys, pins });
  desk.kept = newKept(desk.vault, 'joining');
  // nothing seals the keys yet: should the page be closed now, this browser can say what was lost
  await keepDevice(desk.kept);
  desk.begun.invitation = null;
  return { fingerprint: fingerprint(keys.sign.publicKey) };
}

/** The policy of this server, which has to be the one the link pins, and its log the one that vouches for it. */
async function pinnedPolicy(
  desk: Desk,
  link: InvitationLink,
): Promise<{ readonly text: string; readonly origin: string }> {
  if (link.server !== desk.server) throw otherServer();
  const { instance } = await call(() => desk.client.request(InstanceDocument, {}));
  if (!equal(sha256(utf8(instance.policyText)), link.policySha256)) throw otherServer();
  verifyNode(fromBase64(instance.nodeCert), readPolicy(instance.policyText), instance.logOrigin);
  return { text: instance.policyText, origin: instance.logOrigin };
}

function proofsOf(
  { secret }: InvitationLink,
  code: string,
): ReadInvitationInput & Pick<JoinOrganisationInput, 'token'> {
  const token = toBase64(invitationToken(secret));
  return { clientMutationId: crypto.randomUUID(), token, codeProof: toBase64(codeProof(secret, code)) };
}

function otherServer(): WorkFailure {
  return new WorkFailure({ code: 'E_OTHER_SERVER', kind: 'verification' });
}
