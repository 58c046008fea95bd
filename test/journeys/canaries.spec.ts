// Words that stand nowhere else are sealed into reports, and the reports are sent and read. Afterwards the words, and the
// private keys of everybody, are looked for in all that a thief of the server, its disk or its network could take.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { openUnitSeed, syncDirectory } from '@sealbridge/client';
import type { Client } from 'pg';

import { unpackBundle } from '../../apps/cli/src/audit/bundle/unpack.js';
import { openDeviceKeys } from '../../apps/cli/src/instance/demo/key-files.js';
import { layoutOf } from '../../apps/cli/src/instance/home.js';
import { freePort } from '../../apps/cli/src/instance/postgres/free-port.js';
import { asPerson } from '../support/as-person.js';
import { type CheckedFinding, decisionsFor, readCases } from '../support/case-decisions.js';
import { open, send, succeeded, WHY, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { casesDir } from '../support/outside-data.js';
import { type Proxy, startProxy } from '../support/proxy.js';
import { dumpOf, filesBelow, SecretScan } from '../support/secret-scan.js';

const CASES = 4;
const SHORTEST_PHRASE = 8;
const PROFILES = [
  'analyst',
  'reader',
  'admin',
  'analyst2',
  'analyst3',
  'liaison',
  'liaison2',
  'outsider',
  'auditor',
  'steward1',
];
/** One per place in which a person can write. */
const WORDS = {
  title: 'Ambelquorra',
  narrative: 'Brindlethwack',
  removed: 'Cavendoodle',
  generalised: 'Drumblewharf',
  replacement: 'Eskimothrope',
  identifier: 'Fennimorgue',
  attachmentName: 'Gallowfrisk',
  attachment: 'Hobblenacre',
  attest: 'Inglebrawn',
  combination: 'Jankermouse',
  closing: 'Kestrelbaum',
  kept: 'Lumberjill',
};
const PLANTED = { table: 'Muddleplume', log: 'Nettlecrank', wal: 'Oddlebotham', file: 'Pepperquill' };
/** Keeps temporary files, so that they can be looked at. */
const KEEP_TEMPORARY = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { rmSync } = fs;
fs.rmSync = (path, options) => void (String(path).startsWith(process.env.TMPDIR) || rmSync(path, options));
syncBuiltinESMExports();
`;

jest.setTimeout(120_000);

let folder: string;
let demo: DemoInstance;
let proxy: Proxy;
let database: Client;
const secrets = new Map<string, string | Uint8Array>(Object.entries(WORDS));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealbridge-canaries-'));
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'keep.mjs'), KEEP_TEMPORARY);
  proxy = await startProxy();
  const port = await freePort();
  proxy.forwardTo(port);
  demo = await startDemo({
    env: {
      SEALBRIDGE_ORIGIN: proxy.origin,
      SEALBRIDGE_PORT: String(port),
      TMPDIR: join(folder, 'tmp'),
      NODE_OPTIONS: `--import=${join(folder, 'keep.mjs')}`,
    },
  });
  database = await demo.superuser();
  await sendCanaries();
  await sendCases();
  await collectKeys();
  succeeded(await demo.cli('auditor', ['audit', 'export', '--out', join(folder, 'evidence.zip')]));
  await database.query('CHECKPOINT');
}, 240_000);

afterAll(async () => {
  await database.end();
  await demo.stop();
  await proxy.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A report with a word in every place, checked, previewed, sent and read, its attachment too. */
async function sendCanaries(): Promise<void> {
  const place = join(demo.scratch, 'canaries');
  mkdirSync(place);
  const attachment = `${WORDS.attachmentName}.txt`;
  writeFileSync(join(place, attachment), `${WORDS.attachment}\n`.repeat(9000));
  const { narrative, removed, generalised, kept, identifier } = WORDS;
  const report = writeReport(
    place,
    {
      title: `Title ${WORDS.title}`,
      narrative: `Text ${narrative}. Then ${removed} met ${generalised} and ${kept}; ${identifier} drives.`,
      identifiers: [{ kind: 'alias', value: identifier }],
      attachments: [attachment],
    },
    {
      attest: WORDS.attest,
      combination: { answered: true, note: `note ${WORDS.combination}` },
      closing: [true, false, false],
      closingNote: `note ${WORDS.closing}`,
      decisions: [
        { statement: 1, text: removed, outcome: 'remove' },
        { statement: 1, text: generalised, outcome: 'generalise', value: WORDS.replacement },
        { statement: 1, text: kept, outcome: 'keep', reason: `because ${kept}` },
        { statement: 1, text: identifier, outcome: 'seal', kind: 'alias' },
      ],
    },
  );
  const flags = ['--decisions', report.decisions];
  succeeded(await demo.cli('analyst', ['report', 'check', report.report, ...flags]));
  succeeded(await demo.cli('analyst', ['report', 'preview', report.report, ...flags, '--to', 'northgate']));
  const { reportId } = await send(demo, report);
  const opened = succeeded(await open(demo, 'liaison', reportId, ['--attachments-to', join(demo.scratch, 'saved')]));
  const sealed: (keyof typeof WORDS)[] = ['title', 'narrative', 'replacement', 'identifier', 'attachmentName', 'kept'];
  for (const name of sealed) expect(opened.stdout).toContain(WORDS[name]);
  expect(opened.stdout).not.toContain(WORDS.removed);
  const refused = ['report', 'open', reportId, ...WHY.with(1, 'victim_safeguarding')];
  await demo.cli('outsider', refused);
  succeeded(await demo.cli('analyst', ['report', 'ledger', reportId]));
}

/** Some of the case files; of them everything that the gold decisions call directly identifying. */
async function sendCases(): Promise<void> {
  const cases = casesDir();
  if (cases === null) return;
  for (const one of readCases(cases).filter((_, index) => index % Math.floor(24 / CASES) === 0)) {
    const checked = (await demo.cli(null, ['report', 'check', one.reportPath, '--json'])).json();
    const decisions = join(demo.scratch, `${one.name}.json`);
    writeFileSync(decisions, JSON.stringify(decisionsFor(one, (checked as { findings: CheckedFinding[] }).findings)));
    const { reportId } = await send(demo, { report: one.reportPath, decisions });
    succeeded(await open(demo, 'liaison', reportId));
    const text = readFileSync(one.reportPath, 'utf8');
    for (const span of one.gold.spans as readonly { text?: string; must: string }[]) {
      const phrase = span.must === 'direct' ? span.text : undefined;
      if (phrase !== undefined && phrase.length >= SHORTEST_PHRASE && text.includes(phrase))
        secrets.set(`${one.name}: ${phrase}`, phrase);
    }
  }
}

/** The private keys of people, units and the server. */
async function collectKeys(): Promise<void> {
  const home = layoutOf(demo.home);
  for (const profile of ['liaison', 'analyst', 'outsider']) {
    const person = await asPerson(demo, profile);
    const { state } = await syncDirectory(person);
    const { seed } = await openUnitSeed(person, state, person.profile.unit, 1);
    secrets.set(`unit key of ${profile}`, seed);
  }
  for (const profile of PROFILES) {
    const { sign, kem } = openDeviceKeys(home, profile);
    secrets.set(`signing key of ${profile}`, sign.privateKey.slice(0, 32));
    secrets.set(`sealing key of ${profile}`, kem.seed);
  }
  for (const name of ['node.key', 'cursor.key'])
    secrets.set(name, new Uint8Array(readFileSync(join(home.apiKeys, name))));
  for (const { path, bytes } of filesBelow(join(home.apiKeys, 'shred-kek'))) secrets.set(path, new Uint8Array(bytes));
}

interface Place {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Everything found in these places, as `secret in place`. */
async function found(scan: SecretScan, places: AsyncIterable<Place> | Iterable<Place>): Promise<string[]> {
  const all: string[] = [];
  for await (const { path, bytes } of places) all.push(...scan.find(bytes).map((name) => `${name} in ${path}`));
  return all;
}

function home(): Generator<Place> {
  return filesBelow(demo.home, [join(demo.home, 'keys')]);
}

function passed(): Place[] {
  return [{ path: 'http', bytes: Buffer.concat(proxy.passed) }];
}

describe('no canary and no private key stands', () => {
  it('in any row of any table', async () => {
    expect(await found(new SecretScan(secrets), dumpOf(database))).toEqual([]);
  });

  it('in any file of the instance: data, write-ahead log, logs, tiles, witness, profiles', async () => {
    expect(await found(new SecretScan(secrets), home())).toEqual([]);
  });

  it('in any temporary file', async () => {
    const files = [...filesBelow(join(folder, 'tmp'))];
    expect(files.filter(({ path }) => path.endsWith('.sealed')).length).toBeGreaterThanOrEqual(4);
    expect(await found(new SecretScan(secrets), files)).toEqual([]);
  });

  it('in anything that passed over HTTP', async () => {
    expect(await found(new SecretScan(secrets), passed())).toEqual([]);
  });

  it('in an evidence bundle', async () => {
    const unpacked = join(folder, 'unpacked');
    await unpackBundle(join(folder, 'evidence.zip'), unpacked);
    const files = [...filesBelow(unpacked)];
    expect(files.map(({ path }) => basename(path))).toContain('entries.jsonl');
    expect(await found(new SecretScan(secrets), files)).toEqual([]);
  });
});

describe('the scan would have found', () => {
  const planted = new SecretScan(new Map(Object.entries(PLANTED)));

  it('a word in a row, as text, as bytes, and as base64 in bytes', async () => {
    const values = [
      PLANTED.table,
      Buffer.from(`x${PLANTED.table}`),
      Buffer.from(Buffer.from(`xy${PLANTED.table}`).toString('base64')),
    ];
    for (const value of values) {
      await database.query('CREATE TABLE planted (word text, bytes bytea)');
      const column = typeof value === 'string' ? 'word' : 'bytes';
      await database.query(`INSERT INTO planted (${column}) VALUES ($1)`, [value]);
      expect(await found(planted, dumpOf(database))).toContain('table in table sealbridge.planted');
      await database.query('DROP TABLE planted');
    }
  });

  it('a word that only the write-ahead log has', async () => {
    await database.query("SELECT pg_logical_emit_message(false, 'planted', $1, true)", [PLANTED.wal]);
    expect(await found(planted, home())).toContainEqual(expect.stringMatching(/^wal in .*\/pg_wal\//));
    expect((await found(planted, dumpOf(database))).filter((place) => place.startsWith('wal'))).toEqual([]);
  });

  it('a word that PostgreSQL wrote into its log', async () => {
    await database.query(`DO $$ BEGIN RAISE LOG '${PLANTED.log}'; END $$`);
    expect(await found(planted, home())).toContainEqual(expect.stringMatching(/^log in .*\/logs\/postgres\.log$/));
  });

  it('a word in a temporary file', async () => {
    writeFileSync(join(folder, 'tmp', 'planted'), Buffer.from(PLANTED.file, 'utf16le'));
    expect(await found(planted, filesBelow(join(folder, 'tmp')))).toEqual([
      `file in ${join(folder, 'tmp', 'planted')}`,
    ]);
  });

  it('a word in a request: the case reference, which the server is told', async () => {
    const told = new SecretScan(new Map([['case reference', 'NG-2026-17']]));
    expect(await found(told, passed())).toEqual(['case reference in http']);
    expect(await found(told, dumpOf(database))).toContain('case reference in table sealbridge.audit_detail');
  });
});
