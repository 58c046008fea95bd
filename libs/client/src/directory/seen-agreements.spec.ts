import type { Id } from '@sealbridge/vocabulary';

import { memoryStores } from '../../../../test/support/memory-stores.js';
import type { ClientStores } from '../stores.js';
import { requireNewestSeen } from './seen-agreements.js';

describe('the newest version of an agreement', () => {
  let stores: ClientStores;
  beforeEach(() => (stores = memoryStores()));

  const saw = (agreement: string, version: number, statements = 0) =>
    requireNewestSeen(stores, [{ agreement: agreement as Id, version, statements }]);

  it('is kept, and an older one is refused as a failed verification', async () => {
    await saw('a', 2);
    await expect(saw('a', 1)).rejects.toMatchObject({ code: 'E_ROLLBACK', kind: 'verification' });
    await saw('a', 2);
    await saw('a', 3);
    await expect(saw('a', 2)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });

  it('is kept with what was said about it: an end that was seen is not taken back', async () => {
    await saw('a', 2, 1);
    await expect(saw('a', 2)).rejects.toMatchObject({ code: 'E_ROLLBACK', kind: 'verification' });
    await saw('a', 2, 2);
    await saw('a', 3);
    await expect(saw('a', 2, 9)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });

  it('is kept for each agreement', async () => {
    await saw('a', 2);
    await saw('b', 1);
    await expect(saw('a', 1)).rejects.toMatchObject({ code: 'E_ROLLBACK' });
  });
});
