import { makeSmallWorld, type SmallWorld } from '../../../../../test/support/directory-fixture.js';
import { guardHarbour } from '../../../../../test/support/guardian-fixture.js';
import { type ShownSetup, shownSetup, standingText } from './shown-setup.js';

describe('the guardians of an organisation as they are shown', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
    guardHarbour(world);
  });

  const shown = (): ShownSetup => {
    const { directory, harbour } = world;
    const setup = directory.state.recoveryOf(harbour.org.org);
    if (setup === null) throw new Error('nobody guards');
    return shownSetup(directory.state, setup, directory.hour);
  };
  const endAdministrator = (): void => {
    const { directory, harbour, admin } = world;
    directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: admin.device, reason: 'replaced' });
  };

  it('stand, and nothing has to be done', () => {
    expect(shown().guardians.map(({ standing }) => standing)).not.toContain('ended');
    expect(standingText(shown())).toEqual([]);
  });

  it('say which device has ended, and that others have to be named', () => {
    endAdministrator();
    const gone = shown().guardians.filter(({ standing }) => standing === 'ended');
    expect(gone.map(({ device }) => device)).toEqual([world.admin.device]);
    expect(standingText(shown())).toEqual([expect.stringMatching(/^1 guardian has ended.*keys guardians set$/u)]);
  });

  it('say that nobody can come back when fewer are left than must agree', () => {
    endAdministrator();
    const { guardians } = shown();
    expect(standingText({ guardians, threshold: guardians.length })).toEqual([
      expect.stringContaining('nobody can come back'),
    ]);
  });
});
