// Somebody with every right on the database and on the published files changes the record of who did what. `audit verify`
// says so with exit 5 and names the place; a second look says the same; put back, it is green again.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { open, send, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import type { CommandResult } from '../support/instance.js';

jest.setTimeout(60_000);

/** Entries of a full bundle of the published log (C2SP tlog-tiles). */
const ENTRIES_OF_BUNDLE = 256;
/** More entries than a spec makes. */
const ROOM = 64;
/** How far from the end of the log an entry among others stands. */
const BEHIND = 5;

let demo: DemoInstance;
let database: Client;
/** The entry that is tampered with: the opening of a report, which somebody may want undone. */
let index: number;
let bundle: string;

beforeAll(async () => {
  demo = await startDemo();
  database = await demo.superuser();
  await database.query("SET session_replication_role = 'replica'");
  const { reportId } = await send(demo, writeReport(join(demo.scratch, 'report')));
  const opened = succeeded(await open(demo, 'liaison', reportId)).json() as { entry: { index: number } };
  index = opened.entry.index;
  bundle = join(demo.scratch, 'before.zip');
  succeeded(await demo.cli('auditor', ['audit', 'export', '--out', bundle]));
}, 180_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

const verify = (): Promise<CommandResult> => demo.cli('auditor', ['audit', 'verify', '--json']);

interface Verdict {
  readonly verified: boolean;
  readonly steps: readonly { readonly outcome: string; readonly code: string | null; readonly index: number | null }[];
}

/** Verifies twice and expects a finding both times; gives code and place of the first bad entry. */
async function found(): Promise<{
  code: string | null | undefined;
  index: number | null | undefined;
  message: string;
}> {
  const results = [await verify(), await verify()];
  expect(results.map(({ exit }) => exit)).toEqual([5, 5]);
  const [first] = results.map(({ stderr }) => stderr.slice(stderr.indexOf('error:')));
  const stdout = results[0]?.stdout ?? '';
  const failed = stdout === '' ? [] : (JSON.parse(stdout) as Verdict).steps.filter(({ outcome }) => outcome === 'fail');
  return { code: failed[0]?.code, index: failed[0]?.index, message: first ?? '' };
}

async function sizeOfLog(): Promise<number> {
  const { rows } = await database.query<{ size: number }>('SELECT max(idx)::int + 1 AS size FROM log_leaf');
  return rows[0]?.size ?? 0;
}

/** An entry among others in a bundle that is not full before a spec has looked: only a bundle that grows is written again. */
async function entryOfGrowingBundle(): Promise<number> {
  for (;;) {
    const size = await sizeOfLog();
    const filled = size % ENTRIES_OF_BUNDLE;
    if (filled > BEHIND && filled < ENTRIES_OF_BUNDLE - ROOM) return size - BEHIND;
    succeeded(await demo.cli('analyst', ['login']));
  }
}

const putEventBack =
  'DELETE FROM audit_event WHERE leaf_index = $i; INSERT INTO audit_event SELECT * FROM kept_event WHERE leaf_index = $i';
const putLeafBack = 'DELETE FROM log_leaf WHERE idx = $i; INSERT INTO log_leaf SELECT * FROM kept_leaf WHERE idx = $i';

/** Tampers, and undoes it when `work` has looked. */
async function tampered(sql: string, undo: string, work: () => Promise<void>): Promise<void> {
  const { rowCount } = await database.query(sql.replaceAll('$i', String(index)));
  if (rowCount === 0) throw new Error('nothing was changed');
  try {
    await work();
  } finally {
    await database.query(undo.replaceAll('$i', String(index)));
  }
}

it('verifies while nothing is changed', async () => {
  expect((await verify()).exit).toBe(0);
});

describe('a row of the audit record', () => {
  beforeAll(async () => {
    await database.query('CREATE TEMP TABLE kept_event AS SELECT * FROM audit_event');
    await database.query('CREATE TEMP TABLE kept_leaf AS SELECT * FROM log_leaf');
  });
  it.each([
    [
      'whose payload was edited',
      'UPDATE audit_event SET payload = set_byte(payload, 60, get_byte(payload, 60) # 1) WHERE leaf_index = $i',
      putEventBack,
    ],
    [
      'whose salt was edited',
      'UPDATE audit_event SET salt = set_byte(salt, 0, get_byte(salt, 0) # 1) WHERE leaf_index = $i',
      putEventBack,
    ],
    [
      'whose signature by the node was edited',
      'UPDATE audit_event SET node_sig = set_byte(node_sig, 5, get_byte(node_sig, 5) # 1) WHERE leaf_index = $i',
      putEventBack,
    ],
    ['that was deleted', 'DELETE FROM audit_event WHERE leaf_index = $i', putEventBack],
    [
      'that was replaced by the row before it',
      'UPDATE audit_event e SET payload = k.payload, salt = k.salt, node_sig = k.node_sig FROM kept_event k WHERE e.leaf_index = $i AND k.leaf_index = (SELECT max(leaf_index) FROM kept_event WHERE leaf_index < $i)',
      putEventBack,
    ],
    [
      'whose leaf was edited',
      'UPDATE log_leaf SET entry = set_byte(entry, 3, get_byte(entry, 3) # 1) WHERE idx = $i',
      putLeafBack,
    ],
    [
      'whose leaf was given another kind',
      "UPDATE log_leaf SET kind = 'cover', salt = '\\x00000000000000000000000000000000' WHERE idx = $i",
      putLeafBack,
    ],
  ])('%s is found and named', async (_, sql, undo) => {
    await tampered(sql, undo, async () => {
      const { code, index: at } = await found();
      expect([at, code]).toEqual([index, expect.stringMatching(/^E_/)]);
    });
  });

  it('that was put between others is found', async () => {
    const copy = `INSERT INTO audit_event SELECT leaf_index + 1, gen_random_uuid(), leaf_hash, payload, salt, node_sig, about_org, actor_org, action, object_type, object_id, decision, ts_us
      FROM kept_event WHERE leaf_index = $i AND NOT EXISTS (SELECT 1 FROM audit_event WHERE leaf_index = $i + 1)`;
    const update = `UPDATE audit_event e SET payload = k.payload, salt = k.salt FROM kept_event k WHERE e.leaf_index = $i + 1 AND k.leaf_index = $i`;
    const undo =
      'DELETE FROM audit_event WHERE leaf_index = $i + 1; INSERT INTO audit_event SELECT * FROM kept_event WHERE leaf_index = $i + 1';
    const { rowCount } = await database.query(`SELECT 1 FROM audit_event WHERE leaf_index = ${index + 1}`);
    await tampered(rowCount === 0 ? copy : update, undo, async () => {
      expect((await found()).index).toBe(index + 1);
    });
  });
});

describe('a tile in the database', () => {
  it('that was edited stops the log: no witness signs a tree that does not continue the one it knows', async () => {
    const edit = 'UPDATE log_tile SET hashes = set_byte(hashes, 7, get_byte(hashes, 7) # 1) WHERE (level, n) = (1, 0)';
    let before = 0;
    await tampered(edit, edit, async () => {
      // what was being published when the tile changed may still come out
      await sleep(2_000);
      before = publishedSize();
      succeeded(await demo.cli('analyst', ['login']));
      await sleep(3_000);
      expect(await sizeOfLog()).toBeGreaterThan(before);
      expect(publishedSize()).toBe(before);
    });
    while (publishedSize() === before) await sleep(100);
    expect((await verify()).exit).toBe(0);
  });
});

function publishedSize(): number {
  return Number(readFileSync(join(demo.home, 'log', 'prompt', 'checkpoint'), 'utf8').split('\n')[1]);
}

function processOf(name: 'api' | 'sequencer'): number {
  const { processes } = JSON.parse(readFileSync(join(demo.home, 'running.json'), 'utf8')) as {
    processes: Record<string, number>;
  };
  return processes[name] ?? 0;
}

/** Ends one program in order; the supervisor starts it again. */
async function restart(name: 'api' | 'sequencer'): Promise<void> {
  const before = processOf(name);
  process.kill(before, 'SIGTERM');
  while (processOf(name) === before || !(await isReady())) await sleep(100);
}

async function isReady(): Promise<boolean> {
  return fetch(`${demo.url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

describe('a published file', () => {
  /** Flips one bit of a file, looks, and puts it back. */
  async function flipped(path: string, at: number, look: () => Promise<void>): Promise<void> {
    const file = join(demo.home, 'log', path);
    const kept = readFileSync(file);
    const bytes = Buffer.from(kept);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    try {
      await look();
    } finally {
      writeFileSync(file, kept);
    }
  }

  it('with hashes that was edited is found', async () => {
    await flipped('tile/0/000', 40, async () => {
      expect(await found()).toMatchObject({ code: 'E_LEAF', index: 1 });
    });
  });

  it('with entries that was edited is found by who reads the log for the first time', async () => {
    const newcomer = (): Promise<CommandResult> => demo.cli('auditor2', ['audit', 'verify', '--json']);
    await flipped('tile/entries/000', 40, async () => {
      expect([(await newcomer()).exit, (await newcomer()).exit]).toEqual([5, 5]);
    });
    succeeded(await newcomer());
  });
});

describe('a leaf', () => {
  afterEach(async () => {
    await restart('sequencer');
    while (publishedSize() < (await sizeOfLog())) await sleep(100);
    expect((await verify()).exit).toBe(0);
  }, 60_000);

  it('that was deleted is found, and freezes the log', async () => {
    const log = (): string => readFileSync(join(demo.home, 'logs', 'sequencer.log'), 'utf8');
    const before = log().length;
    const among = await entryOfGrowingBundle();
    await database.query('DELETE FROM kept_leaf; INSERT INTO kept_leaf SELECT * FROM log_leaf');
    const at = (sql: string): string => sql.replaceAll('$i', String(among));
    await tampered(at('DELETE FROM log_leaf WHERE idx = $i'), at(putLeafBack), async () => {
      expect((await found()).message).toMatch(/code: E_(SHORT|LOG_CORRUPT)\n$/);
      while (!log().slice(before).includes('E_LOG_CORRUPT')) await sleep(100);
    });
  });

  it('that was deleted while those behind it moved up is found', async () => {
    const end = await sizeOfLog();
    const close = `BEGIN; DELETE FROM log_leaf WHERE idx = $i; UPDATE log_leaf SET idx = -idx WHERE idx > $i AND idx < ${end};
      UPDATE log_leaf SET idx = -idx - 1 WHERE idx < 0; COMMIT`;
    const widen = `BEGIN; UPDATE log_leaf SET idx = -idx WHERE idx >= $i AND idx < ${end - 1};
      UPDATE log_leaf SET idx = -idx + 1 WHERE idx < 0; INSERT INTO log_leaf SELECT * FROM kept_leaf WHERE idx = $i; COMMIT`;
    await tampered(close, widen, async () => {
      expect((await found()).message).toMatch(/^error: /);
    });
  });
});

describe('a row that waits for the log', () => {
  /** Stops the sequencer, has something recorded, tampers with what waits, and lets it go on. */
  async function whileWaiting(sql: string): Promise<void> {
    const sequencer = processOf('sequencer');
    process.kill(sequencer, 'SIGSTOP');
    try {
      await demo.cli('analyst', ['inbox', 'list']);
      const { rowCount } = await database.query(sql);
      expect(rowCount).toBe(1);
    } finally {
      process.kill(sequencer, 'SIGCONT');
    }
    while (await waits()) await sleep(100);
  }

  async function waits(): Promise<boolean> {
    return ((await database.query('SELECT 1 FROM audit_outbox')).rowCount ?? 0) > 0;
  }

  const NEWEST = '(SELECT max(id) FROM audit_outbox)';

  it('and was made up gets no entry, and is kept as evidence', async () => {
    await whileWaiting(`INSERT INTO audit_outbox (kind, entry, event_id, payload, salt, about_org, node_id, boot_id, node_seq, node_sig)
      SELECT kind, entry, event_id, payload, salt, about_org, node_id, boot_id, node_seq + 1000, node_sig FROM audit_outbox WHERE id = ${NEWEST}`);
    const { rows } = await database.query('SELECT code FROM audit_refused');
    expect(rows).toEqual([{ code: 'E_SIGNATURE' }]);
    expect((await verify()).exit).toBe(0);
  });

  it('and was deleted is found as a gap', async () => {
    await whileWaiting(`DELETE FROM audit_outbox WHERE id = ${NEWEST}`);
    // the API tells at its end which numbers it gave out
    await restart('api');
    expect((await found()).code).toBe('E_SEQUENCE_GAP');
  });
});

it('an evidence bundle from before the tampering still verifies, without a server', async () => {
  const policy = join(demo.home, 'demo', 'auditor', 'policy');
  const result = await demo.cli(null, ['audit', 'verify', '--bundle', bundle, '--policy', policy, '--json']);
  expect(result.exit).toBe(0);
});
