import { randomBytes, ready } from '@sealbridge/sodium';
import { makeLogFixture } from '../../../../test/support/log-fixture.js';
import { agreementEntry, policyEntry } from '../audit/entry.js';
import { openEntry } from './entries-check.js';

beforeAll(ready);

describe('a line about the policy', () => {
  it('is what it says, and holds nothing to open', () => {
    expect(openEntry(makeLogFixture().rulesRecord(), false)).toBeNull();
  });

  it('is refused when its entry is of another kind, or cut', () => {
    const line = makeLogFixture().rulesRecord();
    const others = [agreementEntry(randomBytes(32)), policyEntry(randomBytes(32)).slice(0, 34)];
    for (const entry of others) expect(() => openEntry({ ...line, entry }, false)).toThrow('not what its line says');
  });
});
