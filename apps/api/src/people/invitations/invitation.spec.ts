import { randomUUID } from 'node:crypto';

import {
  InvitationDocument,
  InvitationsDocument,
  JoinOrganisationDocument,
  MembersDocument,
  MeDocument,
  PublishDirectoryEventsDocument,
  ReadInvitationDocument,
  RevokeInvitationDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import { directoryEntry, writeEventRecord, type EventRecord } from '@sealbridge/directory';
import { toBase64 } from '@sealbridge/sodium';
import { INVITATION_ATTEMPTS } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  confirmation,
  invitationFor,
  joining,
  postInvitation,
  proofs,
  wrongCode,
  type TestInvitation,
} from '../../../../../test/support/invited.js';

import { RATE_LIMITS } from '../../platform/limits/rate-limits.js';

/** Each proof of a code is an Argon2id, so that codes are slow to guess. */
jest.setTimeout(30_000);

describe('invitations', () => {
  let api: TestApi;
  let admin: ApiClient;

  beforeAll(async () => {
    api = await startApi();
    admin = await api.signIn(api.world.admin);
  }, 60_000);
  afterAll(() => api.stop());

  const made = async (change: Parameters<typeof invitationFor>[2] = {}): Promise<TestInvitation> => {
    const invitation = invitationFor(api, api.world.admin, change);
    const answer = await postInvitation(admin, invitation);
    if (answer.__typename !== 'MakeInvitationPayload') throw new Error(answer.code);
    return invitation;
  };
  const read = async (invitation: TestInvitation, code?: string) =>
    (await api.guest.request(ReadInvitationDocument, { input: proofs(invitation, code) })).readInvitation;
  const join = async (input: ReturnType<typeof joining>['input']) =>
    (await api.guest.request(JoinOrganisationDocument, { input })).joinOrganisation;
  const one = async (id: string, client = admin) => (await client.request(InvitationDocument, { id })).invitation;
  const publish = async (client: ApiClient, records: readonly EventRecord[]) => {
    const texts = records.map((record) => toBase64(writeEventRecord(record)));
    const input = { clientMutationId: randomUUID(), records: texts, lockboxes: [] };
    return (await client.request(PublishDirectoryEventsDocument, { input })).publishDirectoryEvents;
  };
  const took = (records: readonly EventRecord[]): void => {
    const { directory } = api.world;
    for (const record of records) {
      directory.state = directory.state.apply(record, directory.log(directoryEntry(record.leafBytes)));
    }
  };
  /** A refusal without the reference, which is new each time. */
  const plain = (answer: object): object => ({ ...answer, ref: '' });

  it('show who invites whom into what to whoever has link and code', async () => {
    const invitation = await made();
    expect(await read(invitation)).toMatchObject({
      organisationHandle: 'harbour',
      organisationName: 'Synthetic harbour',
      invitedBy: api.world.admin.member,
      unitHandles: ['harbour'],
      record: invitation.input.record,
    });
  });

  it('are made once, however often they are posted', async () => {
    const invitation = await made();
    expect(await postInvitation(admin, invitation)).toMatchObject({ invitation: { id: invitation.invite.invitation } });
    const other = invitationFor(api, api.world.admin, { invitation: invitation.invite.invitation });
    expect(await postInvitation(admin, other)).toMatchObject({ __typename: 'Conflict' });
  });

  it.each<[string, object, (invitation: TestInvitation) => object]>([
    ['for another log', { code: 'E_INVITE_ORIGIN' }, () => ({ origin: 'other.invalid/log' })],
    ['that ends too late', { code: 'E_EXPIRES' }, () => ({ expires: Math.floor(Date.now() / 1000) + 169 * 3600 })],
    ['that has ended', { code: 'E_EXPIRES' }, () => ({ expires: Math.floor(Date.now() / 1000) - 1 })],
    ['of a steward', { code: 'E_ROLE' }, () => ({ roles: ['steward'] })],
    ['into a unit of somebody else', { code: 'E_UNKNOWN_UNIT' }, () => ({ units: [api.world.eastport.unit] })],
    ['into an organisation of somebody else', { reason: 'not_permitted' }, () => ({ org: api.world.eastport.org.org })],
  ])('%s are refused', async (_name, answer, change) => {
    const invitation = invitationFor(api, api.world.admin);
    expect(await postInvitation(admin, invitationFor(api, api.world.admin, change(invitation)))).toMatchObject(answer);
  });

  it('are made by administrators alone, and signed by the device that posts them', async () => {
    const analyst = await api.signIn(api.world.analyst);
    const own = await postInvitation(analyst, invitationFor(api, api.world.analyst));
    expect(own).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    const posted = await postInvitation(analyst, invitationFor(api, api.world.admin));
    expect(posted).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    const forged = await postInvitation(admin, invitationFor(api, api.world.analyst));
    expect(forged).toMatchObject({ __typename: 'Invalid', code: 'E_SIGNER' });
  });

  it('that are not good get one and the same answer, whatever is wrong with them', async () => {
    const unknown = plain(await read(invitationFor(api, api.world.admin)));
    expect(unknown).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    const [expired, revoked, joined, wrong] = [await made(), await made(), await made(), await made()];
    await api.admin.query('update sealbridge.invitation set expires_at = now() where id = $1', [
      expired.invite.invitation,
    ]);
    const input = { clientMutationId: randomUUID(), invitation: revoked.invite.invitation };
    await admin.request(RevokeInvitationDocument, { input });
    expect((await join(joining(joined).input)).__typename).toBe('JoinOrganisationPayload');
    const answers = [read(expired), read(revoked), read(joined), read(wrong, wrongCode(wrong))];
    for (const answer of await Promise.all(answers)) expect(plain(answer)).toEqual(unknown);
    for (const invitation of [expired, revoked, joined]) {
      expect(plain(await join(joining(invitation).input))).toEqual(unknown);
    }
    const { input: other } = joining(invitationFor(api, api.world.admin));
    expect(plain(await join({ ...joining(wrong).input, joining: other.joining }))).toEqual(unknown);
  });

  it('are void after five wrong codes, and the right one does not help then', async () => {
    const invitation = await made();
    const wrong = wrongCode(invitation);
    for (let n = 1; n < INVITATION_ATTEMPTS; n += 1) await read(invitation, wrong);
    expect((await read(invitation)).__typename).toBe('ReadInvitationPayload');
    await read(invitation, wrong);
    expect((await read(invitation)).__typename).toBe('Refused');
    expect((await join(joining(invitation).input)).__typename).toBe('Refused');
    expect(await one(invitation.invite.invitation)).toMatchObject({ state: 'void' });
  });

  it('count wrong codes that come at once', async () => {
    const invitation = await made();
    const wrong = wrongCode(invitation);
    await Promise.all(Array.from({ length: 3 * INVITATION_ATTEMPTS }, () => read(invitation, wrong)));
    const { rows } = await api.admin.query('select wrong_codes from sealbridge.invitation where id = $1', [
      invitation.invite.invitation,
    ]);
    expect(rows).toEqual([{ wrong_codes: INVITATION_ATTEMPTS }]);
  });

  it('are used once: by two at once one joins, and the same answer is given to the same keys again', async () => {
    const invitation = await made();
    const [first, second] = [joining(invitation), joining(invitation)];
    const answers = await Promise.all([join(first.input), join(second.input)]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['JoinOrganisationPayload', 'Refused']);
    const [won, lost] = answers[0].__typename === 'Refused' ? [second, first] : [first, second];
    expect((await join(won.input)).__typename).toBe('JoinOrganisationPayload');
    expect((await join(lost.input)).__typename).toBe('Refused');
    expect(await one(invitation.invite.invitation)).toMatchObject({ state: 'joined', joining: won.input.joining });
  });

  it('show to the administrators of the organisation alone', async () => {
    const { invite } = await made();
    expect(await one(invite.invitation)).toMatchObject({ state: 'pending', member: invite.member });
    const page = async (client: ApiClient, after: string | null = null) =>
      (await client.request(InvitationsDocument, { first: 2, after })).invitations;
    const first = await page(admin);
    expect(first.edges.map(({ node }) => node.id)).toContain(invite.invitation);
    const second = await page(admin, first.pageInfo.endCursor);
    expect(second.edges.map(({ node }) => node.id)).not.toContain(invite.invitation);
    for (const keys of [api.world.analyst, api.world.liaison, api.world.outsider]) {
      const client = await api.signIn(keys);
      expect(await one(invite.invitation, client)).toBeNull();
      expect((await page(client)).edges).toEqual([]);
      const input = { clientMutationId: randomUUID(), invitation: invite.invitation };
      const { revokeInvitation } = await client.request(RevokeInvitationDocument, { input });
      expect(revokeInvitation).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    }
    await expect(page(admin, 'forged')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  describe('of somebody who joined', () => {
    it('are confirmed by the publication that adds the device, and the person signs in', async () => {
      const invitation = await made();
      const joined = joining(invitation);
      expect((await join(joined.input)).__typename).toBe('JoinOrganisationPayload');
      const records = confirmation(api, invitation, joined.join, api.world.admin);
      expect(await publish(admin, records)).toMatchObject({ __typename: 'PublishDirectoryEventsPayload' });
      took(records);
      expect(await one(invitation.invite.invitation)).toMatchObject({ state: 'confirmed' });
      const { me } = await (await api.signIn(joined.keys)).request(MeDocument, {});
      expect(me).toMatchObject({ member: invitation.invite.member, roles: ['analyst'], clearance: 'AMBER' });
      const { members } = await admin.request(MembersDocument, { first: 100, after: null });
      const row = members.edges.find(({ node }) => node.member === invitation.invite.member)?.node;
      expect(row).toMatchObject({ keys: 'missing', standing: 'active', secondWayIn: 'none', unitHandles: ['harbour'] });
    });

    it('are confirmed once, by one of two at once', async () => {
      const invitation = await made();
      const joined = joining(invitation);
      await join(joined.input);
      const records = confirmation(api, invitation, joined.join, api.world.admin);
      const answers = await Promise.all([publish(admin, records), publish(admin, records)]);
      took(records);
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Invalid', 'PublishDirectoryEventsPayload']);
    });

    it('are not confirmed before anybody joined, with other keys, twice, or once revoked', async () => {
      const [early, other, revoked] = [await made(), await made(), await made()];
      const refused = async (invitation: TestInvitation, bytes: Uint8Array) =>
        publish(admin, confirmation(api, invitation, bytes, api.world.admin));
      expect(await refused(early, joining(early).join)).toMatchObject({ code: 'E_INVITATION' });
      await join(joining(other).input);
      expect(await refused(other, joining(other).join)).toMatchObject({ code: 'E_INVITATION' });
      const late = joining(revoked);
      await join(late.input);
      const input = { clientMutationId: randomUUID(), invitation: revoked.invite.invitation };
      await admin.request(RevokeInvitationDocument, { input });
      expect(await refused(revoked, late.join)).toMatchObject({ code: 'E_INVITATION' });
      const { rows } = await api.admin.query('select 1 from sealbridge.member where id = any($1::uuid[])', [
        [early, other, revoked].map(({ invite }) => invite.member),
      ]);
      expect(rows).toEqual([]);
    });

    it('are not confirmed by somebody who is no administrator of the organisation, whoever signed', async () => {
      const invitation = await made();
      const joined = joining(invitation);
      await join(joined.input);
      const records = confirmation(api, invitation, joined.join, api.world.admin);
      for (const keys of [api.world.analyst, api.world.outsider]) {
        const answer = await publish(await api.signIn(keys), records);
        expect(answer).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
      }
    });

    it('that are confirmed cannot be revoked', async () => {
      const { rows } = await api.admin.query<{ id: string }>(
        'select id from sealbridge.invitation where confirmed_at is not null',
      );
      const input = { clientMutationId: randomUUID(), invitation: rows[0]?.id ?? '' };
      const { revokeInvitation } = await admin.request(RevokeInvitationDocument, { input });
      expect(revokeInvitation).toMatchObject({ __typename: 'Refused', reason: 'wrong_state' });
    });
  });

  it('are limited in how fast they can be tried from one network', async () => {
    const answers = new Set<string>();
    // proofs are slow to make, so that codes are slow to guess: the same ones are shown again
    const shown = proofs(invitationFor(api, api.world.admin));
    for (let n = 0; n < 2 * RATE_LIMITS.invitation_proofs.points && !answers.has('RateLimited'); n += 1) {
      const input = { ...shown, clientMutationId: randomUUID() };
      answers.add((await api.guest.request(ReadInvitationDocument, { input })).readInvitation.__typename);
    }
    expect(answers).toContain('RateLimited');
  });
});
