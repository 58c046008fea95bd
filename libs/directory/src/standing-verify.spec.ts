import {
  FIXTURE_NOW,
  FIXTURE_ORIGIN,
  makeSmallWorld,
  type SmallWorld,
} from '../../../test/support/directory-fixture.js';
import { logStanding, makeStanding } from '../../../test/support/membership-fixture.js';
import type { EventSigner } from './build-event.js';
import type { LogIndex } from './world.js';
import { readStandings } from './standing-verify.js';
import { type StandingAct, type StandingRecord } from './standing.js';

describe('what parties said about an agreement, read after the signer of a resumption has left', () => {
  let world: SmallWorld;
  let signer: EventSigner;
  let leave: () => void;

  beforeEach(async () => {
    world = await makeSmallWorld();
    const { directory, harbour } = world;
    const { device, sign } = directory.person(harbour.org, [harbour], ['org_admin']);
    signer = { kind: 'device', signer: device, privateKey: sign.privateKey };
    leave = () => directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device, reason: 'replaced' });
  });

  function says(seq: number, act: StandingAct, by?: EventSigner): StandingRecord {
    const signers = by === undefined ? {} : { signers: [by] };
    return makeStanding(world.directory, world.harbour.org, world.agreement, { seq, act }, signers);
  }

  function suspendedBy(records: readonly StandingRecord[], place: LogIndex): readonly string[] {
    const { directory, agreement } = world;
    const context = { state: directory.state, agreement, origin: FIXTURE_ORIGIN };
    return readStandings(context, records, { now: FIXTURE_NOW, placeOf: () => place }).suspendedBy;
  }

  it('is resumed when the log had the resumption before, and suspended still when it had not', () => {
    const records = [says(1, 'suspend'), says(2, 'resume', signer)];
    const place = logStanding(world.directory, records[1] as StandingRecord);
    leave();
    expect(suspendedBy(records, place)).toEqual([]);
    expect(suspendedBy(records, null)).toEqual([world.harbour.org.org]);
    expect(suspendedBy(records, world.directory.entries.length)).toEqual([world.harbour.org.org]);
  });

  it('goes on: what was said after a resumption that does not count is in turn', () => {
    const before = [says(1, 'suspend'), says(2, 'resume', signer)];
    leave();
    expect(suspendedBy([...before, says(3, 'suspend')], null)).toEqual([world.harbour.org.org]);
    expect(suspendedBy([...before, says(3, 'suspend'), says(4, 'resume')], null)).toEqual([]);
  });
});
