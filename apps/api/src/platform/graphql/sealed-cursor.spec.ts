import { randomBytes, ready } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { SealedCursor } from './sealed-cursor.js';

describe('a cursor', () => {
  const org = idFromBytes(new Uint8Array(16).fill(1));
  const other = idFromBytes(new Uint8Array(16).fill(2));
  let key: Uint8Array;

  beforeAll(async () => {
    await ready();
    key = randomBytes(32);
  });

  it('gives its row back on any node with the key', () => {
    for (const row of [0n, 1n, 2n ** 62n]) {
      const cursor = new SealedCursor(key).seal('inbox', org, row);
      expect(new SealedCursor(key).open('inbox', org, cursor)).toBe(row);
    }
  });

  it('is nothing for another list, organisation or key, or when changed', () => {
    const cursors = new SealedCursor(key);
    const cursor = cursors.seal('inbox', org, 7n);
    expect(cursors.open('ledger', org, cursor)).toBeNull();
    expect(cursors.open('inbox', other, cursor)).toBeNull();
    expect(new SealedCursor(randomBytes(32)).open('inbox', org, cursor)).toBeNull();
    const changed = ['', 'x', `${cursor}A`, cursor.slice(0, -2), 'A'.repeat(500), 'ü'];
    for (const text of changed) expect(cursors.open('inbox', org, text)).toBeNull();
  });

  it('looks different each time', () => {
    const cursors = new SealedCursor(key);
    expect(cursors.seal('inbox', org, 7n)).not.toBe(cursors.seal('inbox', org, 7n));
  });

  it('gives the place in a list of any order back, and is no row number', () => {
    const cursors = new SealedCursor(key);
    const cursor = cursors.sealKey('members', org, ['northgate', 7]);
    expect(cursors.openKey('members', org, cursor)).toEqual(['northgate', 7]);
    expect(cursors.open('members', org, cursor)).toBeNull();
    expect(cursors.openKey('members', org, cursors.seal('members', org, 7n))).toBeNull();
    expect(cursors.openKey('members', other, cursor)).toBeNull();
  });
});
