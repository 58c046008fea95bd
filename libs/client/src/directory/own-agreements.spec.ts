import {
  type DirectoryFixture,
  FIXTURE_NOW,
  FIXTURE_ORIGIN,
  makeSmallWorld,
  type SmallWorld,
} from '../../../../test/support/directory-fixture.js';
import { logAgreement, makeStanding, signedByDevice } from '../../../../test/support/membership-fixture.js';
import { EMPTY_VIEW, extendView } from '../log-sync/log-view.js';
import { isSigned, type JudgedBy, type OwnAgreements, sortByStanding } from './own-agreements.js';

const DAY = 24 * 3600;

function judge({ state, entries }: DirectoryFixture, now = FIXTURE_NOW): JudgedBy {
  const leafHash = new Uint8Array(32);
  const logged = entries.map((entry, index) => ({ index, entry, leafHash }));
  return { state, origin: FIXTURE_ORIGIN, log: { now, agreements: extendView(EMPTY_VIEW, logged).agreements } };
}

describe('what a client makes of an agreement whose signer has left', () => {
  it('counts on it when the log had it before, and on none that the log did not have', async () => {
    const { directory, harbour, northgate, agreement } = await makeSmallWorld();
    const admin = directory.person(harbour.org, [harbour], ['org_admin']);
    const logged = signedByDevice(agreement, harbour.org, admin);
    const unlogged = signedByDevice(directory.agreement([harbour.org, northgate.org]), harbour.org, admin);
    logAgreement(directory, logged);
    directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: admin.device, reason: 'replaced' });
    expect([logged, unlogged].map((record) => isSigned(record, judge(directory)))).toEqual([true, false]);
  });
});

describe('what a client makes of the standing of its agreements', () => {
  let world: SmallWorld;
  beforeAll(async () => {
    world = await makeSmallWorld();
  });

  function sorted(said: Parameters<typeof makeStanding>[3][], now = FIXTURE_NOW): [number, number] {
    const { directory, harbour, agreement: record } = world;
    const standings = said.map((fields, index) =>
      makeStanding(directory, harbour.org, record, { seq: index + 1, ...fields }),
    );
    const judgedBy = judge(directory, now);
    const { agreements, suspendedAgreements }: OwnAgreements = sortByStanding([{ record, standings }], judgedBy);
    return [agreements.length, suspendedAgreements.length];
  }

  it('is in force while nobody said anything', () => {
    expect(sorted([])).toEqual([1, 0]);
  });

  it('is suspended by one party, and in force again when that party resumes', () => {
    expect(sorted([{ act: 'suspend' }])).toEqual([0, 1]);
    expect(sorted([{ act: 'suspend' }, { act: 'resume' }])).toEqual([1, 0]);
  });

  it('is neither from the second on that a party named as the end', () => {
    const at = FIXTURE_NOW + DAY;
    expect(sorted([{ act: 'end', at }], at - 1)).toEqual([1, 0]);
    expect(sorted([{ act: 'end', at }], at)).toEqual([0, 0]);
    expect(sorted([{ act: 'end', at }, { act: 'suspend' }], at)).toEqual([0, 0]);
  });

  it('is neither before it begins and after its own end', () => {
    const { start, end } = world.agreement.agreement;
    expect([start - 1, start, end - 1, end].map((now) => sorted([], now))).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  it('stops when a record is held back or forged', () => {
    expect(() => sorted([{ act: 'suspend' }, { act: 'resume', seq: 3 }])).toThrow(
      expect.objectContaining({ code: 'E_STANDING_SEQ' }) as Error,
    );
    expect(() => sorted([{ act: 'suspend', org: world.northgate.org.org }])).toThrow(
      expect.objectContaining({ code: 'E_SIGNER' }) as Error,
    );
  });
});
