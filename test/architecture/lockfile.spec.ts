// The lock installs on every platform, from any registry.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lockfile } from '../support/lock.mjs';
import { ROOT } from '../support/repository.js';

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile;
const BINARY = 'node_modules/@swc/core-darwin-arm64';

describe('package-lock.json', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-lock-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function run(
    mode: '--check' | '--write',
    content: Lockfile,
  ): { code: number | null; stderr: string; after: Lockfile } {
    const file = join(folder, 'package-lock.json');
    writeFileSync(file, JSON.stringify(content));
    const script = join(ROOT, 'test/support/lock-complete.mjs');
    const { status, stderr } = spawnSync(process.execPath, [script, mode, file], { encoding: 'utf8' });
    return { code: status, stderr, after: JSON.parse(readFileSync(file, 'utf8')) as Lockfile };
  }

  function without(path: string): Lockfile {
    const packages = Object.fromEntries(Object.entries(lock.packages).filter(([key]) => key !== path));
    return { ...lock, packages };
  }

  it('has an entry for every optional dependency and names no host', () => {
    expect(run('--check', lock)).toMatchObject({ code: 0, stderr: '' });
  });

  it('is refused when the entry of another platform is missing', () => {
    const { code, stderr } = run('--check', without(BINARY));
    expect(code).toBe(1);
    expect(stderr).toContain('@swc/core-darwin-arm64');
  });

  it('is completed with name, version and platform when an entry is missing', () => {
    const { after } = run('--write', without(BINARY));
    expect(after.packages[BINARY]).toMatchObject({ optional: true, os: ['darwin'], cpu: ['arm64'] });
    expect(after.packages[BINARY]?.version).toBe(lock.packages[BINARY]?.version);
    expect(run('--check', after).code).toBe(0);
  });

  it('is refused when an entry names a host', () => {
    const planted = structuredClone(lock);
    const entry = planted.packages['node_modules/pg'];
    if (entry) entry.resolved = 'https://registry.example/pg.tgz';
    const { code, stderr } = run('--check', planted);
    expect(code).toBe(1);
    expect(stderr).toContain('node_modules/pg');
  });
});
