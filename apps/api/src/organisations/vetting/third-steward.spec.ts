// A seat with more than one steward: one verdict of a seat counts, and who steps back is stood in for.
import type { StewardSeat } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import { taken, VettingDesk, vettingRows, type DeskSteward } from '../../../../../test/support/vetting-desk.js';

describe('a third steward', () => {
  let api: TestApi;
  let desk: VettingDesk;
  let third: DeskSteward;

  /** Another steward of the fixture, in the directory and signed in. */
  async function join(seat: StewardSeat | null): Promise<DeskSteward> {
    const { directory } = api.world;
    const { stewards } = directory;
    const unit = directory.state.unitByHandle(stewards.handle);
    if (unit === null) throw new Error('the stewards have no unit');
    const before = directory.records.length;
    const place = { org: stewards, unit: unit.unit, handle: unit.handle };
    const keys = directory.device(stewards, directory.member(stewards, [place], ['steward'], { seat }));
    const records = directory.records.slice(before).map(({ record }) => record);
    taken(await desk.publish(desk.stewards[0].client, records));
    await api.sequence();
    return { keys, client: await api.signIn(keys) };
  }

  beforeAll(async () => {
    api = await startApi();
    desk = await VettingDesk.open(api);
    third = await join('ngo');
  }, 60_000);
  afterAll(() => api.stop());

  it.each(['provisional', 'active', 'attest', 'end'] as const)(
    'of a seat that has approved the stage %s is refused, and nothing changes',
    async (stage) => {
      const state = { provisional: 'evidence', active: 'provisional', attest: 'attesting', end: 'evidence' } as const;
      const round = stage === 'attest' ? 2 : 1;
      const who = await desk.bring(state[stage]);
      const [first, second] = desk.stewards;
      taken(await desk.verdict(first, who, stage, { round }));
      const before = await vettingRows(api.admin);
      expect(await desk.verdict(third, who, stage, { round })).toMatchObject({ reason: 'wrong_seat' });
      expect(await vettingRows(api.admin)).toBe(before);
      const alone = await desk.admit(third, who, stage);
      expect(alone.reason ?? alone.code).toBe(stage === 'provisional' ? 'E_NOT_VETTED' : 'not_verified');
      taken(await desk.verdict(second, who, stage, { round }));
    },
  );

  it('and the first of the same seat, at once: one approval is kept, the other is refused by name', async () => {
    const who = await desk.bring('provisional');
    const [first] = desk.stewards;
    const answers = await Promise.all([first, third].map((steward) => desk.verdict(steward, who, 'active')));
    expect(answers.map(({ reason }) => reason ?? 'taken').sort()).toEqual(['taken', 'wrong_seat']);
    expect(await desk.file(first, who)).toMatchObject({ seatsWaiting: ['public'] });
  });

  it('stands in for one of the seat who recuses, or whose approval newer evidence made void', async () => {
    const [first, second] = desk.stewards;
    const recused = await desk.bring('provisional');
    taken(await desk.verdict(first, recused, 'active', { verdict: 'recuse', conflict: 'family' }));
    taken(await desk.verdict(third, recused, 'active'));
    taken(await desk.verdict(second, recused, 'active'));
    expect(await desk.admit(first, recused, 'active')).toMatchObject({ reason: 'conflict_of_interest' });
    taken(await desk.admit(third, recused, 'active'));
    const renewed = await desk.bring('provisional');
    taken(await desk.verdict(first, renewed, 'active'));
    taken(await desk.evidence(renewed));
    taken(await desk.verdict(third, renewed, 'active'));
    expect(await desk.verdict(first, renewed, 'active')).toMatchObject({ reason: 'wrong_seat' });
  });

  it('without a seat gives no verdict', async () => {
    const seatless = await join(null);
    const who = await desk.bring('evidence');
    const before = await vettingRows(api.admin);
    expect(await desk.verdict(seatless, who, 'provisional')).toMatchObject({ reason: 'wrong_seat' });
    expect(await vettingRows(api.admin)).toBe(before);
  });
});
