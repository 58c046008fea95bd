import { directoryEntry } from '@sealbridge/directory';
import { ready } from '@sealbridge/sodium';
import { encodeEntryBundle } from '@sealbridge/transparency';

import { makeLogFixture, ORIGIN, type LogFixture } from '../../../../test/support/log-fixture.js';
import { memoryStores } from '../../../../test/support/memory-stores.js';
import type { ClientStores } from '../stores.js';
import { EMPTY_VIEW, extendView, readView, writeView } from './log-view.js';
import { syncLog, type VerifiedLog } from './sync-log.js';

const COSIGNED_AT = 1_700_000_100;
const ENTRIES = 20;

describe('the log of a profile', () => {
  let stores: ClientStores;
  let log: LogFixture;

  beforeAll(ready);
  beforeEach(() => {
    stores = memoryStores();
    log = makeLogFixture();
    while (log.lines.length < ENTRIES) log.audit();
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  interface Change {
    readonly origin?: string;
    readonly bundle?: Uint8Array;
    readonly of?: LogFixture;
  }

  function sync({ origin = ORIGIN, bundle, of = log }: Change = {}): Promise<VerifiedLog> {
    const entries = bundle ?? encodeEntryBundle(of.lines.map(({ entry }) => entry));
    return syncLog(
      { profile: { origin }, policy: log.policy, stores },
      {
        files: { read: () => Promise.resolve(entries) },
        note: () => Promise.resolve(log.checkpoint().note),
      },
    );
  }

  it('is taken when its entries give the root of its checkpoint', async () => {
    expect((await sync()).edge.size).toBe(ENTRIES);
  });

  it.each<[string, () => Change, string]>([
    ['it is another log than the profile was enrolled for', () => ({ origin: 'log.example/other' }), 'E_ORIGIN'],
    ['an entry is another one', () => ({ of: filled(makeLogFixture()) }), 'E_FORK'],
    ['a bundle is cut short', () => ({ bundle: Uint8Array.of(0, 9, 1) }), 'E_FORM'],
    ['an entry claims to be a directory event and is not', () => ({ bundle: badDirectoryEvent() }), 'E_RECORD'],
  ])('is refused as a failed verification when %s', async (_name, change, code) => {
    await expect(sync(change())).rejects.toMatchObject({ name: 'ClientError', code, kind: 'verification' });
  });

  it('says the time of the newest cosignature when the clock was set back behind it', async () => {
    jest.spyOn(Date, 'now').mockReturnValue((COSIGNED_AT - 60) * 1000);
    expect((await sync()).now).toBe(COSIGNED_AT);
    jest.spyOn(Date, 'now').mockReturnValue((COSIGNED_AT + 60) * 1000);
    expect((await sync()).now).toBe(COSIGNED_AT + 60);
  });

  it('gives a grant set the first place it has', () => {
    const { entry } = log.grantSet();
    const leafHash = new Uint8Array(32);
    const view = extendView(extendView(EMPTY_VIEW, [{ index: 0, entry, leafHash }]), [{ index: 1, entry, leafHash }]);
    expect([...view.grantSets.values()]).toEqual([0]);
  });

  it('keeps the first place of a signed agreement and of a record about the policy, and reads anew what an earlier version kept', () => {
    const leafHash = new Uint8Array(32);
    const [agreement, rules] = [log.agreement(), log.rulesRecord()];
    const entries = [agreement, rules, agreement, rules].map(({ entry }, index) => ({ index, entry, leafHash }));
    const kept = writeView(extendView(EMPTY_VIEW, entries));
    const view = readView(kept, directoryEntry);
    expect([[...view.agreements.values()], [...view.rules.values()]]).toEqual([[0], [1]]);
    expect(() => readView(kept.replace('"version":3', '"version":2'), directoryEntry)).toThrow('another version');
  });

  function filled(other: LogFixture): LogFixture {
    while (other.lines.length < ENTRIES) other.audit();
    return other;
  }

  function badDirectoryEvent(): Uint8Array {
    const entries = log.lines.map(({ entry }) => entry);
    return encodeEntryBundle([new TextEncoder().encode(`dl1${'x'.repeat(64)}`), ...entries.slice(1)]);
  }
});
