import { EPOCH_GRACE_HOURS, MAX_EPOCH_AGE_HOURS, SECONDS_PER_HOUR } from '@sealbridge/directory';

import { makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { needsRotation, rotationPlan, type UnitRotation } from './rotation-plan.js';

const DAY = 24;

describe('the plan of rotation', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  const planAfter = (hours: number): UnitRotation | undefined => {
    const { directory, northgate } = world;
    const now = (directory.hour + hours) * SECONDS_PER_HOUR;
    return rotationPlan(directory.state, northgate.org.org, now)[0];
  };

  it.each([
    [0, 'none', 'open'],
    [MAX_EPOCH_AGE_HOURS - 16 * DAY, 'none', 'open'],
    [MAX_EPOCH_AGE_HOURS - 15 * DAY, 'near', 'open'],
    [MAX_EPOCH_AGE_HOURS - 1, 'near', 'open'],
    [MAX_EPOCH_AGE_HOURS, 'due', 'open'],
    [MAX_EPOCH_AGE_HOURS + EPOCH_GRACE_HOURS - 1, 'due', 'open'],
    [MAX_EPOCH_AGE_HOURS + EPOCH_GRACE_HOURS, 'blocked', 'stale'],
  ])('says of a key %i hours old that rotation is %s and the key %s', (hours, urgency, status) => {
    expect(planAfter(hours)).toMatchObject({ urgency, status, epoch: 1, holders: 2, withoutKey: 0 });
    expect(needsRotation(planAfter(hours) as UnitRotation)).toBe(['due', 'blocked'].includes(urgency));
  });

  it('says at once that a key is due when a device of the unit was replaced, and from when it is refused', () => {
    const { directory, northgate, liaison } = world;
    directory.publishOwn(northgate.org, { type: 'DEVICE_REVOKE', device: liaison.device, reason: 'replaced' });
    const refusedFrom = directory.hour + EPOCH_GRACE_HOURS;
    expect(planAfter(0)).toMatchObject({ urgency: 'due', status: 'open', holders: 1, refusedFrom });
    expect(planAfter(EPOCH_GRACE_HOURS)).toMatchObject({ urgency: 'blocked', status: 'stale', refusedFrom: null });
  });

  it('says that nothing can be sealed to a key that a lost device could open', () => {
    const { directory, northgate, liaison } = world;
    directory.publishOwn(northgate.org, { type: 'DEVICE_REVOKE', device: liaison.device, reason: 'lost' });
    expect(planAfter(0)).toMatchObject({ urgency: 'blocked', status: 'closed' });
  });

  it('counts devices that do not open the key yet, and asks for no key of a unit that nobody is in', () => {
    const { directory, northgate } = world;
    directory.person(northgate.org, [northgate], ['liaison']);
    const empty = directory.unit(northgate.org, 'northgate/empty');
    const plan = rotationPlan(directory.state, northgate.org.org, directory.hour * SECONDS_PER_HOUR);
    expect(plan.find(({ unit }) => unit === northgate.unit)).toMatchObject({ holders: 3, withoutKey: 1 });
    const unused = plan.find(({ unit }) => unit === empty.unit);
    expect(unused).toMatchObject({ epoch: 0, status: 'none', urgency: 'none' });
    expect(needsRotation(unused as UnitRotation)).toBe(false);
  });

  it('puts what is most urgent first', () => {
    const { directory, northgate, liaison } = world;
    const further = directory.unit(northgate.org, 'northgate/aa');
    const second = directory.person(northgate.org, [further], ['liaison']);
    directory.epoch(further, [second]);
    directory.publishOwn(northgate.org, { type: 'DEVICE_REVOKE', device: liaison.device, reason: 'compromise' });
    const plan = rotationPlan(directory.state, northgate.org.org, directory.hour * SECONDS_PER_HOUR);
    expect(plan.map(({ handle }) => handle)).toEqual(['northgate', 'northgate/aa']);
  });
});
