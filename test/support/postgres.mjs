// Jest global set-up: one PostgreSQL per run, without flushing to disk. It stays outside Jest's CommonJS transform (a
// `.mjs` is imported natively); the launcher it starts is the product's own, so every run of the suite tests it too.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformFileSync } from '@swc/core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = join(root, 'apps/cli/src/instance/postgres');
const compiled = join(root, 'node_modules/.cache/sealbridge/postgres');

/** Libs hold no database: a run that names only specs of libs starts without one. */
function needsDatabase({ nonFlagArgs }) {
  return nonFlagArgs.length === 0 || !nonFlagArgs.every((pattern) => /^(\.\/)?libs\//.test(pattern));
}

/** The launcher's TypeScript as modules Node can import; no build has to come first. */
async function importLauncher() {
  mkdirSync(compiled, { recursive: true });
  writeFileSync(join(compiled, 'package.json'), '{"type":"module"}\n');
  for (const file of readdirSync(sources)) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const { code } = transformFileSync(join(sources, file), {
      swcrc: false,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    writeFileSync(join(compiled, file.replace(/\.ts$/, '.js')), code);
  }
  return import(pathToFileURL(join(compiled, 'cluster.js')).href);
}

export default async function startPostgres(globalConfig) {
  if (process.env.SEALBRIDGE_TEST_POSTGRES !== undefined || !needsDatabase(globalConfig)) return;
  const { startCluster } = await importLauncher();
  const home = mkdtempSync(join(tmpdir(), 'sealbridge-test-'));
  chmodSync(home, 0o711);
  const password = randomBytes(16).toString('hex');
  const cluster = await startCluster({
    home: join(home, 'postgres'),
    password,
    logFile: join(home, 'postgres.log'),
    durable: false,
  });
  process.env.SEALBRIDGE_TEST_POSTGRES = JSON.stringify({ port: cluster.port, password });
  globalThis.sealbridgeTestPostgres = { cluster, home };
}

/** Ends what this run started. Two projects share one cluster: the first to be torn down ends it. */
export async function stopPostgres() {
  const running = globalThis.sealbridgeTestPostgres;
  if (running === undefined) return;
  globalThis.sealbridgeTestPostgres = undefined;
  await running.cluster.stop();
  rmSync(running.home, { recursive: true, force: true });
}
