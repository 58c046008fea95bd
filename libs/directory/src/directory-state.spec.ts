import fc from 'fast-check';
import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { DirectoryError } from './directory-error.js';
import { DirectoryState, type PlacedRecord } from './directory-state.js';
import { leafOnly, parseEventRecord, withoutPrivatePart, writeEventRecord } from './event-record.js';
import { makeEvent } from './build-event.js';

describe('DirectoryState', () => {
  let world: SmallWorld;
  let records: readonly PlacedRecord[];
  let before: readonly DirectoryState[];

  beforeAll(async () => {
    world = await makeSmallWorld();
    records = [...world.directory.records];
    let state = DirectoryState.empty(world.directory.genesis);
    before = records.map(({ record, index }) => {
      const earlier = state;
      state = state.apply(record, index);
      return earlier;
    });
  });

  function stateBefore(number: number): DirectoryState {
    const state = before[number];
    if (state === undefined) throw new Error('no such record');
    return state;
  }

  function codeOf(run: () => unknown): string {
    try {
      run();
      return 'accepted';
    } catch (error) {
      if (error instanceof DirectoryError) return error.code;
      throw error;
    }
  }

  it('replays a whole log from the genesis pin, written and read again', () => {
    const { directory } = world;
    const replayed = DirectoryState.empty(directory.genesis).applyAll(
      records.map(({ record, index }) => ({ record: parseEventRecord(writeEventRecord(record)), index })),
    );
    expect(replayed.chains).toEqual(directory.state.chains);
    expect(replayed.members).toEqual(directory.state.members);
    expect(replayed.unitByHandle('northgate')).toEqual(directory.state.unitByHandle('northgate'));
  });

  it('refuses the stewards when another genesis is pinned', () => {
    const [first] = records as [PlacedRecord];
    expect(codeOf(() => DirectoryState.empty(new Uint8Array(32)).apply(first.record, 0))).toBe('E_GENESIS');
  });

  it('stays as it was when a record is refused or applied', () => {
    const { directory, harbour } = world;
    const { state } = directory;
    const chains = new Map(state.chains);
    const position = state.nextPosition(harbour.org.org);
    const unsigned = makeEvent(
      position,
      { type: 'UNIT_ADD', unit: directory.id('x'), handle: 'harbour/x1' },
      { hour: 1 },
    );
    expect(codeOf(() => directory.publish(unsigned, []))).toBe('E_AUTHORITY');
    directory.publish(unsigned, directory.rootSigners(harbour.org));
    expect(state.chains).toEqual(chains);
    expect(state.unitByHandle('harbour/x1')).toBeNull();
    expect(directory.state.unitByHandle('harbour/x1')).not.toBeNull();
  });

  it('refuses an event that lies on the log before the one it follows', () => {
    const last = records.findLastIndex(({ record }) => record.leaf.org === world.northgate.org.org);
    const { record } = records[last] as PlacedRecord;
    expect(codeOf(() => stateBefore(last).apply(record, 0))).toBe('E_LOG_ORDER');
  });

  it('learns the person behind a handle only from the private part', () => {
    const { directory, liaison } = world;
    const bare = DirectoryState.empty(directory.genesis).applyAll(
      records.map(({ record, index }) => ({ record: withoutPrivatePart(record), index })),
    );
    expect(directory.state.members.get(liaison.member)?.person?.name).toBe('Synthetic Person');
    expect(bare.members.get(liaison.member)).toMatchObject({ person: null, rights: ['report.open'] });
  });

  it('keeps head and seq alone of an organisation whose bodies it may not read', () => {
    const { directory, northgate } = world;
    const org = northgate.org.org;
    const partial = DirectoryState.empty(directory.genesis).applyAll(
      records.map(({ record, index }) => ({
        record: record.leaf.org === org ? leafOnly(record.leafBytes) : record,
        index,
      })),
    );
    const { seq, head } = directory.state.chains.get(org) ?? {};
    expect(partial.chains.get(org)).toMatchObject({ seq, head });
    expect(partial.organisations.has(org)).toBe(false);
    expect(partial.unitByHandle('northgate')).toBeNull();
    expect(partial.unitByHandle('eastport')).not.toBeNull();
  });

  it('believes no body after one that it could not read', () => {
    const { directory, northgate, liaison } = world;
    const own = records.filter(({ record }) => record.leaf.org === northgate.org.org);
    const state = DirectoryState.empty(directory.genesis).applyAll(
      records.map(({ record, index }) => ({
        record: index === own[0]?.index ? leafOnly(record.leafBytes) : record,
        index,
      })),
    );
    expect(state.devices.has(liaison.device)).toBe(false);
    expect(state.chains.get(northgate.org.org)?.unreadFrom).toEqual({ index: own[0]?.index });
  });

  it('refuses every record in which one byte is changed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, where, flip) => {
        const number = which % records.length;
        const bytes = writeEventRecord((records[number] as PlacedRecord).record);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        expect(codeOf(() => stateBefore(number).apply(parseEventRecord(bytes), number))).not.toBe('accepted');
      }),
      { numRuns: 1500 },
    );
  });

  it('refuses every single flipped bit of a record', () => {
    const number = records.findIndex(({ record }) => record.body?.event.type === 'UNIT_ADD');
    const bytes = writeEventRecord((records[number] as PlacedRecord).record);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(codeOf(() => stateBefore(number).apply(parseEventRecord(flipped), number))).not.toBe('accepted');
    }
  });

  it('refuses every reordering, omission and repetition within a chain', () => {
    const own = records.filter(({ record }) => record.leaf.org === world.northgate.org.org);
    const first = stateBefore(records.findIndex(({ record }) => record === own[0]?.record));
    const whole = own.map((_, index) => index);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: own.length - 1 }), { minLength: 1, maxLength: own.length + 1 }), (order) => {
        fc.pre(order.some((number, index) => number !== whole[index]));
        const shuffled = order.map((number, index) => ({ record: own[number]?.record, index: 1000 + index }));
        expect(codeOf(() => first.applyAll(shuffled as PlacedRecord[]))).not.toBe('accepted');
      }),
      { numRuns: 300 },
    );
    expect(codeOf(() => first.applyAll(own))).toBe('accepted');
  });
});
