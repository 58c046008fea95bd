import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { makeSodiumVectors } from '../../../test/vectors/sodium/make.js';
import { runSodiumVectors, type SodiumVectors } from '../../../test/vectors/sodium/run.js';
import { ready } from './library.js';

const FOLDER = resolve(__dirname, '../../../test/vectors/sodium');

describe('sodium vectors', () => {
  const vectors = (): SodiumVectors =>
    JSON.parse(readFileSync(resolve(FOLDER, 'operations.json'), 'utf8')) as SodiumVectors;

  beforeAll(async () => {
    await ready();
    if (process.env['SEALBRIDGE_WRITE_VECTORS'] !== '1') return;
    for (const [name, file] of Object.entries(makeSodiumVectors())) {
      writeFileSync(resolve(FOLDER, name), `${JSON.stringify(file, null, 2)}\n`);
    }
  });

  it('come out as expected', () => {
    expect(vectors().cases.length).toBeGreaterThan(50);
    expect(runSodiumVectors(vectors())).toEqual([]);
  });

  it('fail when an expectation is wrong', () => {
    const { description, cases } = vectors();
    const wrong = cases.map((one) => ({ ...one, expect: { value: 'other' } }));
    expect(runSodiumVectors({ description, cases: wrong })).toHaveLength(cases.length);
  });
});
