import { leafHash, rootOf } from '@sealbridge/transparency';
import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { checkBeforeSealing } from './sealing-check.js';
import { DirectoryError } from './directory-error.js';
import { LogScan } from './log-scan.js';

describe('LogScan', () => {
  let world: SmallWorld;
  beforeAll(async () => {
    world = await makeSmallWorld();
    world.directory.log(new Uint8Array(32).fill(7));
  });

  function checkpoint(size = world.directory.entries.length): { size: number; root: Uint8Array } {
    return { size, root: rootOf(world.directory.entries.slice(0, size).map(leafHash)) };
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

  it('gives the events under a checkpoint whatever the size of the steps', () => {
    const { entries, records } = world.directory;
    for (const step of [1, 5, entries.length]) {
      let scan = LogScan.empty();
      while (scan.size < entries.length) scan = scan.read(entries.slice(scan.size, scan.size + step));
      const leaves = scan.leavesUnder(checkpoint());
      expect(leaves.map(({ index }) => index)).toEqual(records.map(({ index }) => index));
    }
  });

  it('feeds the checks before sealing', () => {
    const { entries, state, hour } = world.directory;
    const logLeavesOfOrg = LogScan.empty().read(entries).leavesUnder(checkpoint());
    const now = hour * 3600;
    const check = { state, recipientUnit: 'northgate', now, checkpointTime: now, logLeavesOfOrg };
    expect(checkBeforeSealing(check).handle).toBe('northgate');
  });

  it('refuses an entry that was changed, left out, or added', () => {
    const { entries } = world.directory;
    const scan =
      (list: Uint8Array[]): (() => unknown) =>
      () =>
        LogScan.empty().read(list).leavesUnder(checkpoint());
    const changed = [...entries.slice(0, -1), new Uint8Array(32)];
    expect(codeOf(scan([...entries]))).toBe('accepted');
    expect(codeOf(scan(changed))).toBe('E_LOG_ROOT');
    expect(codeOf(scan(entries.slice(1)))).toBe('E_LOG_ROOT');
    expect(codeOf(scan([...entries, new Uint8Array(32)]))).toBe('E_LOG_ROOT');
  });

  it('refuses an entry that claims to be a directory event and is not', () => {
    const broken = world.directory.entries[0]?.slice(0, -1) ?? new Uint8Array(0);
    expect(codeOf(() => LogScan.empty().read([broken]))).toBe('E_RECORD');
  });
});
