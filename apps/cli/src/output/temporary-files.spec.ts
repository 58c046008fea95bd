import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { makeTemporaryFolder, removeLeftFolders, removeTemporaryFolders } from './temporary-files.js';

describe('temporary folders', () => {
  let parent: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'left-folders-'));
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  /** The id of a process that has ended. */
  const ended = (): number => spawnSync(process.execPath, ['-e', '']).pid;

  function folder(name: string): string {
    mkdirSync(join(parent, name));
    writeFileSync(join(parent, name, '0.sealed'), 'ciphertext');
    return name;
  }

  it('name the process they belong to', () => {
    expect(basename(makeTemporaryFolder())).toMatch(new RegExp(`^sealbridge-${process.pid}-`));
    removeTemporaryFolders();
  });

  it('of a process that was killed are removed, and nothing else is', () => {
    folder(`sealbridge-${ended()}-AbC123`);
    const kept = [`sealbridge-${process.pid}-AbC123`, 'sealbridge-AbC123', `sealbridge-${ended()}-AbC123.old`, 'other'];
    for (const name of kept) folder(name);
    const linked = `sealbridge-${ended()}-LiNk12`;
    symlinkSync(join(parent, 'other'), join(parent, linked));
    const file = `sealbridge-${ended()}-FiLe12`;
    writeFileSync(join(parent, file), 'x');
    removeLeftFolders(parent);
    expect(readdirSync(parent).sort()).toEqual([...kept, linked, file].sort());
    expect(readdirSync(join(parent, 'other'))).toEqual(['0.sealed']);
  });

  it('of another user are left alone', () => {
    const name = folder(`sealbridge-${ended()}-AbC123`);
    const user = jest.spyOn(process, 'getuid').mockReturnValue((process.getuid?.() ?? 0) + 1);
    removeLeftFolders(parent);
    user.mockRestore();
    expect(readdirSync(parent)).toEqual([name]);
  });
});
