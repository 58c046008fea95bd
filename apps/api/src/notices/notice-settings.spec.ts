import { randomUUID } from 'node:crypto';

import { sha256, utf8 } from '@sealbridge/sodium';

import {
  type ApiClient,
  ConfirmNoticeAddressDocument,
  MarkNoticesSeenDocument,
  NoticesDocument,
  NoticeSettingsDocument,
  SetNoticeAddressDocument,
  SetNoticeSettingsDocument,
} from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { type MailServer, startMailServer } from '../../../../test/support/mail-server.js';
import { ADDRESSES_PER_DAY, CODE_ATTEMPTS } from './notice-rules.js';

const ADDRESS = 'liaison-private@example.org';
const CODE = /the code is (?<code>\d{4} \d{4})\./u;
/** The job runs every five seconds. */
const SENT_WITHIN_MS = 25_000;

describe('the settings of a member', () => {
  let mail: MailServer;
  let api: TestApi;
  let client: ApiClient;
  let member: string;

  beforeAll(async () => {
    mail = await startMailServer();
    const transport = { host: '127.0.0.1', port: mail.port, tls: 'none', login: null } as const;
    api = await startApi(undefined, { notices: { transport, from: 'bridge@example.org', jitterMs: 0 } });
    client = await api.signIn(api.world.liaison);
    const text = 'SELECT member_id AS member FROM sealbridge.device WHERE id = $1';
    member = (await api.admin.query<{ member: string }>(text, [api.world.liaison.device])).rows[0]?.member ?? '';
  }, 90_000);
  afterAll(async () => {
    await api.stop();
    await mail.stop();
  });

  const setAddress = async (address: string | null, clientMutationId: string = randomUUID(), by: ApiClient = client) =>
    (await by.request(SetNoticeAddressDocument, { input: { clientMutationId, address } })).setNoticeAddress;
  const confirm = async (code: string, by: ApiClient = client) =>
    (await by.request(ConfirmNoticeAddressDocument, { input: { clientMutationId: randomUUID(), code } }))
      .confirmNoticeAddress;
  const settings = async (by: ApiClient = client) => (await by.request(NoticeSettingsDocument, {})).noticeSettings;
  const forgetToday = () => api.admin.query('DELETE FROM sealbridge.notice_settings');
  const codeSentTo = async (address: string): Promise<string> => {
    const until = Date.now() + SENT_WITHIN_MS;
    while (Date.now() < until) {
      const found = mail.mails.findLast(({ to }) => to.includes(address));
      if (found !== undefined) return CODE.exec(found.text)?.groups?.['code'] ?? '';
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('no mail came');
  };
  afterEach(forgetToday);

  it('are without an address and with every kind on at first', async () => {
    await expect(settings()).resolves.toEqual({ mails: true, address: 'none', muted: [] });
  });

  it('take kinds that there are, each once, and no other', async () => {
    const set = async (muted: string[]) =>
      (await client.request(SetNoticeSettingsDocument, { input: { clientMutationId: 'x', muted } })).setNoticeSettings;
    await expect(set(['suspension', 'suspension'])).resolves.toMatchObject({ settings: { muted: ['suspension'] } });
    await expect(set(['everything'])).resolves.toMatchObject({ __typename: 'Invalid', code: 'E_NOTICE_KIND' });
    await expect(settings()).resolves.toMatchObject({ muted: ['suspension'] });
  });

  it('take an address once the code sent to it has come back, and show it to nobody', async () => {
    await expect(setAddress(ADDRESS)).resolves.toMatchObject({ settings: { address: 'unconfirmed' } });
    const { rows } = await api.admin.query<{ address: Buffer }>('SELECT address FROM sealbridge.notice_settings');
    expect(rows).toHaveLength(1);
    expect(rows[0]?.address.toString('latin1')).not.toContain('example');
    const plainHashes = [ADDRESS, JSON.stringify(ADDRESS)].map((text) => Buffer.from(sha256(utf8(text))));
    const hashes = await api.admin.query('SELECT 1 FROM sealbridge.idempotency WHERE request_sha256 = ANY ($1)', [
      plainHashes,
    ]);
    expect(hashes.rowCount).toBe(0);
    const code = await codeSentTo(ADDRESS);
    await expect(confirm('0000 0000')).resolves.toMatchObject({ __typename: 'Invalid', code: 'E_CODE' });
    await expect(settings()).resolves.toMatchObject({ address: 'unconfirmed' });
    const other = await api.signIn(api.world.liaison2);
    await expect(confirm(code, other)).resolves.toMatchObject({ __typename: 'Invalid', code: 'E_CODE' });
    await expect(confirm(code)).resolves.toMatchObject({ settings: { address: 'confirmed' } });
    await expect(confirm(code)).resolves.toMatchObject({ __typename: 'Invalid', code: 'E_CODE' });
    await expect(settings(other)).resolves.toMatchObject({ address: 'none' });
    await expect(setAddress(null)).resolves.toMatchObject({ settings: { address: 'none' } });
    const left = await api.admin.query<{ address: Buffer | null }>('SELECT address FROM sealbridge.notice_settings');
    expect(left.rows.map(({ address }) => address)).toEqual([null]);
  }, 60_000);

  it('try a code five times, and not after a day', async () => {
    await setAddress('attempts@example.org');
    const code = await codeSentTo('attempts@example.org');
    for (let attempt = 0; attempt < CODE_ATTEMPTS; attempt += 1) await confirm('0000 0000');
    await expect(confirm(code)).resolves.toMatchObject({ code: 'E_CODE' });
    await api.admin.query('UPDATE sealbridge.notice_settings SET code_tries = 0');
    await api.admin.query(`UPDATE sealbridge.notice_settings SET code_sent_at = now() - interval '25 hours'`);
    await expect(confirm(code)).resolves.toMatchObject({ code: 'E_CODE' });
    await api.admin.query('UPDATE sealbridge.notice_settings SET code_sent_at = now()');
    await expect(confirm(code)).resolves.toMatchObject({ settings: { address: 'confirmed' } });
  }, 60_000);

  it.each([
    'a@example.org\r\nBcc: b@example.org',
    'a@example.org\n',
    'a@example.org,b@example.org',
    '',
    'nobody',
    `${'a'.repeat(300)}@x.org`,
  ])('refuse what is not one plain address: %j', async (address) => {
    await expect(setAddress(address)).resolves.toMatchObject({
      __typename: 'Invalid',
      code: 'E_ADDRESS',
      path: 'address',
    });
    await expect(settings()).resolves.toMatchObject({ address: 'none' });
  });

  it('take three addresses a day, the same request once, and let go of one at any time', async () => {
    const key = randomUUID();
    await expect(setAddress('a0@example.org', key)).resolves.toMatchObject({ settings: { address: 'unconfirmed' } });
    await expect(setAddress('a0@example.org', key)).resolves.toMatchObject({ settings: { address: 'unconfirmed' } });
    await expect(setAddress('a1@example.org', key)).resolves.toMatchObject({ __typename: 'Conflict' });
    for (let n = 1; n < ADDRESSES_PER_DAY; n += 1) await setAddress(`a${n}@example.org`);
    await expect(setAddress('more@example.org')).resolves.toMatchObject({ __typename: 'RateLimited' });
    await expect(setAddress(null)).resolves.toMatchObject({ settings: { address: 'none' } });
    await api.admin.query('UPDATE sealbridge.notice_settings SET asked_on = asked_on - 1');
    await expect(setAddress('tomorrow@example.org')).resolves.toMatchObject({ settings: { address: 'unconfirmed' } });
  });

  it('are nothing without a session', async () => {
    await expect(settings(api.guest)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  describe('and the list of notices', () => {
    const raise = (to: string, n: number) =>
      api.admin.query(
        `INSERT INTO sealbridge.notice (member_id, kind, object_type, object_id, occasion)
         SELECT $1, 'agreement_changed', 'agreement', gen_random_uuid(), 'spec' FROM generate_series(1, $2)`,
        [to, n],
      );
    const page = async (first: number, after: string | null = null, by: ApiClient = client) =>
      (await by.request(NoticesDocument, { first, after })).notices;

    it("is paged, newest first, and one member's own", async () => {
      await raise(member, 7);
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const { edges, pageInfo } = await page(3, after);
        seen.push(...edges.map(({ node }) => node.id));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor ?? null;
      }
      const { rows } = await api.admin.query<{ id: string }>(
        'SELECT id FROM sealbridge.notice WHERE member_id = $1 ORDER BY row DESC',
        [member],
      );
      expect(seen).toEqual(rows.map(({ id }) => id));
      const other = await api.signIn(api.world.liaison2);
      await expect(page(3, null, other)).resolves.toMatchObject({ edges: [] });
      const { endCursor } = (await page(3)).pageInfo;
      await expect(page(3, endCursor, other)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    });

    it('is marked by its member alone, and marking twice is marking once', async () => {
      const ids = (await page(100)).edges.map(({ node }) => node.id);
      const other = await api.signIn(api.world.liaison2);
      const mark = async (by: ApiClient, marked: string[]) =>
        (await by.request(MarkNoticesSeenDocument, { input: { clientMutationId: 'm', ids: marked } })).markNoticesSeen;
      await mark(other, ids);
      expect((await page(100)).edges.filter(({ node }) => node.seen)).toEqual([]);
      for (let time = 0; time < 2; time += 1) await mark(client, ids.slice(0, 2));
      expect((await page(100)).edges.filter(({ node }) => node.seen)).toHaveLength(2);
      await expect(mark(client, ['nonsense'])).resolves.toMatchObject({ __typename: 'Invalid', code: 'E_ID' });
      await expect(
        mark(
          client,
          Array.from({ length: 101 }, () => randomUUID()),
        ),
      ).resolves.toMatchObject({ code: 'E_LIMIT' });
    });
  });
});
