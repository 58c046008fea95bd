// The wrong person, purpose, time or keys: a named error, its exit code, nothing on stdout, nothing half done.
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SubmitReportDocument } from '@sealbridge/api-client';
import type { Client } from 'pg';

import { asPerson, sealAndUpload, submissionOf } from '../support/as-person.js';
import {
  failure,
  open,
  type ReportOnDisk,
  send,
  sendArguments,
  succeeded,
  WHY,
  writeReport,
} from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { runHere } from '../support/in-process.js';
import { refusedCommand, storedBy } from '../support/refused-command.js';

const HOUR_MS = 3_600_000;
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** Exit codes of the interface. */
const [USAGE, REFUSED, SIGN_IN, VERIFICATION] = [2, 3, 4, 5];

jest.setTimeout(60_000);

let demo: DemoInstance;
let database: Client;
let files = 0;

beforeAll(async () => {
  demo = await startDemo();
  database = await demo.superuser();
}, 180_000);
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

function report(change: object = {}, decisions: object = {}): ReportOnDisk {
  files += 1;
  return writeReport(join(demo.scratch, String(files)), change, decisions);
}

const refused = (profile: string, args: readonly string[]) => refusedCommand(demo, database, profile, args);

describe('opening', () => {
  let reportId: string;
  const openArgs = (change: Readonly<Record<string, string>> = {}, id = reportId): string[] => [
    'report',
    'open',
    id,
    ...Object.entries({
      '--purpose': WHY[1] ?? '',
      '--case-ref': 'NG-1',
      '--justification': 'same route',
      ...change,
    }).flat(),
  ];
  beforeAll(async () => {
    ({ reportId } = await send(demo, report({ purposes: ['trafficking_investigation'] })));
  });

  it.each<[string, number, string, () => string[]]>([
    ['a purpose that does not exist', USAGE, 'E_PURPOSE', () => openArgs({ '--purpose': 'curiosity' })],
    [
      'a purpose the report is not for',
      REFUSED,
      'E_WRONG_PURPOSE',
      () => openArgs({ '--purpose': 'victim_safeguarding' }),
    ],
    ['no justification', USAGE, 'E_USAGE', () => openArgs().slice(0, -2)],
    ['an empty justification', USAGE, 'E_USAGE', () => openArgs({ '--justification': '  ' })],
    ['an empty case reference', USAGE, 'E_USAGE', () => openArgs({ '--case-ref': '' })],
    ['a justification of more than 4 KiB', USAGE, 'E_USAGE', () => openArgs({ '--justification': 'x'.repeat(4097) })],
    ['an id that is none', USAGE, 'E_USAGE', () => openArgs({}, 'report-1')],
    ['an id that nobody has', REFUSED, 'E_NOT_PERMITTED', () => openArgs({}, NOBODY)],
  ])('with %s is refused', async (_, exit, code, args) => {
    expect(await refused('liaison', args())).toEqual({ exit, code });
  });

  it.each(['outsider', 'analyst2', 'auditor'])('by %s is refused as if there were no such report', async (profile) => {
    const there = await demo.cli(profile, openArgs());
    const nowhere = await demo.cli(profile, openArgs({}, NOBODY));
    expect(failure(there)).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
    expect([there.exit, there.stdout, there.stderr]).toEqual([nowhere.exit, nowhere.stdout, nowhere.stderr]);
  });

  it('is refused by its reason once the agreement has ended, and works again after that', async () => {
    const ends = (sql: string): Promise<unknown> => database.query(`UPDATE agreement SET ends_at = ${sql}`);
    await database.query('CREATE TEMP TABLE ends AS SELECT version_hash, ends_at FROM agreement');
    await ends('extract(epoch FROM now())::bigint - 1');
    expect(await refused('liaison', openArgs())).toEqual({
      exit: REFUSED,
      code: 'E_NO_LIVE_MOU',
    });
    await ends('(SELECT e.ends_at FROM ends e WHERE e.version_hash = agreement.version_hash)');
    succeeded(await open(demo, 'liaison', reportId));
  });
});

