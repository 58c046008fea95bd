import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { VerifiedLog } from '@sealbridge/client';
import { sha256, utf8 } from '@sealbridge/sodium';
import { appendLeaves, EMPTY_EDGE, leafHash, tilePath } from '@sealbridge/transparency';

import { FIXTURE_ORIGIN, makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { checkedOffer, type LoggedReport, sealInWorld } from '../../../../test/support/envelope-fixture.js';
import type { Profile } from '../profile/profile-file.js';
import { requireReliedOn } from './relied-checkpoint.js';

const NOTE = utf8('the note the sender relied on');
const OWN_NOTE = utf8('the note of the reader');

describe('a report of somebody who relied on another log', () => {
  let folder: string;
  let world: SmallWorld;

  beforeAll(async () => {
    world = await makeSmallWorld('another log');
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-relied-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const tree = () => appendLeaves(EMPTY_EDGE, world.directory.entries.map(leafHash));

  /** Seals after this root at the present size, and checks it in the log of the world. */
  async function check(root: Uint8Array, note = NOTE): Promise<LoggedReport> {
    const size = world.directory.entries.length;
    const checkpoint = { origin: FIXTURE_ORIGIN, size, root, noteSha256: sha256(NOTE) };
    const report = await sealInWorld(world, { checkpoint });
    const { tiles, root: ownRoot, edge } = tree();
    const byPath = new Map(tiles.map((tile) => [tilePath(tile.level, tile.index, tile.width), tile.bytes]));
    const files = { read: (path: string) => Promise.resolve(byPath.get(path) ?? new Uint8Array(0)) };
    const own = { checkpoint: { size: edge.size, root: ownRoot, note: OWN_NOTE } } as VerifiedLog;
    const shown = { frame: report.sealed.frame, note };
    await requireReliedOn({ profile: { folder } as Profile, files }, own, checkedOffer(world, report), shown);
    return report;
  }

  const kept = (): boolean => existsSync(join(folder, 'evidence'));

  it('is another one: the true root passes, and nothing is kept', async () => {
    const { sealed } = await check(tree().root);
    expect([sealed.version, kept()]).toEqual([1, false]);
  });

  it('is refused with exit 5, and frame, note and own checkpoint are kept', async () => {
    const refusal = (await check(sha256(utf8('invented'))).catch((error: unknown) => error)) as { hint: string };
    expect(refusal).toMatchObject({ code: 'E_OPEN', exit: 5, hint: expect.stringContaining('E_CHECKPOINT') as string });
    const evidence = /give (\S+) to/.exec(refusal.hint)?.[1] ?? '';
    expect(evidence.startsWith(join(folder, 'evidence'))).toBe(true);
    const [note, own] = ['checkpoint', 'own-checkpoint'].map((name) => readFileSync(join(evidence, name)));
    expect([note?.equals(NOTE), own?.equals(OWN_NOTE)]).toEqual([true, true]);
    expect(readFileSync(join(evidence, 'frame')).length).toBeGreaterThan(100);
  });

  it('is refused when the note beside it is not the one that was signed', async () => {
    await expect(check(tree().root, OWN_NOTE)).rejects.toMatchObject({ code: 'E_OPEN', exit: 5 });
    expect(kept()).toBe(true);
  });
});
