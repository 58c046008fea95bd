import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ready } from '@sealbridge/sodium';
import { makeEnvelopeVectors } from '../../../test/vectors/envelope/make.js';
import { openCase, runEnvelopeVectors, type EnvelopeVectors } from '../../../test/vectors/envelope/run.js';

const FOLDER = resolve(__dirname, '../../../test/vectors/envelope');

function vectors(name: string): EnvelopeVectors {
  return JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as EnvelopeVectors;
}

describe('envelope vectors', () => {
  beforeAll(async () => {
    await ready();
    if (process.env['SEALBRIDGE_WRITE_VECTORS'] !== '1') return;
    for (const [name, file] of Object.entries(await makeEnvelopeVectors(openCase))) {
      // What is there stays: a change of format gets new files beside the old.
      if (!existsSync(resolve(FOLDER, name)))
        writeFileSync(resolve(FOLDER, name), `${JSON.stringify(file, null, 2)}\n`);
    }
  }, 60_000);

  const names = [
    'attachment.json',
    'content.json',
    'grants.json',
    'open-requests.json',
    'parts.json',
    'signers.json',
    'statements.json',
  ];

  it('are there', () => {
    expect(readdirSync(FOLDER).filter((name) => name.endsWith('.json'))).toEqual(names);
  });

  it.each(names)(
    '%s comes out as expected',
    async (name) => {
      expect(await runEnvelopeVectors(vectors(name))).toEqual([]);
    },
    60_000,
  );

  it('fail when an expectation is wrong', async () => {
    const file = vectors('grants.json') as Extract<EnvelopeVectors, { kind: 'open' }>;
    const cases = file.cases.map((one) => ({ ...one, expect: { error: 'E_OTHER' } }));
    expect(await runEnvelopeVectors({ ...file, cases })).toHaveLength(cases.length);
  });
});
