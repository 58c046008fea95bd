import { ready } from '@sealbridge/sodium';
import { fingerprint, matchesFingerprint } from './fingerprint.js';

describe('fingerprint', () => {
  beforeAll(ready);

  it('is the first 120 bits of the hash in six groups of four', () => {
    // SHA-256 of nothing begins e3b0c442 98fc1c14 9afbf4c8 996fb9.
    expect(fingerprint(new Uint8Array(0))).toBe('WERC-8GMR-ZGE1-96QV-YK49-JVXS');
  });

  it('matches what a person types, with O, I and L taken for digits', () => {
    const expected = fingerprint(new Uint8Array(0));
    expect(matchesFingerprint('werc8gmrzge i96qv yk49jvxs', expected)).toBe(true);
    expect(matchesFingerprint(expected.replace('W', 'V'), expected)).toBe(false);
    expect(matchesFingerprint('', expected)).toBe(false);
  });
});
