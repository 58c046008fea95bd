import { fromBase64Url, sha256, toHex } from '@sealbridge/sodium';

import type { ApiClient } from '../../../../test/support/api-documents.js';
import { startApi, type TestApi } from '../../../../test/support/api.js';
import { offerFor, open, openInput, sealFor, sendReport, upload } from '../../../../test/support/api-reports.js';
import { LockRepository } from '../people/lock.repository.js';
import { SessionRepository } from '../people/session.repository.js';
import { makeDataSource } from '../platform/database/data-source.js';
import { Database } from '../platform/database/database.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';
import { BlobRepository } from './blob.repository.js';
import { OpeningRepository } from './opening.repository.js';

const LIMIT = 100;

describe('what the jobs remove', () => {
  let api: TestApi;
  let analyst: ApiClient;
  let source: ReturnType<typeof makeDataSource>;
  let database: Database;

  beforeAll(async () => {
    api = await startApi();
    analyst = await api.signIn(api.world.analyst);
    source = makeDataSource({ url: api.database.apiUrl, application: 'spec', entities: [] });
    await source.initialize();
    database = new Database(source, api.database.ctxKey);
  }, 60_000);
  afterAll(async () => {
    await source.destroy();
    await api.stop();
  });

  const count = async (table: string): Promise<number> => {
    const { rows } = await api.admin.query<{ n: number }>(`select count(*)::integer as n from sealbridge.${table}`);
    return rows[0]?.n ?? -1;
  };

  it('is old ciphertext that no report names, with its slices, and no other', async () => {
    const sent = await sendReport(api, analyst);
    const [old, young] = [await sealFor(api), await sealFor(api)];
    await upload(analyst, old);
    await upload(analyst, young);
    await api.admin.query(`update sealbridge.blob set made_at = now() - interval '25 hours' where sha256 = any($1)`, [
      [sent, old].map(({ body }) => Buffer.from(body.sha256)),
    ]);
    const swept = await database.system((tx) => new BlobRepository().sweep(tx, 24, LIMIT));
    expect(swept).toBe(1);
    const { rows } = await api.admin.query<{ sha256: Buffer }>('select sha256 from sealbridge.blob');
    const left = rows.map(({ sha256 }) => toHex(sha256));
    expect(left.sort()).toEqual([toHex(sent.body.sha256), toHex(young.body.sha256)].sort());
    const orphans = await api.admin.query(
      'select 1 from sealbridge.blob_chunk c where not exists (select 1 from sealbridge.blob b where b.row = c.blob_row)',
    );
    expect(orphans.rowCount).toBe(0);
  });

  it('is at most so much in one run', async () => {
    for (let n = 0; n < 3; n += 1) await upload(analyst, await sealFor(api));
    await api.admin.query(`update sealbridge.blob set made_at = now() - interval '25 hours'`);
    expect(await database.system((tx) => new BlobRepository().sweep(tx, 24, 2))).toBe(2);
  });

  it('is a used nonce that has ended long since', async () => {
    const { reportId } = await sendReport(api, analyst);
    const liaison = await api.signIn(api.world.liaison);
    await open(liaison, openInput(api, api.world.liaison, await offerFor(liaison, reportId)));
    await database.system((tx) => new OpeningRepository().purgeNonces(tx, 600, LIMIT));
    expect(await count('opening_nonce')).toBe(1);
    await api.admin.query(`update sealbridge.opening_nonce set used_at = now() - interval '11 minutes'`);
    await database.system((tx) => new OpeningRepository().purgeNonces(tx, 600, LIMIT));
    expect(await count('opening_nonce')).toBe(0);
  });

  it('is the key of a request of yesterday, and no younger one', async () => {
    const keys = new IdempotencyRepository();
    await sendReport(api, analyst);
    const before = await count('idempotency');
    await database.system((tx) => keys.purge(tx, 24, LIMIT));
    expect(await count('idempotency')).toBe(before);
    await api.admin.query(`update sealbridge.idempotency set made_at = now() - interval '25 hours'`);
    await database.system((tx) => keys.purge(tx, 24, LIMIT));
    expect(await count('idempotency')).toBe(0);
  });

  it('is a used challenge that is over, and a failure that counts no more', async () => {
    await api.tryToSignIn(api.world.analyst, { origin: 'http://localhost:1' });
    await api.admin.query(`update sealbridge.used_challenge set expires_at = now() - interval '1 second'`);
    await api.admin.query(`update sealbridge.sign_in_failure set last_at = now() - interval '16 minutes'`);
    await database.system(async (tx) => {
      await new SessionRepository().purge(tx, LIMIT);
      await new LockRepository().purge(tx, LIMIT);
    });
    expect(await count('used_challenge')).toBe(0);
    expect(await count('sign_in_failure')).toBe(0);
  });

  it('is a session that ended yesterday', async () => {
    const token = await api.tokenOf(api.world.liaison2);
    const hash = Buffer.from(sha256(fromBase64Url(token)));
    const ended = (when: string) =>
      api.admin.query(`update sealbridge.session set ended_at = now() - $2::interval where token_hash = $1`, [
        hash,
        when,
      ]);
    const there = async () =>
      (await api.admin.query('select 1 from sealbridge.session where token_hash = $1', [hash])).rowCount;
    await ended('1 hour');
    await database.system((tx) => new SessionRepository().purge(tx, LIMIT));
    expect(await there()).toBe(1);
    await ended('25 hours');
    await database.system((tx) => new SessionRepository().purge(tx, LIMIT));
    expect(await there()).toBe(0);
  });

  it('is the session of a device that was revoked', async () => {
    await api.admin.query(`update sealbridge.device set state = 'revoked' where id = $1`, [api.world.liaison.device]);
    await database.system((tx) => new SessionRepository().purge(tx, LIMIT));
    const { rows } = await api.admin.query(
      `select bool_and(ended_at is not null) as ended from sealbridge.session where device_id = $1`,
      [api.world.liaison.device],
    );
    expect(rows).toEqual([{ ended: true }]);
    expect(await count('session where ended_at is null')).toBeGreaterThan(0);
  });
});
