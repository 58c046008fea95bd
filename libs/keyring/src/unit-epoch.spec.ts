import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { KeyringError } from './keyring-error.js';
import { openLockbox } from './lockbox.js';
import { lockboxFor } from './unit-epoch.js';

describe('the lockboxes of an epoch', () => {
  let world: SmallWorld;
  beforeAll(async () => {
    world = await makeSmallWorld();
  });

  it('give each device of the unit the seed of the epoch', () => {
    const { directory, northgate, liaison, liaison2, epochs } = world;
    for (const keys of [liaison, liaison2]) {
      const lockbox = epochs.northgate.lockboxes.find(({ device }) => device === keys.device);
      const listed = directory.listed(northgate.unit, 1, keys.device);
      expect(openLockbox(lockbox?.bytes ?? new Uint8Array(0), keys, listed)).toEqual(epochs.northgate.kem.seed);
    }
  });

  it('give one device nothing of another', () => {
    const { directory, northgate, liaison, liaison2, epochs } = world;
    const lockbox = epochs.northgate.lockboxes.find(({ device }) => device === liaison.device);
    const listed = directory.listed(northgate.unit, 1, liaison.device);
    const open = (): unknown => openLockbox(lockbox?.bytes ?? new Uint8Array(0), liaison2, listed);
    expect(open).toThrow(KeyringError);
  });

  it('can be added for a further device from the seed that another one holds', () => {
    const { directory, northgate, liaison, epochs } = world;
    const late = directory.device(northgate.org, liaison.member);
    const deviceEventHash = directory.state.devices.get(late.device)?.addedEventHash ?? new Uint8Array(0);
    const holder = { device: late.device, kemPublicKey: late.kem.publicKey, deviceEventHash };
    const lockbox = lockboxFor(
      epochs.northgate.kem.seed,
      { org: northgate.org.org, unit: northgate.unit, epoch: 1 },
      holder,
    );
    directory.publishOwn(northgate.org, { type: 'LOCKBOX_ADD', unit: northgate.unit, epoch: 1, lockbox });
    const listed = directory.listed(northgate.unit, 1, late.device);
    expect(openLockbox(lockbox.bytes, late, listed)).toEqual(epochs.northgate.kem.seed);
  });
});
