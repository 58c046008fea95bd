import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ready } from '@sealbridge/sodium';
import { makeDirectoryVectors } from '../../../test/vectors/directory/make.js';
import { runDirectoryVectors, type DirectoryVectors } from '../../../test/vectors/directory/run.js';

const FOLDER = resolve(__dirname, '../../../test/vectors/directory');

function vectors(name: string): DirectoryVectors {
  return JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as DirectoryVectors;
}

describe('directory vectors', () => {
  beforeAll(async () => {
    await ready();
    if (process.env['SEALBRIDGE_WRITE_VECTORS'] !== '1') return;
    for (const [name, file] of Object.entries(await makeDirectoryVectors())) {
      // What is there stays: a change of format gets new files beside the old.
      if (!existsSync(resolve(FOLDER, name)))
        writeFileSync(resolve(FOLDER, name), `${JSON.stringify(file, null, 2)}\n`);
    }
  });

  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

  it('are there', () => {
    expect(names).toHaveLength(21);
  });

  it.each(names)('%s comes out as expected', (name) => {
    expect(runDirectoryVectors(vectors(name))).toEqual([]);
  });

  it('fail when an expectation is wrong', () => {
    const { cases, ...rest } = vectors('fingerprint.json') as Extract<DirectoryVectors, { kind: 'fingerprint' }>;
    const wrong = cases.map((one) => ({ ...one, expect: { value: '' } }));
    expect(runDirectoryVectors({ ...rest, cases: wrong })).toHaveLength(cases.length);
  });
});
