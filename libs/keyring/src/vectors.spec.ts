import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ready } from '@sealbridge/sodium';
import { makeKeyringVectors } from '../../../test/vectors/keyring/make.js';
import { runKeyringVectors, type KeyringVectors } from '../../../test/vectors/keyring/run.js';

const FOLDER = resolve(__dirname, '../../../test/vectors/keyring');

function vectors(name: string): KeyringVectors {
  return JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as KeyringVectors;
}

describe('keyring vectors', () => {
  beforeAll(async () => {
    await ready();
    if (process.env['SEALBRIDGE_WRITE_VECTORS'] !== '1') return;
    for (const [name, file] of Object.entries(makeKeyringVectors())) {
      // What is there stays: a change of format gets new files beside the old.
      if (!existsSync(resolve(FOLDER, name)))
        writeFileSync(resolve(FOLDER, name), `${JSON.stringify(file, null, 2)}\n`);
    }
  });

  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

  it('are there', () => {
    expect(names).toEqual([
      'invitation.json',
      'key-file.json',
      'link.json',
      'lockbox.json',
      'note.json',
      'recovery.json',
      'vault.json',
      'words.json',
    ]);
  });

  it.each(names)(
    '%s comes out as expected',
    async (name) => {
      expect(await runKeyringVectors(vectors(name))).toEqual([]);
    },
    60_000,
  );

  it('fail when an expectation is wrong', async () => {
    const file = vectors('lockbox.json') as Extract<KeyringVectors, { kind: 'lockbox' }>;
    const cases = file.cases.map((one) => ({ ...one, expect: { value: '' } }));
    expect(await runKeyringVectors({ ...file, cases })).toHaveLength(cases.length);
  });
});
