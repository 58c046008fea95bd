import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { versionBehind } from './agreement-lineage.js';
import type { AgreementRecord } from './agreement-record.js';

let world: SmallWorld;
let versions: readonly [AgreementRecord, AgreementRecord, AgreementRecord];

beforeAll(async () => {
  world = await makeSmallWorld('lineage');
  const next = (before: AgreementRecord): AgreementRecord =>
    world.directory.agreement([world.harbour.org, world.northgate.org], {
      agreement: before.agreement.agreement,
      version: before.agreement.version + 1,
      prevHash: before.hash,
    });
  const second = next(world.agreement);
  versions = [world.agreement, second, next(second)];
});

describe('versionBehind', () => {
  it('finds the newest itself without any other', () => {
    expect(versionBehind(versions[2], [], versions[2].hash)).toBe(versions[2]);
  });

  it('follows the hashes back, in whatever order the versions come', () => {
    const [first, second, newest] = versions;
    expect(versionBehind(newest, [first, second], first.hash)).toBe(first);
    expect(versionBehind(newest, [second, first], second.hash)).toBe(second);
  });

  it('does not jump over a version that is not there', () => {
    const [first, , newest] = versions;
    expect(versionBehind(newest, [first], first.hash)).toBeNull();
  });

  it('does not take a version of another line', () => {
    const [first, second, newest] = versions;
    const wider = world.directory.agreement([world.harbour.org, world.northgate.org], {
      agreement: first.agreement.agreement,
      retentionMonths: 60,
    });
    expect(versionBehind(newest, [wider, second], wider.hash)).toBeNull();
  });

  it('does not take a later version for an earlier one', () => {
    const [first, second] = versions;
    expect(versionBehind(first, [second], second.hash)).toBeNull();
  });
});
