import { randomBytes, ready } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { SessionChallenge } from './session-challenge.js';

const NOW = 1_800_000_000;

describe('a challenge', () => {
  const device = idFromBytes(new Uint8Array(16).fill(1));
  let challenges: SessionChallenge;

  beforeAll(async () => {
    await ready();
    challenges = new SessionChallenge(new Uint8Array(32));
  });

  it('is good for a minute', () => {
    const { nonce, expiresAt } = challenges.make(device, NOW);
    expect(nonce).toHaveLength(32);
    expect(challenges.endOf(nonce, device, NOW + 59)).toBe(expiresAt);
    expect(challenges.endOf(nonce, device, NOW + 60)).toBeNull();
  });

  it('is good on every node with the same key and on no other', () => {
    const { nonce } = challenges.make(device, NOW);
    expect(new SessionChallenge(new Uint8Array(32)).endOf(nonce, device, NOW)).not.toBeNull();
    expect(new SessionChallenge(new Uint8Array(32).fill(1)).endOf(nonce, device, NOW)).toBeNull();
  });

  it('is never one that somebody made up', () => {
    expect(challenges.endOf(randomBytes(32), device, NOW)).toBeNull();
    expect(challenges.endOf(new Uint8Array(32).fill(255), device, NOW)).toBeNull();
  });
});
