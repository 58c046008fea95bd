import type { Id } from '@sealbridge/vocabulary';
import { FIXTURE_NOW, makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { linkDevice } from '../../../../test/support/guardian-fixture.js';
import { memoryKnown } from '../../../../test/support/memory-stores.js';
import type { SyncedDirectory } from '../session/person.js';
import type { KnownStore } from './known-store.js';
import { keepUsed, recipientKeys } from './recipient-keys.js';
import { acknowledgeAll, auditSelf, knowDevice, requireKnownDevices } from './self-audit.js';

describe('what a device keeps of what its person was told', () => {
  let world: SmallWorld;
  let store: KnownStore;
  beforeEach(async () => {
    world = await makeSmallWorld();
    store = memoryKnown();
  });

  function seen(): SyncedDirectory {
    return { state: world.directory.state, log: { now: FIXTURE_NOW } };
  }

  function audit(): ReturnType<typeof auditSelf> {
    return auditSelf(store, world.analyst, seen());
  }

  function publishDevice(member: Id): Id {
    return world.directory.device(world.harbour.org, member).device;
  }

  it('is the chain as it is, the first time', async () => {
    expect(await audit()).toMatchObject({ findings: [], alarming: [], unknown: [] });
    expect((await store.read())?.devices).toEqual([world.analyst.device]);
  });

  it('alarms for a device of one’s own from then on, until the person says that it is theirs', async () => {
    await audit();
    const device = publishDevice(world.analyst.member);
    for (const again of [await audit(), await audit()]) {
      expect(again.alarming.map(({ kind }) => kind)).toEqual(['new_device_of_mine']);
      expect(() => requireKnownDevices(again)).toThrow(
        expect.objectContaining({ code: 'E_UNKNOWN_DEVICE', kind: 'verification' }) as Error,
      );
    }
    await acknowledgeAll(store, world.analyst, seen());
    const after = await audit();
    expect(after).toMatchObject({ findings: [], alarming: [], unknown: [] });
    expect(() => requireKnownDevices(after)).not.toThrow();
    expect((await store.read())?.devices).toContain(device);
  });

  it('lets seal again when the unknown device has ended', async () => {
    await audit();
    const device = publishDevice(world.analyst.member);
    world.directory.publishOwn(world.harbour.org, { type: 'DEVICE_REVOKE', device, reason: 'compromise' });
    const after = await audit();
    expect(() => requireKnownDevices(after)).not.toThrow();
    expect(after.alarming.map(({ kind }) => kind)).toEqual(['new_device_of_mine', 'my_device_revoked']);
  });

  it('asks about a device that this one let in, unless it is told that the person did', async () => {
    await audit();
    const { device } = linkDevice(world.directory, world.analyst);
    expect((await audit()).unknown.map((found) => found.device)).toEqual([device]);
    await knowDevice(store, device);
    expect(await audit()).toMatchObject({ alarming: [], unknown: [] });
  });

  it('does not alarm for what this device signed itself', async () => {
    const { directory, harbour, analyst, admin } = world;
    const asAdmin = () => auditSelf(store, admin, seen());
    await asAdmin();
    directory.publishOwn(harbour.org, { type: 'ADMIN_ADD', member: analyst.member });
    expect((await asAdmin()).alarming).toHaveLength(1);
    await acknowledgeAll(store, admin, seen());
    const { device } = linkDevice(directory, admin);
    await knowDevice(store, device);
    expect((await asAdmin()).findings).toHaveLength(1);
    expect((await asAdmin()).alarming).toEqual([]);
  });

  it('keeps which key of a unit was used last, and tells what changed since', async () => {
    const { directory, northgate, liaison } = world;
    await audit();
    const first = await recipientKeys(store, seen(), ['northgate', 'northgate', 'nowhere']);
    expect(first).toMatchObject([{ handle: 'northgate', previous: null, changed: true }]);
    await keepUsed(store, seen(), first);
    expect(await recipientKeys(store, seen(), ['northgate'])).toMatchObject([{ previous: 1, changed: false }]);
    directory.epoch(northgate, [liaison], { reason: 'removal' });
    expect(await recipientKeys(store, seen(), ['northgate'])).toMatchObject([
      { previous: 1, epoch: 2, changed: true, reason: 'removal', devicesRemoved: [world.liaison2.device] },
    ]);
  });
});
