import { randomBytes, ready } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { OpeningNonce } from './opening-nonce.js';

describe('a nonce', () => {
  const org = idFromBytes(new Uint8Array(16).fill(1));
  const other = idFromBytes(new Uint8Array(16).fill(2));
  let key: Uint8Array;

  beforeAll(async () => {
    await ready();
    key = randomBytes(32);
  });

  const place = { device: org, reportId: other };

  it('is good for its device and report until it ends', () => {
    const nonces = new OpeningNonce(key);
    const { nonce, expiresAt } = nonces.make(place, 1_000);
    expect(nonce).toHaveLength(16);
    expect(nonces.isGood(nonce, place, expiresAt - 1)).toBe(true);
    expect(nonces.isGood(nonce, place, expiresAt)).toBe(false);
    expect(nonces.isGood(nonce, { ...place, device: other }, 1_001)).toBe(false);
    expect(nonces.isGood(nonce, { ...place, reportId: org }, 1_001)).toBe(false);
    expect(new OpeningNonce(randomBytes(32)).isGood(nonce, place, 1_001)).toBe(false);
  });

  it('is no good when a bit is changed', () => {
    const nonces = new OpeningNonce(key);
    const { nonce } = nonces.make(place, 1_000);
    for (let bit = 0; bit < 128; bit += 1) {
      const changed = Uint8Array.from(nonce);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(nonces.isGood(changed, place, 1_001)).toBe(false);
    }
  });
});
