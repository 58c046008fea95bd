import { makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { fingerprint } from '../fingerprint.js';
import { keyChanges, type KeyChange, type LastUse } from './key-changes.js';

describe('keyChanges', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  function since(last: LastUse | null): KeyChange {
    const change = keyChanges(world.directory.state, 'northgate', last);
    if (change === null) throw new Error('northgate has a key');
    return change;
  }

  function seqNow(): number {
    return world.directory.state.chains.get(world.northgate.org.org)?.seq ?? -1;
  }

  it('says of a key that is used for the first time who vouches for it, since when, and who can open it', () => {
    const { directory, liaison, liaison2, epochs } = world;
    expect(since(null)).toMatchObject({
      handle: 'northgate',
      epoch: 1,
      sinceHour: directory.hour,
      reason: 'first',
      vouchedBy: { signedAs: 'roots', signers: [{ kind: 'root' }, { kind: 'root' }] },
      previous: null,
      changed: true,
      devicesRemoved: [],
      fingerprint: fingerprint(epochs.northgate.kem.publicKey),
    });
    expect([...since(null).devicesAdded].toSorted()).toEqual([liaison.device, liaison2.device].toSorted());
  });

  it('says that nothing changed when nothing did', () => {
    const { directory, harbour } = world;
    directory.epoch(harbour, [world.admin]);
    expect(since({ epoch: 1, seq: seqNow() })).toMatchObject({ changed: false, devicesAdded: [], devicesRemoved: [] });
  });

  it('says which devices came and went with another epoch', () => {
    const { directory, northgate, liaison, liaison2 } = world;
    const seq = seqNow();
    const third = directory.person(northgate.org, [northgate], ['liaison']);
    directory.epoch(northgate, [liaison, third], { reason: 'compromise' });
    expect(since({ epoch: 1, seq })).toMatchObject({
      epoch: 2,
      previous: 1,
      reason: 'compromise',
      changed: true,
      devicesAdded: [third.device],
      devicesRemoved: [liaison2.device],
    });
  });

  it('says which devices came to the same epoch since, and cannot without the place', () => {
    const { directory, northgate, liaison } = world;
    const seq = seqNow();
    const { device } = directory.device(northgate.org, liaison.member);
    const lockbox = { device, sha256: directory.derive('lockbox') };
    directory.publishOwn(northgate.org, { type: 'LOCKBOX_ADD', unit: northgate.unit, epoch: 1, lockbox });
    expect(since({ epoch: 1, seq })).toMatchObject({ changed: true, devicesAdded: [device] });
    expect(since({ epoch: 1, seq: seqNow() })).toMatchObject({ changed: false, devicesAdded: [] });
    expect(since({ epoch: 1 })).toMatchObject({ changed: false, devicesAdded: [] });
  });

  it('does not count a device that has ended', () => {
    const { directory, northgate, liaison, liaison2 } = world;
    directory.publishOwn(northgate.org, { type: 'DEVICE_REVOKE', device: liaison2.device, reason: 'replaced' });
    expect(since({ epoch: 1, seq: seqNow() })).toMatchObject({ changed: false, devicesRemoved: [liaison2.device] });
    expect(since(null).devicesAdded).toEqual([liaison.device]);
  });

  it('treats an epoch that is not there any more as never used: a chain does not go back', () => {
    expect(since({ epoch: 9 })).toMatchObject({ changed: true, previous: 9, devicesRemoved: [] });
  });

  it('says nothing of a unit that is not there or has no key', () => {
    const { directory, northgate } = world;
    directory.unit(northgate.org, 'northgate/team');
    expect(keyChanges(directory.state, 'northgate/team', null)).toBeNull();
    expect(keyChanges(directory.state, 'nowhere', null)).toBeNull();
  });
});
