import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { storesOf } from './profile-stores.js';

describe('what a profile has seen', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sealbridge-stores-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const modeOf = (file: string): number => statSync(join(folder, file)).mode & 0o777;

  it('is nothing in a new folder', async () => {
    const { checkpoint, logView, agreements } = storesOf({ folder });
    expect(await checkpoint.read()).toBeNull();
    expect(await logView.read()).toBeNull();
    expect(await agreements.read()).toEqual(new Map());
  });

  it('comes back as it was written, out of files that nobody else can read', async () => {
    const { checkpoint, logView, agreements } = storesOf({ folder });
    const seen = { size: 3, root: 'ab', note: 'bm90ZQ==', cosignedAt: 7 };
    await checkpoint.write(seen);
    await logView.write('a view');
    await agreements.write(new Map([['a', [2, 1]]]));
    const again = storesOf({ folder });
    expect(await again.checkpoint.read()).toEqual(seen);
    expect(await again.logView.read()).toBe('a view');
    expect(await again.agreements.read()).toEqual(new Map([['a', [2, 1]]]));
    expect(['state.json', 'log.json', 'seen-agreements.json'].map(modeOf)).toEqual([0o600, 0o600, 0o600]);
  });

  it('goes on from a file of agreements that knew of versions alone', async () => {
    writeFileSync(join(folder, 'seen-agreements.json'), '{"a": 2}');
    expect(await storesOf({ folder }).agreements.read()).toEqual(new Map([['a', [2, 0]]]));
  });

  it('is refused when the checkpoint is damaged: without it a log that went back does not show', async () => {
    writeFileSync(join(folder, 'state.json'), '{}');
    await expect(storesOf({ folder }).checkpoint.read()).rejects.toMatchObject({ code: 'E_STATE', exit: 5 });
  });
});
