import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ready } from '@sealbridge/sodium';
import {
  runTransparencyVectors,
  VECTOR_FILES,
  type TransparencyVectors,
} from '../../../test/support/transparency-vectors.js';

const FOLDER = join(__dirname, '../../../test/vectors/transparency');

beforeAll(ready);

describe.each(VECTOR_FILES)('the vectors of %s.json', (name) => {
  it('are all judged as they should be', () => {
    const file = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as TransparencyVectors;
    const results = runTransparencyVectors(file);
    expect(results.filter(({ expected }) => expected !== 'ok').length).toBeGreaterThan(5);
    expect(results.filter(({ expected, got }) => expected !== got)).toEqual([]);
  });
});

it('are what the second implementation writes', () => {
  const script = join(__dirname, '../../../test/support/make-transparency-vectors.mjs');
  execFileSync(process.execPath, [script, '--check']);
});
