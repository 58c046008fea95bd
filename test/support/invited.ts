// Invitations as the command line makes them, for specs of the API, which itself must not hold the secrets.
import { randomUUID } from 'node:crypto';

import { MakeInvitationDocument, type ApiClient, type MakeInvitationMutation } from '@sealbridge/api-client';
import {
  inviteRecord,
  makeInvitedDeviceAdd,
  makeJoin,
  makeMemberAdd,
  parseJoin,
  signedEvent,
  signEvent,
  signInvite,
  writeInvite,
  writeInviteRecord,
  type EventRecord,
  type Invite,
  type UnsignedEvent,
} from '@sealbridge/directory';
import {
  codeProof,
  invitationToken,
  joinMac,
  makeDeviceKeys,
  makeInvitation,
  type DeviceKeys,
  type InvitationSecrets,
} from '@sealbridge/keyring';
import { randomBytes, sha256, toBase64 } from '@sealbridge/sodium';
import { idFromBytes, INVITATION_HOURS, type Id } from '@sealbridge/vocabulary';

import type { TestApi } from './api.js';
import { FIXTURE_ORIGIN } from './directory-fixture.js';

const SECONDS_PER_HOUR = 3600;

/** An invitation before it is posted. */
export interface TestInvitation {
  readonly invite: Invite;
  readonly secrets: InvitationSecrets;
  readonly input: { clientMutationId: string; record: string; tokenSha256: string; codeSha256: string };
}

/** An analyst for harbour, invited and signed by this device; `change` says what is otherwise. */
export function invitationFor(
  api: Pick<TestApi, 'world'>,
  by: DeviceKeys,
  change: Partial<Invite> = {},
): TestInvitation {
  const secrets = makeInvitation();
  const { invite, record } = signedInvite(api, by, { invitation: secrets.invitation, ...change });
  const input = {
    clientMutationId: randomUUID(),
    record,
    tokenSha256: toBase64(sha256(invitationToken(secrets.secret))),
    codeSha256: toBase64(sha256(codeProof(secrets.secret, secrets.code))),
  };
  return { invite, secrets, input };
}

/** The part of an invitation that names somebody, without the secrets, whose stretching takes its time. */
export function signedInvite(
  { world }: Pick<TestApi, 'world'>,
  by: DeviceKeys,
  change: Partial<Invite> & Pick<Invite, 'invitation'>,
): { readonly invite: Invite; readonly record: string } {
  const invite: Invite = {
    org: world.harbour.org.org,
    member: idFromBytes(randomBytes(16)),
    units: [world.harbour.unit],
    roles: ['analyst'],
    clearance: 'AMBER',
    trainingUntil: world.directory.hour + 1000,
    jurisdictions: ['XA'],
    country: 'XA',
    expires: Math.floor(Date.now() / 1000) + INVITATION_HOURS * SECONDS_PER_HOUR,
    origin: FIXTURE_ORIGIN,
    ...change,
  };
  const bytes = writeInvite(invite);
  const signature = signInvite(bytes, { kind: 'device', signer: by.device, privateKey: by.sign.privateKey });
  return { invite, record: toBase64(writeInviteRecord(inviteRecord(bytes, [signature]))) };
}

/** The answer to posting an invitation. */
export async function postInvitation(
  client: ApiClient,
  { input }: TestInvitation,
): Promise<MakeInvitationMutation['makeInvitation']> {
  return (await client.request(MakeInvitationDocument, { input })).makeInvitation;
}

/** What whoever has the link and was told this code shows. */
export function proofs({ secrets: { secret, code } }: TestInvitation, said: string = code) {
  const [token, proof] = [invitationToken(secret), codeProof(secret, said)];
  return { clientMutationId: randomUUID(), token: toBase64(token), codeProof: toBase64(proof) };
}

/** A code that is not the invitation's. */
export function wrongCode({ secrets: { code } }: TestInvitation): string {
  return code === '00000000' ? '00000001' : '00000000';
}

/** New keys for whoever was invited, and what they post. */
export function joining(invitation: TestInvitation) {
  const { org, member, invitation: id } = invitation.invite;
  const keys = makeDeviceKeys({ org, member });
  const claim = { org, member, device: keys.device, invitation: id };
  const join = makeJoin(
    { ...claim, signPublicKey: keys.sign.publicKey, kemPublicKey: keys.kem.publicKey },
    keys.sign.privateKey,
  );
  const mac = joinMac(invitation.secrets.secret, invitation.secrets.code, join);
  return { keys, join, input: { ...proofs(invitation), joining: toBase64(join), mac: toBase64(mac) } };
}

/** The events with which an administrator confirms somebody who joined, without keys of the unit; a new person unless one is named. */
export function confirmation(
  api: TestApi,
  { invite }: TestInvitation,
  join: Uint8Array,
  by: DeviceKeys,
  person: Id = idFromBytes(randomBytes(16)),
): EventRecord[] {
  const { directory } = api.world;
  const { member, units, roles, clearance, trainingUntil, jurisdictions, country } = invite;
  const fields = { member, units, roles, clearance, trainingUntil, jurisdictions, seat: null, country };
  const context = { hour: directory.hour };
  const sign = (event: UnsignedEvent): EventRecord =>
    signedEvent(event, [signEvent(event, { kind: 'device', signer: by.device, privateKey: by.sign.privateKey })]);
  const at = directory.state.nextPosition(invite.org);
  const add = sign(makeMemberAdd(at, fields, { id: person, name: 'Invited Person' }, context));
  const next = { org: at.org, seq: at.seq + 1, prev: add.eventHash };
  return [add, sign(makeInvitedDeviceAdd(next, parseJoin(join), context))];
}
