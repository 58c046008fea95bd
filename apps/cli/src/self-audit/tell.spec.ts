import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DirectoryState, type EventRecord, keyChanges, type LastUse, leafOnly } from '@sealbridge/directory';

import { FIXTURE_NOW, makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { guardHarbour } from '../../../../test/support/guardian-fixture.js';
import { memoryStores } from '../../../../test/support/memory-stores.js';
import type { Profile } from '../profile/profile-file.js';
import { keySheet } from './key-sheet.js';
import { knowLetIn, tellOnce } from './tell.js';

describe('what a person is told on stderr', () => {
  let world: SmallWorld;
  let folder: string;
  let profile: Profile;
  beforeEach(async () => {
    world = await makeSmallWorld();
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-told-'));
    const { harbour, analyst } = world;
    profile = { folder, org: harbour.org.org, member: analyst.member, device: analyst.device } as Profile;
    await told();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** The lines of one sign-in. */
  async function told(): Promise<string[]> {
    const lines: string[] = [];
    const tell = tellOnce(profile, { say: (line) => void lines.push(line) });
    await tell({ state: world.directory.state, log: { now: FIXTURE_NOW } });
    return lines;
  }

  it('is nothing when nothing happened, or nothing that alarms', async () => {
    expect(await told()).toEqual([]);
    world.directory.unit(world.harbour.org, 'harbour/team');
    expect(await told()).toEqual([]);
  });

  it('names a device that the person does not know, who signed, and what to do, at each sign-in', async () => {
    const { directory, harbour, analyst } = world;
    const { device } = directory.device(harbour.org, analyst.member);
    const lines = await told();
    expect(lines[0]).toMatch(/^WARNING/);
    expect(lines[1]).toContain(`a device acts in your name that you do not know: ${device}, fingerprint `);
    expect(lines[2]).toContain('signed by two roots of the organisation');
    expect(lines.join('\n')).toContain('keys revoke DEVICE --reason compromise');
    expect(await told()).toEqual(lines);
  });

  it('is nothing about a device that the person let in', async () => {
    const { directory, harbour, analyst } = world;
    const { device } = directory.device(harbour.org, analyst.member);
    await knowLetIn({ profile, stores: memoryStores() }, { device });
    expect(await told()).toEqual([]);
  });

  it('names a recovery, its member and its guardian, and how to cancel it', async () => {
    const { recovery } = guardHarbour(world).start(world.analyst.member);
    const lines = (await told()).join('\n');
    expect(lines).toContain('a guardian started a recovery of Synthetic Person');
    expect(lines).toContain('signed by a guardian (');
    expect(lines).toContain('keys recover cancel');
    expect(recovery).toHaveLength(36);
  });

  it('is an error when an event of the own organisation was kept back, be it the one that lists this device', async () => {
    const { directory, harbour } = world;
    directory.unit(harbour.org, 'harbour/team');
    const { genesis, records } = directory;
    const added = (event: EventRecord) => event.body?.event.type === 'DEVICE_ADD' && event.leaf.org === harbour.org.org;
    for (const isKept of [(event: EventRecord) => event === records.at(-1)?.record, added]) {
      const served = records.map(({ record, index }) => ({
        record: isKept(record) ? leafOnly(record.leafBytes) : record,
        index,
      }));
      const state = DirectoryState.empty(genesis).applyAll(served);
      const tell = tellOnce(profile, { say: () => undefined });
      await expect(tell({ state, log: { now: FIXTURE_NOW } })).rejects.toMatchObject({ code: 'E_PARTIAL' });
    }
    const before = DirectoryState.empty(genesis).applyAll(
      records.slice(
        0,
        records.findIndex(({ record }) => added(record)),
      ),
    );
    await tellOnce(profile)({ state: before, log: { now: FIXTURE_NOW } });
  });

  it('shows five lines at most, and how many more there are', async () => {
    for (let count = 0; count < 4; count += 1) world.directory.device(world.harbour.org, world.analyst.member);
    const lines = await told();
    expect(lines.filter((line) => line.startsWith('  '))).toHaveLength(6);
    expect(lines[6]).toBe('  and 3 more');
  });

  it('is said once for a sign-in, however often the directory is read', async () => {
    const lines: string[] = [];
    world.directory.device(world.harbour.org, world.analyst.member);
    const tell = tellOnce(profile, { say: (line) => void lines.push(line) });
    const synced = { state: world.directory.state, log: { now: FIXTURE_NOW } };
    await tell(synced);
    const once = lines.length;
    await tell(synced);
    expect(lines).toHaveLength(once);
  });
});

describe('the key-change sheet', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  function sheet(since: LastUse | null): string {
    const change = keyChanges(world.directory.state, 'northgate', since);
    return keySheet(world.directory, change === null ? [] : [change]).join('\n');
  }

  it('is empty when the key is the one last used', () => {
    expect(sheet({ epoch: 1 })).toBe('');
  });

  it('says of a key that was not used before who vouches for it and since when', () => {
    expect(sheet(null)).toContain('northgate: you have not used its key before');
    expect(sheet(null)).toContain('signed by two roots of the organisation');
    expect(sheet(null)).toMatch(/epoch 1 \S{4}(-\S{4}){5}, since 2025-11-24 16h UTC, entry \d+: its first key/);
  });

  it('says which devices came and went with another key', () => {
    const { directory, northgate, liaison, liaison2 } = world;
    const third = directory.person(northgate.org, [northgate], ['liaison']);
    directory.epoch(northgate, [liaison, third], { reason: 'removal' });
    const text = sheet({ epoch: 1 });
    expect(text).toContain('northgate: it has another key than epoch 1, which you used last');
    expect(text).toContain('somebody left');
    expect(text).toContain(`devices that can open it now: ${third.device}`);
    expect(text).toContain(`devices that cannot any more: ${liaison2.device}`);
  });
});
