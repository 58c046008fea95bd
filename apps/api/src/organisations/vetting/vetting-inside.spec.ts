import { rootSigner, type EventSigner } from '@sealbridge/directory';
import type { Id } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { newId } from '../../../../../test/support/rows.js';
import {
  outcomeOf,
  taken,
  VettingDesk,
  vettingRows,
  type DeskApplicant,
} from '../../../../../test/support/vetting-desk.js';

describe('a liaison or a further unit', () => {
  let api: TestApi;
  let desk: VettingDesk;
  let roots: readonly EventSigner[];

  beforeAll(async () => {
    api = await startApi();
    desk = await VettingDesk.open(api);
    roots = api.world.northgate.org.roots.slice(0, 2).map(({ sign }) => rootSigner(sign));
  }, 60_000);
  afterAll(() => api.stop());

  const signed = (org: Id, subject: Id, signers: readonly EventSigner[]): DeskApplicant => ({
    application: newId(),
    org,
    profile: 'liaison',
    fields: { kind: 'apply', subject, details: { kind: 'liaison' } },
    applying: signers,
    signers,
    evidence: new Map(),
    admission: null,
  });
  const byDevice = ({ device, sign }: TestApi['world']['liaison']): EventSigner => ({
    kind: 'device',
    signer: device,
    privateKey: sign.privateKey,
  });
  const provisional = (member: Id) =>
    api.admin.query("update sealbridge.member set state = 'provisional' where id = $1", [member]);
  const stateOf = async (member: Id) => {
    const { rows } = await api.admin.query<{ state: string; year: boolean }>(
      `select state, attested_until between now() + interval '364 days' and now() + interval '366 days' as year
       from sealbridge.member where id = $1`,
      [member],
    );
    return rows[0];
  };

  it('is vetted in two rounds on the word of its organisation, holds for a year, and ends without ending the member', async () => {
    const { member } = api.world.liaison;
    await provisional(member);
    const who = signed(api.world.northgate.org.org, member, roots);
    taken(await desk.apply(who));
    taken(await desk.evidence(who));
    await desk.pass(who, 'provisional');
    expect(await stateOf(member)).toMatchObject({ state: 'provisional' });
    await desk.pass(who, 'active');
    expect(await stateOf(member)).toEqual({ state: 'active', year: true });
    const client = await api.signIn(api.world.liaison);
    expect(await desk.file({ client }, who)).toMatchObject({
      state: 'active',
      verdicts: [],
      interests: [],
      confusableWith: [],
    });
    taken(await desk.end(who));
    expect(await stateOf(member)).toMatchObject({ state: 'provisional' });
  });

  it('is refused when it needs no vetting, is applied for already, or is of another organisation, and nothing changes', async () => {
    const { analyst, liaison2, outsider, harbour, northgate } = api.world;
    const byRoots = harbour.org.roots.slice(0, 2).map(({ sign }) => rootSigner(sign));
    await provisional(liaison2.member);
    taken(await desk.apply(signed(northgate.org.org, liaison2.member, roots)));
    const before = await vettingRows(api.admin);
    const wrong: readonly (readonly [DeskApplicant, string])[] = [
      [signed(harbour.org.org, analyst.member, byRoots), 'wrong_state'],
      [signed(northgate.org.org, liaison2.member, roots), 'wrong_state'],
      [signed(northgate.org.org, outsider.member, roots), 'not_permitted'],
      [signed(northgate.org.org, newId(), roots), 'not_permitted'],
      [signed(northgate.org.org, liaison2.member, byRoots), 'not_permitted'],
      [signed(northgate.org.org, liaison2.member, [byDevice(liaison2)]), 'not_permitted'],
      [signed(newId(), liaison2.member, roots), 'not_permitted'],
    ];
    for (const [who, reason] of wrong) expect(outcomeOf(await desk.apply(who))).toBe(reason);
    expect(await vettingRows(api.admin)).toBe(before);
  });

  it('is applied for once by two at once', async () => {
    const { member } = api.world.outsider;
    await provisional(member);
    const { org } = api.world.eastport.org;
    const signers = api.world.eastport.org.roots.slice(0, 2).map(({ sign }) => rootSigner(sign));
    const answers = await Promise.all([1, 2].map(() => desk.apply(signed(org, member, signers))));
    expect(answers.map(outcomeOf).sort()).toEqual(['ok', 'wrong_state']);
  });

  it('ends with its organisation, and none of an organisation that has ended is applied for', async () => {
    const { harbour, analyst, admin } = api.world;
    const { org } = harbour.org;
    const signers = harbour.org.roots.slice(0, 2).map(({ sign }) => rootSigner(sign));
    await provisional(analyst.member);
    await provisional(admin.member);
    const who = signed(org, analyst.member, signers);
    taken(await desk.apply(who));
    taken(await desk.evidence(who));
    const own = await api.admin.query<{ id: Id }>(
      "select id from sealbridge.application where org_id = $1 and kind = 'organisation'",
      [org],
    );
    taken(await desk.end({ ...who, application: own.rows[0]?.id ?? newId() }));
    expect(await desk.file(desk.stewards[0], who)).toMatchObject({ state: 'ended', waitsFor: null });
    const before = await vettingRows(api.admin);
    expect(outcomeOf(await desk.verdict(desk.stewards[0], who, 'provisional'))).toBe('wrong_state');
    expect(outcomeOf(await desk.evidence(who))).toBe('wrong_state');
    expect(outcomeOf(await desk.apply(signed(org, admin.member, signers)))).toBe('not_permitted');
    expect(await vettingRows(api.admin)).toBe(before);
  });
});
