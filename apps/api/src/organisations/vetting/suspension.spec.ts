import type { Suspend, SuspendLift } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  InboxDocument,
  MeDocument,
  RecipientStandingDocument,
  type ApiClient,
} from '../../../../../test/support/api-documents.js';
import { VettingDesk, type Answer, type DeskSteward } from '../../../../../test/support/vetting-desk.js';

const emergency = (subject: Id): Suspend => ({ type: 'SUSPEND', subject, measure: 'emergency', reason: 'misuse' });
const confirmed = (subject: Id): Suspend => ({ type: 'SUSPEND', subject, measure: 'confirmed', reason: 'misuse' });
const lift = (subject: Id): SuspendLift => ({ type: 'SUSPEND_LIFT', subject, reason: 'cleared' });

describe('a suspension', () => {
  let api: TestApi;
  let desk: VettingDesk;
  let org: Id;

  beforeEach(async () => {
    api = await startApi();
    desk = await VettingDesk.open(api);
    org = api.world.northgate.org.org;
  }, 60_000);
  afterEach(() => api.stop());

  /** Publishes a change of standing as the next event of northgate's chain as the database has it. */
  const change = async (steward: DeskSteward, event: Suspend | SuspendLift, hour?: number): Promise<Answer> => {
    const { rows } = await api.admin.query<{ seq: number; prev: Buffer }>(
      'select head_seq as seq, head_hash as prev from sealbridge.organisation where id = $1',
      [org],
    );
    const head = rows[0];
    if (head === undefined) throw new Error('no chain');
    return desk.standing(steward, { org, seq: head.seq + 1, prev: new Uint8Array(head.prev) }, event, hour);
  };

  const standing = async (table: string, id: Id): Promise<string | undefined> => {
    const { rows } = await api.admin.query<{ standing: string }>(
      `select sealbridge.standing(state, suspended_until, attested_until) as standing from sealbridge.${table} where id = $1`,
      [id],
    );
    return rows[0]?.standing;
  };

  const isSignedIn = async (client: ApiClient): Promise<boolean> => {
    try {
      await client.request(MeDocument, {});
      return true;
    } catch {
      return false;
    }
  };

  /** Moves the end of an emergency into the past, as a day does. */
  const aDayPasses = () =>
    api.admin.query("update sealbridge.organisation set suspended_until = now() - interval '1 second' where id = $1", [
      org,
    ]);

  const statesOf = async (): Promise<string> => {
    const parts = [];
    for (const table of ['organisation', 'unit', 'member', 'directory_event', 'session']) {
      const columns = table === 'session' ? 'id, ended_at' : 't.*';
      const { rows } = await api.admin.query(`select ${columns} from sealbridge.${table} t order by 1, 2`);
      parts.push(JSON.stringify(rows));
    }
    return parts.join('\n');
  };

  it('of an organisation ends every open session of its people in the same transaction, and of nobody else', async () => {
    const [first] = desk.stewards;
    const [liaison, liaison2, analyst] = [
      await api.signIn(api.world.liaison),
      await api.signIn(api.world.liaison2),
      await api.signIn(api.world.analyst),
    ];
    expect(await change(first, emergency(org))).toMatchObject({ __typename: 'PublishDirectoryEventsPayload' });
    expect(await Promise.all([liaison, liaison2, analyst].map(isSignedIn))).toEqual([false, false, true]);
    await expect(liaison.request(InboxDocument, { first: 1 })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await api.tryToSignIn(api.world.liaison)).toMatchObject({ __typename: 'Refused', reason: 'suspended' });
    expect(await standing('organisation', org)).toBe('suspended');
    const told = await analyst.request(RecipientStandingDocument, { units: ['northgate'] });
    expect(JSON.stringify(told)).toContain('suspended');
  });

  it('lapses by time alone when nobody confirms it, and is then too late to confirm', async () => {
    const [first, second] = desk.stewards;
    await change(first, emergency(org));
    await aDayPasses();
    expect(await standing('organisation', org)).toBe('active');
    await api.signIn(api.world.liaison);
    expect(await change(second, confirmed(org))).toMatchObject({ reason: 'lapsed' });
    expect(await change(first, emergency(org))).toMatchObject({ reason: 'same_verifier' });
  });

  it('is confirmed by a second steward alone, and lasts until it is lifted', async () => {
    const [first, second] = desk.stewards;
    await change(first, emergency(org));
    const before = await statesOf();
    expect(await change(first, confirmed(org))).toMatchObject({ reason: 'same_verifier' });
    expect(await change(second, emergency(org))).toMatchObject({ reason: 'wrong_state' });
    expect(await statesOf()).toBe(before);
    expect(await change(second, confirmed(org))).toMatchObject({ __typename: 'PublishDirectoryEventsPayload' });
    const { rows } = await api.admin.query<{ until: string }>(
      'select suspended_until::text as until from sealbridge.organisation where id = $1',
      [org],
    );
    expect(rows[0]?.until).toBe('infinity');
    expect(await change(second, confirmed(org))).toMatchObject({ reason: 'wrong_state' });
    expect(await change(first, lift(org))).toMatchObject({ __typename: 'PublishDirectoryEventsPayload' });
    await api.signIn(api.world.liaison);
    expect(await change(first, lift(org))).toMatchObject({ reason: 'wrong_state' });
  });

  it('is refused without one before, from anybody but a steward, with an interest, by another device, at another hour', async () => {
    const [first, second] = desk.stewards;
    const before = await statesOf();
    expect(await change(second, confirmed(org))).toMatchObject({ reason: 'wrong_state' });
    expect(await change(second, lift(org))).toMatchObject({ reason: 'wrong_state' });
    const hour = Math.floor(Date.now() / 3_600_000);
    expect(await change(first, emergency(org), hour - 3)).toMatchObject({ code: 'E_CLOCK' });
    expect(await change({ keys: first.keys, client: second.client }, emergency(org))).toMatchObject({
      code: 'E_SIGNER',
    });
    await api.admin.query(
      `insert into sealbridge.steward_interest (member_id, org_id, relation, handle) values ($1, $2, 'family', 'northgate')`,
      [first.keys.member, org],
    );
    expect(await change(first, emergency(org))).toMatchObject({ reason: 'conflict_of_interest' });
    expect(await statesOf()).toBe(before);
    const analyst = { keys: api.world.analyst, client: await api.signIn(api.world.analyst) };
    expect(await change(analyst, emergency(org))).toMatchObject({ reason: 'not_permitted' });
    await expect(change({ keys: second.keys, client: api.guest }, emergency(org))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(await standing('organisation', org)).toBe('active');
  });

  it('by two stewards at once happens once', async () => {
    const answers = await Promise.all(desk.stewards.map((steward) => change(steward, emergency(org))));
    const taken = answers.filter(({ __typename }) => __typename === 'PublishDirectoryEventsPayload');
    expect(taken).toHaveLength(1);
  });

  it('of a unit stops its people, of a member that one alone', async () => {
    const [first] = desk.stewards;
    const { unit } = api.world.northgate;
    const { member } = api.world.liaison;
    const liaison2 = await api.signIn(api.world.liaison2);
    await change(first, emergency(member));
    expect(await api.tryToSignIn(api.world.liaison)).toMatchObject({ reason: 'suspended' });
    expect(await isSignedIn(liaison2)).toBe(true);
    await change(first, emergency(unit));
    expect(await isSignedIn(liaison2)).toBe(false);
    const again = await api.signIn(api.world.liaison2);
    const inbox = again.request(InboxDocument, { first: 1 }).then(
      ({ inbox: { edges } }) => edges.length,
      () => 0,
    );
    expect(await inbox).toBe(0);
    expect(await standing('unit', unit)).toBe('suspended');
    expect(await standing('organisation', org)).toBe('active');
  });
});
