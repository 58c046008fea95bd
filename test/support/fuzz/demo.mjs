// A whole instance with the demo world, as `npm start` runs it, for checks outside Jest: its programs are processes of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

import { cpuOf } from './budget.mjs';

const BIN = resolve('test/support/sealbridge.mjs');
const START_WITHIN_MS = 180_000;
const PORT_LINE = 3;
/** Limits of requests, raised for a check that sends without a pause; they stay on. */
const RAISED = {
  SEALBRIDGE_LIMIT_MEMBER_PER_MINUTE: '60000',
  SEALBRIDGE_LIMIT_ORG_PER_MINUTE: '120000',
  SEALBRIDGE_LIMIT_GUEST_PER_MINUTE: '60000',
};

/** Runs `work` with a running instance, which is stopped and removed afterwards. */
export async function withDemo(work) {
  const folder = mkdtempSync(join(tmpdir(), 'sealbridge-fuzz-'));
  chmodSync(folder, 0o711);
  const home = join(folder, 'home');
  const supervisor = startSupervisor(home, folder);
  try {
    const url = await announced(supervisor);
    const admin = new pg.Client(superuserOf(home));
    await admin.connect();
    const { api } = JSON.parse(readFileSync(join(home, 'running.json'), 'utf8')).processes;
    try {
      return await work({ url, admin, cpu: cpuOf(api), home, logFile: join(home, 'logs', 'postgres.log') });
    } finally {
      await admin.end();
    }
  } finally {
    if (supervisor.exitCode === null && supervisor.signalCode === null) {
      supervisor.kill('SIGTERM');
      await once(supervisor, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function startSupervisor(home, folder) {
  const own = Object.entries(process.env).filter(([name]) => !/^(SEALBRIDGE_|DATABASE_URL)/.test(name));
  const env = {
    ...Object.fromEntries(own),
    ...RAISED,
    SEALBRIDGE_HOME: home,
    SEALBRIDGE_PORT: '0',
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
  return spawn(process.execPath, [BIN, 'instance', 'start', '--json'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function announced(supervisor) {
  let said = '';
  const ready = new Promise((done) => {
    supervisor.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const url = /"url":\s*"([^"]+)"/.exec(said)?.[1];
      if (url !== undefined && said.trimEnd().endsWith('}')) done(url);
    });
  });
  const ended = once(supervisor, 'exit').then(() => null);
  const late = new AbortController();
  const url = await Promise.race([ready, ended, sleep(START_WITHIN_MS, null, { signal: late.signal })]);
  late.abort();
  if (url === null) throw new Error('the instance did not start');
  return url;
}

function superuserOf(home) {
  const far = join(home, 'postgres', 'location');
  const store = existsSync(far) ? readFileSync(far, 'utf8').trim() : join(home, 'postgres', 'store');
  const port = Number(readFileSync(join(store, 'data', 'postmaster.pid'), 'utf8').split('\n')[PORT_LINE]);
  const password = readFileSync(join(home, 'keys', 'database', 'superuser'), 'utf8').trim();
  return { host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' };
}
