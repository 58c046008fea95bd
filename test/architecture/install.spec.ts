// What an install of the server contains: the fence that holds even if an import rule were wrong.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productionSet, type Lockfile } from '../support/lock.mjs';
import { ROOT } from '../support/repository.js';

const CLOSED_TO_THE_SERVER = ['libs/sealing', 'libs/opening', 'libs/keyring', 'libs/redaction', 'libs/api-client'];

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lockfile;

function closedIn(set: readonly string[]): string[] {
  return CLOSED_TO_THE_SERVER.filter((folder) => set.includes(folder));
}

describe('a production install of apps/api', () => {
  const set = productionSet(lock, 'apps/api');

  it('was resolved: it contains the framework, the database driver and libsodium', () => {
    expect(set).toEqual(
      expect.arrayContaining(['node_modules/@nestjs/core', 'node_modules/pg', 'node_modules/libsodium-wrappers-sumo']),
    );
  });

  it('contains nothing that can seal, open or hold a private key', () => {
    expect(closedIn(set)).toEqual([]);
  });

  it('contains exactly the libs the import table allows', () => {
    const libs = set.filter((folder) => folder.startsWith('libs/'));
    expect(libs).toEqual(
      ['cbor', 'directory', 'envelope', 'policy', 'sodium', 'transparency', 'vocabulary'].map((lib) => `libs/${lib}`),
    );
  });

  it('contains no test tool and no compiler', () => {
    expect(set.filter((folder) => /node_modules\/(?:jest|eslint|typescript|@swc\/core|knip)$/.test(folder))).toEqual(
      [],
    );
  });

  it.each([
    ['directly', 'apps/api'],
    ['through a lib', 'libs/directory'],
    ['through a package', 'node_modules/pg'],
  ])('turns red when the keyring comes in %s', (_way, folder) => {
    const planted = structuredClone(lock);
    const entry = planted.packages[folder];
    if (entry === undefined) throw new Error(`nothing to plant in: ${folder}`);
    entry.dependencies = { ...entry.dependencies, '@sealbridge/keyring': '0.1.0' };
    expect(closedIn(productionSet(planted, 'apps/api'))).toContain('libs/keyring');
  });
});
