import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Id } from '@sealbridge/vocabulary';

import type { Profile } from '../profile/profile-file.js';
import { requireNewestSeen } from './seen-agreements.js';

describe('the newest version of an agreement', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sealbridge-agreements-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const saw = (agreement: string, version: number, statements = 0) =>
    requireNewestSeen({ folder } as Profile, [{ agreement: agreement as Id, version, statements }]);

  it('is kept, and an older one is refused with exit 5', async () => {
    await saw('a', 2);
    await expect(saw('a', 1)).rejects.toMatchObject({ code: 'E_ROLLBACK', exit: 5 });
    await saw('a', 2);
    await saw('a', 3);
    await expect(saw('a', 2)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });

  it('is kept with what was said about it: an end that was seen is not taken back', async () => {
    await saw('a', 2, 1);
    await expect(saw('a', 2)).rejects.toMatchObject({ code: 'E_ROLLBACK', exit: 5 });
    await saw('a', 2, 2);
    await saw('a', 3);
    await expect(saw('a', 2, 9)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });

  it('goes on from a file that knew of versions alone', async () => {
    writeFileSync(join(folder, 'seen-agreements.json'), '{"a": 2}');
    await expect(saw('a', 1)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
    await saw('a', 2, 1);
    await expect(saw('a', 2)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });

  it('is kept for each agreement', async () => {
    await saw('a', 2);
    await saw('b', 1);
    await expect(saw('a', 1)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });
});
