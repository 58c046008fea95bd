import { randomBytes, ready } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import { parseCore, writeCore, type Core } from './core.js';
import { MAX_VERSION } from './limits.js';
import { ciphertextLength } from './stream-form.js';

function coreOf(version: number): Core {
  const id = () => idFromBytes(randomBytes(16));
  return {
    reportId: id(),
    version,
    prevReportHash: version === 1 ? null : randomBytes(32),
    originOrg: id(),
    signer: id(),
    facetsHash: randomBytes(32),
    policyHash: randomBytes(32),
    body: { header: randomBytes(24), length: ciphertextLength(4096), sha256: randomBytes(32) },
    attachments: [],
    hour: 480_000,
    consentRef: id(),
    checkpoint: { origin: 'log', size: 1, root: randomBytes(32), noteSha256: randomBytes(32) },
    originUnit: id(),
  };
}

describe('CORE', () => {
  beforeAll(ready);

  it('has a version that fits the derivation of its keys', () => {
    expect(parseCore(writeCore(coreOf(MAX_VERSION))).version).toBe(MAX_VERSION);
    const over = writeCore(coreOf(MAX_VERSION + 1));
    expect(() => parseCore(over)).toThrow('the core is malformed');
  });
});
