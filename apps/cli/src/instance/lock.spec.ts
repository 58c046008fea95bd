import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lockHolder, takeLock } from './lock.js';

describe('the lock of an instance', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is taken when nobody holds it, and names this process', async () => {
    expect(await takeLock(path)).toHaveProperty('lock');
    expect(lockHolder(path)?.pid).toBe(process.pid);
  });

  it('is refused with its holder when a living process holds it', async () => {
    await takeLock(path);
    expect(await takeLock(path)).toMatchObject({ holder: { pid: process.pid } });
  });

  it('can be taken again when it was released', async () => {
    const first = await takeLock(path);
    if ('lock' in first) first.lock.release();
    expect(existsSync(path)).toBe(false);
    expect(await takeLock(path)).toHaveProperty('lock');
  });

  it('is taken over when its holder was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    await once(child, 'spawn');
    child.kill('SIGKILL');
    await once(child, 'exit');
    writeFileSync(path, JSON.stringify({ pid: child.pid, started: '1' }));
    expect(lockHolder(path)).toBeNull();
    expect(await takeLock(path)).toHaveProperty('lock');
  });

  it('is taken over when the number of its holder now belongs to another program', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: 'long ago' }));
    expect(await takeLock(path)).toHaveProperty('lock');
  });

  it('is taken over when its file is damaged', async () => {
    writeFileSync(path, '{');
    expect(await takeLock(path)).toHaveProperty('lock');
  });

  it('goes to exactly one of many when all find it dead', async () => {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 - 1, started: '1' }));
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(path)));
    expect(taken.filter((result) => 'lock' in result)).toHaveLength(1);
  });
});
