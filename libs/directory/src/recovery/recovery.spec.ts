import { makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { guardHarbour, type GuardianFixture } from '../../../../test/support/guardian-fixture.js';
import { DirectoryError } from '../directory-error.js';
import { epochsHeldBy } from '../epochs-held.js';
import { listedLockbox } from '../lockbox-context.js';
import { guardianStanding } from './guardian-standing.js';
import { epochKey } from './recovery.js';

const HOURS = 24;

describe('a recovery', () => {
  let world: SmallWorld;
  let guarded: GuardianFixture;
  beforeEach(async () => {
    world = await makeSmallWorld();
    guarded = guardHarbour(world);
  });

  function codeOf(run: () => unknown): string {
    try {
      run();
      return 'accepted';
    } catch (error) {
      if (error instanceof DirectoryError) return error.code;
      throw error;
    }
  }

  function lockboxOf(epoch = 1): { unit: typeof world.harbour.unit; epoch: number; sha256: Uint8Array } {
    return { unit: world.harbour.unit, epoch, sha256: new Uint8Array(32).fill(epoch) };
  }

  it('is seen with who approved it from its start to its end', () => {
    const { directory, harbour, analyst } = world;
    const org = harbour.org.org;
    const started = directory.entries.length;
    const { recovery, keys } = guarded.start(analyst.member);
    expect(directory.state.recoveries(org)).toMatchObject([
      { id: recovery, member: analyst.member, device: keys.device, state: 'open', startedIndex: started },
    ]);
    guarded.approve(recovery);
    const [liaison, steward] = guarded.guardians;
    expect(directory.state.recoveries(org)[0]?.approvals).toEqual([liaison?.device, steward?.device]);
    directory.hour += HOURS;
    guarded.complete(recovery);
    expect(directory.state.recoveries(org)).toMatchObject([
      { state: 'completed', endedBy: liaison?.device, ended: { reason: 'lost' } },
    ]);
  });

  it('puts one device in the place of all that the member had', () => {
    const { directory, harbour, analyst } = world;
    const second = directory.device(harbour.org, analyst.member);
    const { recovery, keys } = guarded.start(analyst.member);
    guarded.approve(recovery);
    directory.hour += HOURS;
    const completed = directory.entries.length;
    guarded.complete(recovery, [lockboxOf()]);
    const { state } = directory;
    expect(state.devicesOf(analyst.member).map(({ device, ended }) => [device, ended?.reason ?? null])).toEqual([
      [analyst.device, 'lost'],
      [second.device, 'lost'],
      [keys.device, null],
    ]);
    expect(state.devices.get(keys.device)?.addedIndex).toBe(completed);
  });

  it('lists lockboxes of the new device that name its start, for the completion cannot name itself', () => {
    const { directory, harbour, analyst } = world;
    const { recovery, keys } = guarded.start(analyst.member);
    guarded.approve(recovery);
    directory.hour += HOURS;
    guarded.complete(recovery, [lockboxOf()]);
    const [found] = directory.state.recoveries(harbour.org.org);
    expect(listedLockbox(directory.state, harbour.unit, 1, keys.device)).toMatchObject({
      deviceEventHash: found?.startedEventHash,
      lockboxSha256: lockboxOf().sha256,
    });
  });

  it.each([
    ['lost', true, null],
    ['compromise', true, null],
    ['replaced', false, 0],
  ] as const)('for the reason %s closes the epochs the devices held: %s', (reason, closed, due) => {
    const { directory, harbour, analyst } = world;
    const { recovery } = guarded.start(analyst.member, reason);
    guarded.approve(recovery);
    directory.hour += HOURS;
    guarded.complete(recovery);
    const epoch = directory.state.currentEpoch(harbour.unit);
    expect(epoch?.closed).toBe(closed);
    expect(epoch?.dueSince).toBe(due === null ? null : directory.hour);
  });

  it('is followed by another recovery key with the same guardians', () => {
    const { directory, harbour, analyst } = world;
    const org = harbour.org.org;
    const before = directory.state.recoveryOf(org);
    const { recovery } = guarded.start(analyst.member);
    guarded.approve(recovery);
    directory.hour += HOURS;
    guarded.complete(recovery);
    const after = directory.state.recoveryOf(org);
    expect(after).toMatchObject({ number: 2, threshold: 2, delayHours: 24, sinceHour: before?.sinceHour });
    expect(after?.guardians.map(({ device }) => device)).toEqual(before?.guardians.map(({ device }) => device));
    expect(after?.kemPublicKey).not.toEqual(before?.kemPublicKey);
    const key = epochKey({ unit: harbour.unit, epoch: 1 });
    expect([...(after?.lockboxes.keys() ?? [])]).toEqual([key]);
    expect(after?.lockboxes.get(key)).not.toEqual(before?.lockboxes.get(key));
  });

  it('leaves nothing changed when it is refused', () => {
    const { directory, harbour, analyst } = world;
    const { recovery } = guarded.start(analyst.member);
    guarded.approve(recovery);
    const before = directory.state;
    expect(codeOf(() => guarded.complete(recovery))).toBe('E_RECOVERY_DELAY');
    expect(directory.state).toBe(before);
    expect(before.devices.get(analyst.device)?.ended).toBeNull();
    expect(before.recoveryOf(harbour.org.org)?.number).toBe(1);
  });

  it('of an hour that lies ahead lets nobody seal to the organisation until then', () => {
    const { directory, harbour, analyst, admin } = world;
    const { recovery } = guarded.start(analyst.member, 'replaced');
    guarded.approve(recovery);
    const now = directory.hour * 3600;
    directory.hour += HOURS;
    guarded.complete(recovery);
    directory.epoch(harbour, [admin], { reason: 'removal' });
    expect(codeOf(() => directory.recipient('harbour', now))).toBe('E_SUSPENDED');
    expect(codeOf(() => directory.recipient('harbour', now + HOURS * 3600))).toBe('accepted');
  });

  it('does not begin again by the guardian whom another one stopped, until one of them does', () => {
    const { directory, analyst } = world;
    guarded.cancel(guarded.start(analyst.member).recovery);
    expect(codeOf(() => guarded.start(analyst.member))).toBe('E_RECOVERY');
    const { recovery } = guarded.start(analyst.member, 'lost', 1);
    guarded.approve(recovery, 0);
    directory.hour += HOURS;
    expect(codeOf(() => guarded.complete(recovery, [], 2))).toBe('accepted');
  });

  it('ends with the guardians under whom it was open', () => {
    const { directory, harbour, analyst } = world;
    const { recovery } = guarded.start(analyst.member);
    guarded.name();
    const [cancelled] = directory.state.recoveries(harbour.org.org);
    expect(cancelled).toMatchObject({
      id: recovery,
      state: 'cancelled',
      ended: { reason: 'key_replaced' },
      endedBy: null,
    });
  });

  it('gives what a member may have read, on devices that have ended too', () => {
    const { directory, harbour, analyst } = world;
    directory.epoch(harbour, [analyst]);
    const { recovery, keys } = guarded.start(analyst.member);
    guarded.approve(recovery);
    directory.hour += HOURS;
    guarded.complete(recovery, [lockboxOf(2)]);
    expect(directory.state.epoch(harbour.unit, 2)?.lockboxes.has(keys.device)).toBe(true);
    const held = [1, 2].map((epoch) => ({ unit: harbour.unit, epoch }));
    expect(epochsHeldBy(directory.state, analyst.member)).toEqual(held);
  });
});

describe('a guardian', () => {
  it('is active, suspended, ended, not what the event says, or not known to a reader', async () => {
    const world = await makeSmallWorld();
    const { directory, northgate, harbour } = world;
    const guarded = guardHarbour(world);
    const hour = directory.hour;
    const standing = (number: number, at = hour) => {
      const device = guarded.guardians[number]?.device;
      const found = directory.state.recoveryOf(harbour.org.org)?.guardians.find((one) => one.device === device);
      if (found === undefined) throw new Error('no such guardian');
      return guardianStanding(directory.state, found, at);
    };
    expect([0, 1, 2].map((number) => standing(number))).toEqual(['active', 'active', 'active']);
    directory.suspend(northgate.org);
    expect([standing(0), standing(0, hour + 24)]).toEqual(['suspended', 'active']);
    directory.publishOwn(northgate.org, { type: 'DEVICE_REVOKE', device: world.liaison.device, reason: 'lost' });
    expect(standing(0)).toBe('ended');
    const [own] = directory.state.recoveryOf(harbour.org.org)?.guardians ?? [];
    if (own === undefined) throw new Error('no guardians');
    const other = { ...own, kemPublicKey: world.outsider.kem.publicKey };
    expect(guardianStanding(directory.state, other, hour)).toBe('other_keys');
    expect(guardianStanding(directory.state, { ...own, org: directory.id('nobody') }, hour)).toBe('unknown');
  });
});
