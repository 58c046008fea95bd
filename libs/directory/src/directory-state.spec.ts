import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { DirectoryState } from './directory-state.js';
import { parseEventRecord, writeEventRecord } from './event-record.js';

describe('DirectoryState', () => {
  let world: SmallWorld;
  beforeAll(async () => {
    world = await makeSmallWorld();
  });

  it('replays a whole log from the genesis pin', () => {
    const { directory } = world;
    const replayed = DirectoryState.empty(directory.genesis).applyAll(
      directory.records.map(({ record, index }) => ({ record: parseEventRecord(writeEventRecord(record)), index })),
    );
    expect(replayed.chains).toEqual(directory.state.chains);
    expect(replayed.devices).toEqual(directory.state.devices);
    expect(replayed.unitByHandle('northgate')?.epochs).toHaveLength(1);
  });
});
