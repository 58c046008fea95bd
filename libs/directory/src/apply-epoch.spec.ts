import { FIXTURE_NOW, makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { epochStatus, type EpochStatus } from './epoch-status.js';
import { DirectoryError } from './directory-error.js';
import type { EpochReason } from './event.js';

function codeOf(run: () => void): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (error instanceof DirectoryError) return error.code;
    throw error;
  }
}

describe('LOCKBOX_ADD', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  function lateLockbox(epoch: number, history: 'from_join' | 'all'): () => void {
    const { directory, northgate, liaison } = world;
    directory.epoch(northgate, [liaison], { history });
    directory.epoch(northgate, [liaison], { history });
    const late = directory.person(northgate.org, [northgate], ['liaison']);
    const lockbox = { device: late.device, sha256: new Uint8Array(32) };
    return () => {
      directory.publishOwn(northgate.org, { type: 'LOCKBOX_ADD', unit: northgate.unit, epoch, lockbox });
    };
  }

  it('gives a late joiner the current epoch when its history is open to all', () => {
    lateLockbox(3, 'all')();
    expect(world.directory.recipient('northgate').members).toHaveLength(2);
  });

  it('gives a further device of a holder the current epoch, and the number of readers stays', () => {
    const { directory, northgate, liaison } = world;
    const { device } = directory.device(northgate.org, liaison.member);
    const { members } = directory.recipient('northgate');
    const lockbox = { device, sha256: new Uint8Array(32) };
    directory.publishOwn(northgate.org, { type: 'LOCKBOX_ADD', unit: northgate.unit, epoch: 1, lockbox });
    expect(directory.recipient('northgate').members).toHaveLength(members.length);
  });

  it('gives a late joiner an earlier epoch when its history is open to all', () => {
    lateLockbox(2, 'all')();
    expect(world.directory.state.epoch(world.northgate.unit, 2)?.lockboxes.size).toBe(2);
  });

  it.each([2, 3])('refuses a late joiner epoch %i of 3 when history begins with joining', (epoch) => {
    expect(codeOf(lateLockbox(epoch, 'from_join'))).toBe('E_EPOCH');
  });
});

describe('UNIT_EPOCH', () => {
  const statusOfFirst = async (reason: EpochReason, hours: number): Promise<EpochStatus> => {
    const { directory, northgate, liaison } = await makeSmallWorld();
    directory.epoch(northgate, [liaison], { reason });
    const first = directory.state.epoch(northgate.unit, 1);
    if (first === null) throw new Error('no first epoch');
    return epochStatus(first, FIXTURE_NOW + hours * 3600);
  };

  it('leaves the epoch before open for 24 hours when it is scheduled', async () => {
    expect(await statusOfFirst('scheduled', 23)).toBe('open');
    expect(await statusOfFirst('scheduled', 24)).toBe('stale');
  });

  it('is stale when it says that it began a day ahead, which would put rotation off', async () => {
    const { directory, northgate } = await makeSmallWorld();
    const epoch = directory.state.epoch(northgate.unit, 1);
    if (epoch === null) throw new Error('no epoch');
    const hour = Math.floor(FIXTURE_NOW / 3600);
    expect(epochStatus({ ...epoch, hour: hour + 23 }, FIXTURE_NOW)).toBe('open');
    expect(epochStatus({ ...epoch, hour: hour + 24 }, FIXTURE_NOW)).toBe('stale');
    expect(epochStatus({ ...epoch, dueSince: hour + 5000 }, FIXTURE_NOW)).toBe('stale');
  });

  it.each(['compromise', 'removal'] as const)('closes the epoch before at once for %s', async (reason) => {
    expect(await statusOfFirst(reason, 0)).toBe('closed');
  });
});
