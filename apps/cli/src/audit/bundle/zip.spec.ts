import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { strToU8, zipSync } from 'fflate';

import { packBundle } from './pack.js';
import { unpackBundle } from './unpack.js';

describe('the zip file of an evidence bundle', () => {
  let folder: string;
  let target: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealbridge-zip-'));
    target = join(folder, 'out');
    mkdirSync(target);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function zipOf(files: Record<string, string>): string {
    const path = join(folder, 'in.zip');
    writeFileSync(
      path,
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
    );
    return path;
  }

  it('gives back what was packed, byte by byte, in a file that only its owner reads', async () => {
    const paths = ['manifest.json', 'entries.jsonl', 'tiles/tile/0/x001/234', 'tiles/tile/1/000.p/17'];
    for (const path of paths) {
      mkdirSync(join(folder, 'bundle', path, '..'), { recursive: true });
      writeFileSync(join(folder, 'bundle', path), path.repeat(50_000));
    }
    const zip = join(folder, 'bundle.zip');
    await packBundle(join(folder, 'bundle'), paths, zip);
    await unpackBundle(zip, target);
    for (const path of paths) expect(readFileSync(join(target, path), 'utf8')).toBe(path.repeat(50_000));
    expect(statSync(zip).mode & 0o777).toBe(0o600);
  });

  it('is unpacked with one file open at a time, however many it holds', async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = process.platform === 'linux' ? open() : 0;
    const names = Array.from({ length: 300 }, (_, tile) => `tiles/tile/0/${String(tile).padStart(3, '0')}`);
    const unpacking = unpackBundle(zipOf(Object.fromEntries(names.map((name) => [name, name]))), target);
    let most = before;
    let done = false;
    const watch = async (): Promise<void> => {
      for (; !done; await new Promise(setImmediate)) if (process.platform === 'linux') most = Math.max(most, open());
    };
    await Promise.all([watch(), unpacking.finally(() => (done = true))]);
    expect(readdirSync(join(target, 'tiles/tile/0'))).toHaveLength(300);
    expect(most - before).toBeLessThan(50);
  });

  it('never replaces a file when it is written', async () => {
    writeFileSync(join(folder, 'there.zip'), 'mine');
    await expect(packBundle(folder, [], join(folder, 'there.zip'))).rejects.toMatchObject({
      code: 'E_FILE_EXISTS',
      exit: 2,
    });
    expect(readFileSync(join(folder, 'there.zip'), 'utf8')).toBe('mine');
  });

  it.each(['../escape', '/etc/passwd', 'tiles/../../escape', 'tiles/tile/0/../../x', 'manifest.json/x', 'readme.md'])(
    'is refused when it holds %s, and nothing of it is written outside',
    async (name) => {
      await expect(unpackBundle(zipOf({ [name]: 'x' }), target)).rejects.toMatchObject({ code: 'E_BUNDLE', exit: 5 });
      expect(readdirSync(folder).sort()).toEqual(['in.zip', 'out']);
    },
  );

  it('is refused when it is no zip file', async () => {
    writeFileSync(join(folder, 'in.zip'), 'PK\u0003\u0004 and then nothing of the kind');
    const outcome = await unpackBundle(join(folder, 'in.zip'), target).then(
      () => readdirSync(target),
      (error: unknown) => error,
    );
    expect(outcome).toEqual(Array.isArray(outcome) ? [] : expect.objectContaining({ code: 'E_BUNDLE' }));
  });

  it('is a usage error when it is not there', async () => {
    await expect(unpackBundle(join(folder, 'absent.zip'), target)).rejects.toMatchObject({ code: 'E_FILE', exit: 2 });
  });
});
