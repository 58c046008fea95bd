import { existsSync } from 'node:fs';

import { Client } from 'pg';

const cluster = process.env['SEALBRIDGE_TEST_POSTGRES'];

/** The run's own cluster was started by this launcher: what it promises can be asked of it. */
async function ask<T extends object>(sql: string): Promise<T[]> {
  const { port, password } = JSON.parse(cluster ?? '{}') as { port: number; password: string };
  const client = new Client({ connectionString: `postgres://postgres:${password}@127.0.0.1:${port}/postgres` });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('speaks version 18 with the built-in UTF-8 locale', async () => {
    const [row] = await ask<{ version: number; provider: string; locale: string }>(
      `SELECT current_setting('server_version_num')::int AS version, datlocprovider AS provider, datlocale AS locale
       FROM pg_database WHERE datname = 'postgres'`,
    );
    expect(row?.version).toBeGreaterThanOrEqual(180_000);
    expect(row).toMatchObject({ provider: 'b', locale: 'C.UTF-8' });
  });

  it('refuses a connection without the right password', async () => {
    const { port } = JSON.parse(cluster ?? '{}') as { port: number };
    const client = new Client({ connectionString: `postgres://postgres:wrong@127.0.0.1:${port}/postgres` });
    await expect(client.connect()).rejects.toThrow(/password authentication failed/);
  });

  it('keeps statements and their values out of its log', async () => {
    const rows = await ask<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('log_min_error_statement', 'log_parameter_max_length', 'log_parameter_max_length_on_error')
       ORDER BY name`,
    );
    expect(rows.map(({ setting }) => setting)).toEqual(['panic', '0', '0']);
  });

  it('leaves no password file behind', async () => {
    const [row] = await ask<{ setting: string }>(`SELECT setting FROM pg_settings WHERE name = 'data_directory'`);
    expect(existsSync(`${row?.setting}/../initdb.password`)).toBe(false);
  });
});
