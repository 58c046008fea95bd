import { ConnectionShares, currentLane, inLane, type Lane, type Release } from './lanes.js';

const SIZE = 16;

/** Asks so many times; what was given until now, in the order of asking. */
function ask(shares: ConnectionShares, lane: Lane, times: number): Release[] {
  const given: Release[] = [];
  for (let n = 0; n < times; n += 1) void shares.enter(lane).then((release) => given.push(release));
  return given;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the connections of a pool', () => {
  it('are half taken by strangers at most, and one in eight is kept for what is urgent', async () => {
    const shares = new ConnectionShares(SIZE);
    const [guests, members] = [ask(shares, 'guest', SIZE), ask(shares, 'member', SIZE)];
    await settled();
    expect([guests.length, members.length]).toEqual([8, 6]);
    const urgent = ask(shares, 'urgent', SIZE);
    await settled();
    expect([guests.length, members.length, urgent.length]).toEqual([8, 6, 2]);
  });

  it('go to what is urgent first, then in the order of coming, past strangers over their share', async () => {
    const shares = new ConnectionShares(SIZE);
    const guests = ask(shares, 'guest', SIZE);
    const members = ask(shares, 'member', 7);
    const urgent = ask(shares, 'urgent', 3);
    await settled();
    expect([guests.length, members.length, urgent.length]).toEqual([8, 6, 2]);
    members[0]?.();
    await settled();
    expect([guests.length, members.length, urgent.length]).toEqual([8, 6, 3]);
    for (const release of urgent) release();
    await settled();
    expect([guests.length, members.length, urgent.length]).toEqual([8, 7, 3]);
    guests[0]?.();
    await settled();
    expect(guests).toHaveLength(9);
  });

  it('are given back once, however often that is said', async () => {
    const shares = new ConnectionShares(SIZE);
    const members = ask(shares, 'member', SIZE);
    await settled();
    for (let n = 0; n < SIZE; n += 1) members[0]?.();
    await settled();
    expect(members).toHaveLength(15);
  });

  it('are there for everybody in a pool of one', async () => {
    const shares = new ConnectionShares(1);
    for (const lane of ['guest', 'member', 'urgent'] as const) (await shares.enter(lane))();
  });
});

describe('a lane', () => {
  it('is that of a member where nothing was said, and goes with what is awaited', async () => {
    expect(currentLane()).toBe('member');
    const seen = await inLane('guest', async () => {
      await settled();
      return inLane('urgent', currentLane) === 'urgent' ? currentLane() : null;
    });
    expect(seen).toBe('guest');
  });
});
