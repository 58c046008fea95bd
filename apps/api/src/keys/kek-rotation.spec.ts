import { readdirSync, renameSync } from 'node:fs';
import { mkdtemp, mkdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ready, randomBytes } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sendReport } from '../../../../test/support/api-reports.js';
import { makeDataSource } from '../platform/database/data-source.js';
import { Database } from '../platform/database/database.js';
import { KekRotationRepository } from './kek-rotation.repository.js';
import { KekRotationService } from './kek-rotation.service.js';
import { KekStore } from './kek-store.js';
import { unwrapGrant, unwrapShredKey, wrapGrant, wrapShredKey } from './shred-wrap.js';

const DAY_MS = 86_400_000;

describe('wrapping', () => {
  beforeAll(() => ready());

  const reportId = idFromBytes(new Uint8Array(16).fill(1));
  const otherId = idFromBytes(new Uint8Array(16).fill(2));
  const place = { reportId, version: 1, grantId: otherId, kekId: 'kek' };

  it('opens a grant only at its place', () => {
    const key = randomBytes(32);
    const wrapped = wrapGrant(randomBytes(100), key, place);
    expect(unwrapGrant(wrapped, key, place)).toHaveLength(100);
    const elsewhere = [{ reportId: otherId }, { version: 2 }, { grantId: reportId }, { kekId: 'other' }];
    for (const change of elsewhere) expect(() => unwrapGrant(wrapped, key, { ...place, ...change })).toThrow();
  });

  it('opens a shred key only for its report and under its weekly key', () => {
    const kek = { id: 'kek', key: randomBytes(32) };
    const wrapped = wrapShredKey(randomBytes(32), reportId, kek);
    expect(unwrapShredKey(wrapped, reportId, kek)).toHaveLength(32);
    expect(() => unwrapShredKey(wrapped, otherId, kek)).toThrow();
    expect(() => unwrapShredKey(wrapped, reportId, { ...kek, id: 'other' })).toThrow();
    expect(() => unwrapShredKey(wrapped, reportId, { ...kek, key: randomBytes(32) })).toThrow();
  });
});

describe('the weekly key', () => {
  let api: TestApi;
  let store: KekStore;
  let source: ReturnType<typeof makeDataSource>;
  let rotation: KekRotationService;

  beforeAll(async () => {
    api = await startApi();
    store = new KekStore(api.keysDir);
    source = makeDataSource({ url: api.database.apiUrl, application: 'spec', entities: [] });
    await source.initialize();
    rotation = new KekRotationService(new Database(source, api.database.ctxKey), new KekRotationRepository(), store);
  }, 60_000);
  afterAll(async () => {
    await source.destroy();
    await api.stop();
  });

  it('is there after the start, readable by its owner alone', async () => {
    const [id] = await store.ids();
    const { mode } = await stat(join(api.keysDir, 'shred-kek', `${id ?? ''}.key`));
    expect(mode & 0o777).toBe(0o600);
  });

  it('stays while it is young', async () => {
    expect(await rotation.run()).toEqual({ made: null, rewrapped: 0, destroyed: [] });
  });

  it('gives way to a new one after six days: living rows move over, then the old file goes, and reports still open', async () => {
    const analyst = await api.signIn(api.world.analyst);
    const liaison = await api.signIn(api.world.liaison);
    const { reportId } = await sendReport(api, analyst);
    const [old = ''] = await store.ids();
    const later = new Date(Date.now() + 6 * DAY_MS);
    const first = await rotation.run(later);
    expect(first).toMatchObject({ rewrapped: 1, destroyed: [] });
    expect(first.made).not.toBeNull();
    const second = await rotation.run(new Date(later.getTime() + 3_700_000));
    expect(second).toEqual({ made: null, rewrapped: 0, destroyed: [old] });
    expect(readdirSync(join(api.keysDir, 'shred-kek'))).toEqual([`${first.made ?? ''}.key`]);
    const answer = await open(liaison, openInput(api, api.world.liaison, await offerFor(liaison, reportId)));
    expect(answer.__typename).toBe('OpenReportPayload');
  });

  it('keeps a file that a row still needs', async () => {
    const [current = ''] = await store.ids();
    await api.admin.query(`update sealbridge.shred_key set kek_id = '20200101T000000Z-00000000'`);
    const path = join(api.keysDir, 'shred-kek');
    renameSync(join(path, `${current}.key`), join(path, '20200101T000000Z-00000000.key'));
    await expect(rotation.run(new Date(Date.now() + 30 * DAY_MS))).rejects.toThrow();
    expect(readdirSync(path)).toContain('20200101T000000Z-00000000.key');
  });
});

describe('a store without any key', () => {
  it('throws instead of writing under none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kek-'));
    await mkdir(join(folder, 'shred-kek'));
    await expect(new KekStore(folder).newest()).rejects.toThrow('no key-encryption key');
    await rm(folder, { recursive: true });
  });
});
