// The API as built, on a PostgreSQL of its own that is migrated and thrown away: for long checks, which run outside Jest.
import { groundsOf } from './agreement-grounds.mjs';
import startPostgres, { stopPostgres } from './postgres.mjs';

const CTX_KEY = new Uint8Array(32).fill(7);
const API = '../../apps/api/dist';

/** Runs `work` with the superuser's address of a migrated database and what the API computes previews from. */
export async function withBuiltApi(work) {
  const { ready } = await import('@sealbridge/sodium');
  await ready();
  await startPostgres({ nonFlagArgs: [] });
  const { port, password } = JSON.parse(process.env.SEALBRIDGE_TEST_POSTGRES);
  const url = (role) => `postgres://${role}:${password}@127.0.0.1:${port}/postgres`;
  const modules = await importApi();
  try {
    const passwords = { owner: password, api: password, sequencer: password };
    await modules.migrate({ adminUrl: url('postgres'), passwords, ctxKey: CTX_KEY });
    const source = await modules.makeDataSource({ url: url('sealbridge_api'), application: 'soak' }).initialize();
    try {
      const grounds = groundsOf(new modules.Database(source, CTX_KEY), modules);
      return await work(url('postgres'), { grounds, comparisonOf: modules.comparisonOf });
    } finally {
      await source.destroy();
    }
  } finally {
    delete process.env.SEALBRIDGE_TEST_POSTGRES;
    await stopPostgres();
  }
}

async function importApi() {
  await import('reflect-metadata');
  const parts = [
    'platform/database/migrate.js',
    'platform/database/data-source.js',
    'platform/database/database.js',
    'organisations/agreements/agreement.repository.js',
    'organisations/agreements/preview.repository.js',
    'organisations/agreements/comparison.js',
  ];
  const modules = await Promise.all(parts.map((part) => import(`${API}/${part}`)));
  return Object.assign({}, ...modules);
}
