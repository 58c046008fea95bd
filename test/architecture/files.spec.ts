// Where files lie, what folders are called, how long a file may be.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, trackedFiles } from '../support/repository.js';
import { barrels, longFiles, namelessFolders, TOP_LEVEL, topLevelFaults } from './files/rules.js';

const paths = trackedFiles();
const linesOf = (path: string): number => readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1;

describe('the files of the project', () => {
  it('were listed', () => {
    expect(paths.length).toBeGreaterThan(100);
  });

  it('stand under the allowed top-level entries, all of which exist', () => {
    expect(topLevelFaults(paths)).toEqual([]);
  });

  it('lie in folders that are named after what they hold', () => {
    expect(namelessFolders(paths)).toEqual([]);
  });

  it('have one barrel per lib and none elsewhere', () => {
    expect(barrels(paths)).toEqual([]);
  });

  it('are short enough to hold one concept', () => {
    expect(longFiles(paths, linesOf)).toEqual([]);
  });
});

describe('the rules for files turn red', () => {
  it('on a top-level entry that nobody agreed to, and on a missing one', () => {
    const faults = topLevelFaults([...TOP_LEVEL.filter((entry) => entry !== 'LICENSE'), 'scripts/build.sh']);
    expect(faults).toEqual(['scripts may not be at the top level', 'LICENSE is missing']);
  });

  it.each(['libs/x/src/utils/a.ts', 'apps/api/src/common/b.ts', 'test/helpers/c.ts', 'libs/shared/src/d.ts'])(
    'on a folder that says nothing: %s',
    (path) => {
      expect(namelessFolders([path])).toEqual([path]);
    },
  );

  it('on a barrel inside a folder, and not on the one of a lib', () => {
    expect(
      barrels(['libs/sodium/src/index.ts', 'apps/api/src/reports/index.ts', 'libs/x/src/deep/index.ts']),
    ).toHaveLength(2);
  });

  it('on a file one line too long, and not on a generated one', () => {
    const lines = (path: string): number => (path.includes('long') ? 401 : 400);
    expect(longFiles(['libs/x/src/long.ts', 'libs/x/src/fits.ts', 'libs/x/src/long.gen.ts'], lines)).toHaveLength(1);
  });
});
