import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Agreement } from '@sealbridge/directory';

import type { Profile } from '../profile/profile-file.js';
import { requireNewestSeen } from './seen-agreements.js';

describe('the newest version of an agreement', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sealbridge-agreements-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const saw = (agreement: string, version: number) =>
    requireNewestSeen({ folder } as Profile, [{ agreement, version } as Agreement]);

  it('is kept, and an older one is refused with exit 5', async () => {
    await saw('a', 2);
    await expect(saw('a', 1)).rejects.toMatchObject({ code: 'E_ROLLBACK', exit: 5 });
    await saw('a', 2);
    await saw('a', 3);
    await expect(saw('a', 2)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });

  it('is kept for each agreement', async () => {
    await saw('a', 2);
    await saw('b', 1);
    await expect(saw('a', 1)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });
});
