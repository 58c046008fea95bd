// The genesis file of a home that an earlier version made, or that was made for other rules, gets the policy of this version.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  DirectoryState,
  parseEventRecord,
  parseRulesRecord,
  rulesRecord,
  verifyRules,
  writeRulesRecord,
} from '@sealbridge/directory';
import { DOCUMENT, POLICY } from '@sealbridge/policy';
import { fromBase64, fromHex, toBase64 } from '@sealbridge/sodium';

import { documentHash, nextStatement } from '../../policy/statement.js';
import { type InstanceHome, layoutOf, makeFolders } from '../home.js';
import { logOrigin, makeInstanceKeys } from '../keys.js';
import { genesisHash, makeFounders } from './founders.js';

jest.setTimeout(60_000);

interface Genesis {
  readonly records: readonly string[];
  readonly policy?: string;
}

let home: InstanceHome;
const read = (): Genesis => JSON.parse(readFileSync(home.genesisFile, 'utf8')) as Genesis;
const write = (genesis: Genesis): void => writeFileSync(home.genesisFile, JSON.stringify(genesis));

beforeAll(async () => {
  home = layoutOf(mkdtempSync(join(tmpdir(), 'sealbridge-founders-')));
  makeFolders(home);
  await makeInstanceKeys(home);
  await makeFounders(home);
});
afterAll(() => rmSync(home.root, { recursive: true, force: true }));

/** Throws unless the policy of the file is of two roots of the stewards in it. */
function verified({ records, policy = '' }: Genesis) {
  const placed = records.map((text) => ({ record: parseEventRecord(fromBase64(text)), index: null }));
  const state = DirectoryState.empty(fromHex(genesisHash(home))).applyAll(placed);
  return verifyRules({ state, origin: logOrigin(home), previous: null }, parseRulesRecord(fromBase64(policy)));
}

describe('the genesis file of an instance', () => {
  it('holds the policy of this version with its defaults, signed by two roots of the stewards', () => {
    const { documentHash: hash, parameters, reason } = verified(read());
    expect(hash).toEqual(documentHash(DOCUMENT));
    expect(Object.fromEntries(parameters.map(({ name, value }) => [name, value]))).toEqual(POLICY.parameters);
    expect(reason).toBe('first');
  });

  it('stays as it is at the next start', async () => {
    const before = readFileSync(home.genesisFile, 'utf8');
    await makeFounders(home);
    expect(readFileSync(home.genesisFile, 'utf8')).toBe(before);
  });

  it('gets a policy when an earlier version made it without one', async () => {
    const { policy: _none, ...earlier } = read();
    write(earlier);
    await makeFounders(home);
    expect(read()).toMatchObject(earlier);
    expect(verified(read()).seq).toBe(0);
  });

  it('gets another policy when it was made for other rules', async () => {
    const document = { ...DOCUMENT, version: DOCUMENT.version - 1 };
    const wanted = { origin: logOrigin(home), reason: 'first', document, parameters: POLICY.parameters } as const;
    write({ ...read(), policy: toBase64(writeRulesRecord(rulesRecord(nextStatement(null, wanted), []))) });
    await makeFounders(home);
    expect(verified(read()).documentHash).toEqual(documentHash(DOCUMENT));
  });
});
