// Whether a build is stale is told by the time that the build before it wrote down.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ROOT } from '../support/repository.js';

describe('the time of the build before', () => {
  it('is read as it was written, with the end of its line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sealbridge-built-'));
    try {
      const stamp = join(folder, 'built');
      writeFileSync(stamp, `${new Date(1_795_000_000_000).toISOString()}\n`);
      const module = pathToFileURL(join(ROOT, 'test/support/build.mjs')).href;
      const script = `import(process.argv[1]).then(({ builtAt }) => console.log(builtAt(process.argv[2])))`;
      const { stdout } = spawnSync(process.execPath, ['-e', script, module, stamp], { encoding: 'utf8' });
      expect(Number(stdout)).toBe(1_795_000_000_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
