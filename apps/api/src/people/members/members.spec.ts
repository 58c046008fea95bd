import { randomUUID } from 'node:crypto';

import {
  EnableMemberDocument,
  JoinOrganisationDocument,
  MembersDocument,
  MeDocument,
  PublishDirectoryEventsDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import {
  directoryEntry,
  makeEvent,
  signedEvent,
  signEvent,
  writeEventRecord,
  type DirectoryEvent,
  type EventRecord,
} from '@sealbridge/directory';
import { randomBytes, toBase64 } from '@sealbridge/sodium';
import { idFromBytes, INACTIVE_DAYS, type Id } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { invitationFor, joining, postInvitation } from '../../../../../test/support/invited.js';

describe('members of an organisation', () => {
  let api: TestApi;
  let admin: ApiClient;

  beforeAll(async () => {
    api = await startApi();
    admin = await api.signIn(api.world.admin);
  }, 60_000);
  afterAll(() => api.stop());

  const list = async (client: ApiClient, first = 100, after: string | null = null) =>
    (await client.request(MembersDocument, { first, after })).members;
  const enable = async (client: ApiClient, member: string, clientMutationId: string = randomUUID()) =>
    (await client.request(EnableMemberDocument, { input: { clientMutationId, member } })).enableMember;
  const signed = (event: DirectoryEvent, signers: Parameters<typeof signEvent>[1][]): EventRecord => {
    const { directory, harbour } = api.world;
    const unsigned = makeEvent(directory.state.nextPosition(harbour.org.org), event, { hour: directory.hour });
    return signedEvent(
      unsigned,
      signers.map((signer) => signEvent(unsigned, signer)),
    );
  };
  const byAdmin = (event: DirectoryEvent): EventRecord => {
    const { device, sign } = api.world.admin;
    return signed(event, [{ kind: 'device', signer: device, privateKey: sign.privateKey }]);
  };
  const publish = async (client: ApiClient, record: EventRecord) => {
    const input = { clientMutationId: randomUUID(), records: [toBase64(writeEventRecord(record))], lockboxes: [] };
    const answer = (await client.request(PublishDirectoryEventsDocument, { input })).publishDirectoryEvents;
    const { directory } = api.world;
    if (answer.__typename === 'PublishDirectoryEventsPayload') {
      directory.state = directory.state.apply(record, directory.log(directoryEntry(record.leafBytes)));
    }
    return answer;
  };
  const unseenFor = (member: string, days: number) =>
    api.admin.query(`update sealbridge.member set active_at = now() - make_interval(days => $2) where id = $1`, [
      member,
      days,
    ]);

  it('are listed to its administrators: roles, units, keys, when they were last seen', async () => {
    const { edges } = await list(admin);
    const analyst = edges.find(({ node }) => node.member === api.world.analyst.member)?.node;
    expect(analyst).toEqual({
      member: api.world.analyst.member,
      roles: ['analyst'],
      unitHandles: ['harbour'],
      clearance: 'RED',
      jurisdictions: ['*'],
      trainingUntil: expect.any(Number) as number,
      standing: 'active',
      lastSeen: new Date().toISOString().slice(0, 10),
      devices: [{ device: api.world.analyst.device, state: 'active' }],
      keys: 'complete',
      secondWayIn: 'complete',
    });
  });

  it('are listed page by page, each once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { edges, pageInfo }: Awaited<ReturnType<typeof list>> = await list(admin, 1, after);
      seen.push(...edges.map(({ node }) => node.member));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(seen.sort()).toEqual([api.world.admin.member, api.world.analyst.member].sort());
    const northgate = await api.signIn(api.world.liaison);
    const { pageInfo } = await list(admin, 1);
    await expect(list(northgate, 1, pageInfo.endCursor)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each(['analyst', 'liaison', 'outsider'] as const)('are not listed to the %s', async (who) => {
    expect((await list(await api.signIn(api.world[who]))).edges).toEqual([]);
  });

  it('are updated by a signed event: clearance, training and jurisdictions', async () => {
    const { member } = api.world.analyst;
    const change = { clearance: 'GREEN', trainingUntil: api.world.directory.hour + 5, jurisdictions: ['XB'] } as const;
    const answer = await publish(admin, byAdmin({ type: 'MEMBER_UPDATE', member, ...change }));
    expect(answer.__typename).toBe('PublishDirectoryEventsPayload');
    const { me } = await (await api.signIn(api.world.analyst)).request(MeDocument, {});
    expect(me).toMatchObject({ ...change, jurisdictions: ['XB'] });
  });

  describe(`who were not seen for ${INACTIVE_DAYS} days`, () => {
    const member = (): Id => api.world.analyst.member;

    it('are refused with that reason on the next request and at the sign-in, and enabled by an administrator', async () => {
      const client = await api.signIn(api.world.analyst);
      await unseenFor(member(), INACTIVE_DAYS);
      await expect(list(client)).rejects.toMatchObject({ code: 'FORBIDDEN', detail: 'E_INACTIVE' });
      expect(await api.tryToSignIn(api.world.analyst)).toMatchObject({ __typename: 'Refused', reason: 'inactive' });
      expect((await enable(admin, member())).__typename).toBe('EnableMemberPayload');
      expect((await api.tryToSignIn(api.world.analyst)).__typename).toBe('StartSessionPayload');
    });

    it('are not those who were seen a day less ago', async () => {
      await unseenFor(member(), INACTIVE_DAYS - 1);
      expect((await api.tryToSignIn(api.world.analyst)).__typename).toBe('StartSessionPayload');
    });

    it('are enabled once; whoever is active is not enabled', async () => {
      await unseenFor(member(), INACTIVE_DAYS);
      const key = randomUUID();
      const answers = await Promise.all([enable(admin, member(), key), enable(admin, member(), key)]);
      expect(answers.map(({ __typename }) => __typename)).toEqual(Array(2).fill('EnableMemberPayload'));
      expect(await enable(admin, member())).toMatchObject({ __typename: 'Refused', reason: 'wrong_state' });
      expect(await enable(admin, api.world.liaison.member, key)).not.toMatchObject({
        __typename: 'EnableMemberPayload',
      });
    });

    it('are enabled by one of two at once', async () => {
      await unseenFor(member(), INACTIVE_DAYS);
      const answers = await Promise.all([enable(admin, member()), enable(admin, member())]);
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['EnableMemberPayload', 'Refused']);
    });

    it('are enabled by nobody else, and nobody learns by it who is a member elsewhere', async () => {
      await unseenFor(member(), INACTIVE_DAYS);
      const plain = async (client: ApiClient, id: string) => ({ ...(await enable(client, id)), ref: '' });
      const nobody = idFromBytes(randomBytes(16));
      for (const keys of [api.world.liaison, api.world.outsider, api.world.admin]) {
        const client = await api.signIn(keys);
        const unknown = await plain(client, nobody);
        expect(unknown).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
        const foreign = keys === api.world.admin ? api.world.outsider.member : member();
        expect(await plain(client, foreign)).toEqual(unknown);
      }
      expect((await enable(admin, member())).__typename).toBe('EnableMemberPayload');
    });
  });

  describe('who leave', () => {
    it('are refused on the next request, their sessions are over and their devices do not sign in', async () => {
      const client = await api.signIn(api.world.analyst);
      const record = byAdmin({ type: 'MEMBER_REMOVE', member: api.world.analyst.member, reason: 'left' });
      expect((await publish(admin, record)).__typename).toBe('PublishDirectoryEventsPayload');
      await expect(client.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(await api.tryToSignIn(api.world.analyst)).toMatchObject({
        __typename: 'Refused',
        reason: 'not_permitted',
      });
      const { rows } = await api.admin.query(
        `select 1 from sealbridge.session where member_id = $1 and ended_at is null`,
        [api.world.analyst.member],
      );
      expect(rows).toEqual([]);
      expect((await list(admin)).edges.map(({ node }) => node.member)).toEqual([api.world.admin.member]);
    });

    it.each<[string, () => DirectoryEvent]>([
      ['as members', () => ({ type: 'MEMBER_REMOVE', member: api.world.admin.member, reason: 'left' })],
      ['by their only device', () => ({ type: 'DEVICE_REVOKE', device: api.world.admin.device, reason: 'replaced' })],
    ])('cannot take the last administrator along %s', async (_name, event) => {
      const answer = await publish(admin, byAdmin(event()));
      expect(answer).toMatchObject({ __typename: 'Refused', reason: 'last_admin' });
      expect((await list(admin)).edges).toHaveLength(1);
    });

    it('can, when two roots of the organisation say so', async () => {
      const { directory, harbour } = api.world;
      const event: DirectoryEvent = { type: 'MEMBER_REMOVE', member: api.world.admin.member, reason: 'left' };
      const record = signed(event, directory.rootSigners(harbour.org));
      const invitation = invitationFor(api, api.world.admin);
      expect((await postInvitation(admin, invitation)).__typename).toBe('MakeInvitationPayload');
      expect((await publish(admin, record)).__typename).toBe('PublishDirectoryEventsPayload');
      await expect(admin.request(MeDocument, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      // nobody else can confirm whoever joins with it
      const { joinOrganisation } = await api.guest.request(JoinOrganisationDocument, {
        input: joining(invitation).input,
      });
      expect(joinOrganisation.__typename).toBe('Refused');
    });
  });
});
