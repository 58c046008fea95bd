// A malicious server: as the database's superuser, and in between client and API, it changes what was sealed. Whatever it
// changes, the reader's program refuses with exit 5 and shows nothing of the report.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Client } from 'pg';

import { freePort } from '../../apps/cli/src/instance/postgres/free-port.js';
import { failure, open, send, type Sent, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import type { CommandResult } from '../support/instance.js';
import { type Proxy, startProxy } from '../support/proxy.js';

/** Stands in the text and in both attachments: may appear nowhere when a report does not open. */
const SECRET = 'Kettlewhistle';
/** Flips per part, from its first byte to its last. */
const SPREAD = 3;

jest.setTimeout(60_000);

let demo: DemoInstance;
let proxy: Proxy;
let database: Client;
let report: Sent;
let other: Sent;

beforeAll(async () => {
  proxy = await startProxy();
  const port = await freePort();
  demo = await startDemo({ env: { SEALBRIDGE_ORIGIN: proxy.origin, SEALBRIDGE_PORT: String(port) } });
  proxy.forwardTo(port);
  database = await demo.superuser();
  report = await send(demo, reportWithAttachments());
  other = await send(demo, writeReport(join(demo.scratch, 'other'), { title: SECRET, identifiers: null }), {
    from: 'analyst2',
    to: ['northgate', 'eastport'],
    readers: 3,
  });
}, 180_000);

afterEach(() => proxy.rewriteWith(null));

afterAll(async () => {
  await database.end();
  await demo.stop();
  await proxy.stop();
}, 60_000);

function reportWithAttachments() {
  const folder = join(demo.scratch, 'report');
  mkdirSync(folder);
  writeFileSync(join(folder, 'one.txt'), `${SECRET} one\n`.repeat(4000));
  writeFileSync(join(folder, 'two.txt'), `${SECRET} two\n`.repeat(4000));
  return writeReport(folder, { narrative: `${SECRET} is not to be seen.`, attachments: ['one.txt', 'two.txt'] });
}

/** Opens the report with its attachments as the liaison. */
async function read(reportId = report.reportId): Promise<CommandResult & { readonly saved: readonly string[] }> {
  const folder = join(demo.scratch, 'saved');
  const result = await open(demo, 'liaison', reportId, ['--attachments-to', folder]);
  const saved = existsSync(folder) ? readdirSync(folder) : [];
  rmSync(folder, { recursive: true, force: true });
  return { ...result, saved };
}

/** Reads, and expects a refusal that shows nothing. */
async function expectRefusal(exit = 5, code: unknown = 'E_OPEN', reportId = report.reportId): Promise<void> {
  const result = await read(reportId);
  expect(failure(result)).toEqual({ exit, code });
  expect(result.stderr).not.toContain(SECRET);
  expect(result.saved.filter((name) => name.endsWith('.part'))).toEqual([]);
}

/** Runs one statement; `$1` is the row of the report. */
async function change(sql: string, reportId = report.reportId): Promise<void> {
  const { rowCount } = await database.query(sql.replaceAll('$1', `(SELECT row FROM report WHERE id = '${reportId}')`));
  if (rowCount === 0) throw new Error(`nothing was changed: ${sql}`);
}

/** Runs `work` between a change and what undoes it. */
async function whileChanged(sql: string, undo: string, work: () => Promise<void>): Promise<void> {
  await change(sql);
  try {
    await work();
  } finally {
    await change(undo);
  }
}

const BODY = '(SELECT blob_row FROM report_blob WHERE row = $1 AND ordinal = 0)';
const FIRST = '(SELECT blob_row FROM report_blob WHERE row = $1 AND ordinal = 1)';
const SECOND = '(SELECT blob_row FROM report_blob WHERE row = $1 AND ordinal = 2)';
const NORTHGATE = "(SELECT id FROM unit WHERE handle = 'northgate')";

it('opens while nothing is changed', async () => {
  const result = await read();
  succeeded(result);
  expect(result.stdout).toContain(SECRET);
  expect(result.saved).toEqual(['one.txt', 'two.txt']);
});

describe('one flipped bit', () => {
  it.each([
    ['the frame', 'report_version', 'frame', 'row = $1'],
    ['the policy', 'report_version', 'policy', 'row = $1'],
    ['the salt of the card', 'report_card', 'salt', 'row = $1'],
    ['the card', 'report_card', 'card', 'row = $1'],
    ['the body', 'blob_chunk', 'bytes', `blob_row = ${BODY} AND n = 0`],
    ['an attachment', 'blob_chunk', 'bytes', `blob_row = ${FIRST} AND n = 0`],
    [
      'the end of an attachment',
      'blob_chunk',
      'bytes',
      `blob_row = ${SECOND} AND n = (SELECT max(n) FROM blob_chunk WHERE blob_row = ${SECOND})`,
    ],
  ])('in %s is refused, wherever it is', async (_, table, column, where) => {
    for (let place = 0; place < SPREAD; place += 1) {
      const at = `(octet_length(${column}) - 1) * ${place} / ${SPREAD - 1}`;
      const flip = `UPDATE ${table} SET ${column} = set_byte(${column}, ${at}, get_byte(${column}, ${at}) # ${1 << place}) WHERE ${where}`;
      await whileChanged(flip, flip, () => expectRefusal());
    }
  });

  it.each([
    ['signature', 'octet_length(frame) - 1', 5, 'E_OPEN'],
    ['content: it is another set, which nobody signed', '200', 5, 'E_OPEN'],
  ])('in the grant set is refused, in its %s', async (_, at, exit, code) => {
    const flip = `UPDATE grantset SET frame = set_byte(frame, ${at}, get_byte(frame, ${at}) # 1) WHERE row = $1`;
    await whileChanged(flip, flip, () => expectRefusal(exit, code));
  });

  it("in the reader's lockbox is refused", async () => {
    const flip = `UPDATE lockbox SET lockbox = set_byte(lockbox, 99, get_byte(lockbox, 99) # 1) WHERE unit_id = ${NORTHGATE} AND $1 > 0`;
    await whileChanged(flip, flip, () => expectRefusal(5, expect.stringMatching(/^E_/)));
  });

  it('in the stored grant stops the server itself, which cannot unwrap it', async () => {
    const flip = `UPDATE stored_grant SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1) WHERE row = $1 AND unit_id = ${NORTHGATE}`;
    await whileChanged(flip, flip, () => expectRefusal(1, 'E_INTERNAL'));
  });
});

describe('another piece in the place of the right one', () => {
  /** What the server answered to this operation when `profile` opened the report. */
  async function captured(operation: string, profile: string, reportId: string): Promise<Record<string, unknown>> {
    const answers: Record<string, unknown>[] = [];
    proxy.rewriteWith((name, data) => {
      if (name === operation) answers.push(Object.values(data)[0] as Record<string, unknown>);
      return null;
    });
    succeeded(await open(demo, profile, reportId));
    proxy.rewriteWith(null);
    const [answer] = answers;
    if (answer === undefined) throw new Error(`${operation} was not asked`);
    return answer;
  }

  /** From now on answers to an operation have these fields of another answer. */
  function paste(operation: string, from: Record<string, unknown>, fields: readonly string[]): void {
    proxy.rewriteWith((name, data) => {
      const [field, answer] = Object.entries(data)[0] ?? ['', {}];
      const pasted = Object.fromEntries(fields.map((key) => [key, from[key]]));
      return name === operation ? { [field]: { ...(answer as object), ...pasted } } : null;
    });
  }

  it('is refused: the grant of another report', async () => {
    paste('OpenReport', await captured('OpenReport', 'liaison', other.reportId), ['grant']);
    await expectRefusal();
  });

  it('is refused: the grant of another recipient of the same report', async () => {
    paste('OpenReport', await captured('OpenReport', 'outsider', other.reportId), ['grant']);
    await expectRefusal(5, 'E_OPEN', other.reportId);
  });

  it('is refused: the card of another report', async () => {
    paste('OpenReport', await captured('OpenReport', 'liaison', other.reportId), ['card', 'cardSalt']);
    await expectRefusal();
  });

  it.each([['frame'], ['policy'], ['grantSet']])('is refused: the %s of another report', async (field) => {
    paste('OpeningOffer', await captured('OpeningOffer', 'liaison', other.reportId), [field]);
    await expectRefusal();
  });

  it('is refused: a whole other report under the id of this one', async () => {
    const fields = ['frame', 'policy', 'grantSet', 'grantId', 'reportHash', 'grantSetHash'];
    paste('OpeningOffer', await captured('OpeningOffer', 'liaison', other.reportId), fields);
    await expectRefusal();
  });

  it('is refused: two attachments of one report exchanged', async () => {
    const swap = `UPDATE blob_chunk a SET bytes = b.bytes FROM blob_chunk b WHERE a.n = b.n AND
      (a.blob_row, b.blob_row) IN ((${FIRST}, ${SECOND}), (${SECOND}, ${FIRST}))`;
    await whileChanged(swap, swap, () => expectRefusal());
  });
});

describe('a shorter stream', () => {
  beforeAll(async () => {
    await change('CREATE TEMP TABLE kept AS SELECT * FROM blob_chunk');
  });
  const last = (blob: string): string =>
    `blob_row = ${blob} AND n = (SELECT max(n) FROM blob_chunk WHERE blob_row = ${blob})`;
  /** The server says the shorter length and serves it. */
  const measure =
    'UPDATE blob b SET length = (SELECT sum(octet_length(bytes)) FROM blob_chunk c WHERE c.blob_row = b.row)';
  const undo = `DELETE FROM blob_chunk; INSERT INTO blob_chunk SELECT * FROM kept; ${measure}`;

  it.each([
    ['the body', BODY],
    ['an attachment', FIRST],
  ])('is refused: %s without its last bytes', async (_, blob) => {
    const cut = `UPDATE blob_chunk SET bytes = substring(bytes FROM 1 FOR octet_length(bytes) - 17) WHERE ${last(blob)}`;
    await whileChanged(`${cut}; ${measure}`, undo, () => expectRefusal());
  });

  it('is refused: an attachment without its last row', async () => {
    await whileChanged(`DELETE FROM blob_chunk WHERE ${last(SECOND)}; ${measure}`, undo, () => expectRefusal());
  });

  it('is refused: an attachment that ends before its length', async () => {
    await whileChanged(`DELETE FROM blob_chunk WHERE ${last(SECOND)}`, undo, () => expectRefusal(7, 'E_NETWORK'));
  });
});

describe('an older state than the reader has seen', () => {
  const file = (): string => join(demo.home, 'demo', 'liaison', 'seen-reports.json');
  type Seen = Record<string, { version: number; seq: number; grantSetHash: string }>;

  it.each([
    ['a version before the one opened', { version: 2 }],
    ['a grant set before the one seen', { seq: 1 }],
    ['another grant set of the same number', { grantSetHash: 'ab'.repeat(32) }],
  ])('is refused: %s', async (_, seen) => {
    const kept = readFileSync(file(), 'utf8');
    const all = JSON.parse(kept) as Seen;
    const entry = all[report.reportId];
    if (entry === undefined) throw new Error('the report was never opened');
    writeFileSync(file(), JSON.stringify({ ...all, [report.reportId]: { ...entry, ...seen } }));
    await expectRefusal();
    writeFileSync(file(), kept);
  });
});

it('opens again once everything is as it was', async () => {
  const result = await read();
  succeeded(result);
  expect(result.saved).toEqual(['one.txt', 'two.txt']);
});