describe('a clock that is off by an hour', () => {
  const here = (profile: string) => ({
    SEALBRIDGE_HOME: demo.home,
    SEALBRIDGE_PROFILE: profile,
    XDG_CONFIG_HOME: join(demo.scratch, 'none'),
  });
  const shift = (milliseconds: number): void => {
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() + milliseconds);
  };

  it.each([-HOUR_MS, HOUR_MS])('by %s ms stops at the sign-in, with a hint at the clock', async (milliseconds) => {
    const before = await storedBy(database);
    const { report: file, decisions } = report();
    shift(milliseconds);
    const result = await runHere(sendArguments({ report: file, decisions }, ['northgate'], 2), here('analyst'));
    jest.restoreAllMocks();
    expect(failure(result)).toEqual({ exit: SIGN_IN, code: 'E_CLOCK' });
    expect(result.stderr).toMatch(/hint: .*clock/u);
    expect(await storedBy(database)).toEqual(before);
  });

  it('and set wrong only when a report is sealed, is refused by the client or by the server', async () => {
    const person = await asPerson(demo, 'analyst3');
    shift(2 * HOUR_MS);
    await expect(sealAndUpload(person, report())).rejects.toMatchObject({ code: 'E_STALE_CHECKPOINT' });
    jest.restoreAllMocks();
    const late = submissionOf(await sealAndUpload(person, report()));
    const ok = await person.client.request(SubmitReportDocument, { input: late });
    expect(ok.submitReport.__typename).toBe('SubmitReportPayload');
  });
});

describe('a profile', () => {
  /** A profile beside the demo's, changed; gives its name. */
  function changed(name: string, change: (folder: string) => void): string {
    const folder = join(demo.scratch, 'config', 'sealbridge', name);
    mkdirSync(join(folder, '..'), { recursive: true });
    cpSync(join(demo.home, 'demo', 'analyst3'), folder, { recursive: true });
    change(folder);
    return name;
  }
  const edit = (folder: string, fields: object): void => {
    const path = join(folder, 'profile.json');
    writeFileSync(
      path,
      JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), server: demo.url, ...fields }),
    );
  };

  it.each<[string, number, string, (folder: string) => void]>([
    [
      'with the wrong passphrase',
      SIGN_IN,
      'E_',
      (folder) => writeFileSync(join(folder, 'passphrase'), 'wrong horse\n'),
    ],
    ['without its passphrase', USAGE, 'E_NO_PASSPHRASE', (folder) => edit(folder, { passphraseFile: 'not-there' })],
    ['whose key file others may read', USAGE, 'E_FILE_MODE', (folder) => chmodSync(join(folder, 'device.key'), 0o644)],
    [
      'whose passphrase others may read',
      USAGE,
      'E_FILE_MODE',
      (folder) => chmodSync(join(folder, 'passphrase'), 0o640),
    ],
    ['whose key file is damaged', SIGN_IN, 'E_', (folder) => writeFileSync(join(folder, 'device.key'), 'x')],
    ['that is no JSON', USAGE, 'E_PROFILE', (folder) => writeFileSync(join(folder, 'profile.json'), '{')],
    ['of another device', SIGN_IN, 'E_KEY_FILE', (folder) => edit(folder, { device: NOBODY })],
    [
      'that trusts another log',
      VERIFICATION,
      'E_NODE_CERTIFICATE',
      (folder) => edit(folder, { origin: 'log.example/other' }),
    ],
    ['with another genesis', VERIFICATION, 'E_', (folder) => edit(folder, { genesis: 'ab'.repeat(32) })],
    ['whose state is damaged', VERIFICATION, 'E_STATE', (folder) => writeFileSync(join(folder, 'state.json'), '{}')],
  ])('%s is refused by name', async (title, exit, code, change) => {
    const name = changed(title.replaceAll(/\W+/gu, '-'), (folder) => {
      edit(folder, {});
      change(folder);
    });
    const answer = await refused(name, ['directory', 'show', 'northgate']);
    expect(answer).toEqual({ exit, code: expect.stringContaining(code) as string });
  });

  it('that is not there, or not named, is asked for', async () => {
    expect(await refused('stranger', ['inbox', 'list'])).toEqual({ exit: USAGE, code: 'E_NO_PROFILE' });
    expect(failure(await demo.cli(null, ['inbox', 'list']))).toEqual({ exit: USAGE, code: 'E_PROFILE_NEEDED' });
  });
});
