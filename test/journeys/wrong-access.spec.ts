// The wrong person, purpose, time or keys: a named error, its exit code, nothing on stdout, nothing half done.
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SubmitReportDocument } from '@sealbridge/api-client';
import { EventDraft, publishDraft, syncDirectory } from '@sealbridge/client';
import { rootSigner } from '@sealbridge/directory';
import { PROHIBITED_USES, type Purpose, PURPOSES } from '@sealbridge/vocabulary';
import type { Client } from 'pg';

import { DemoRoots } from '../../apps/cli/src/instance/demo/roots.js';
import { layoutOf } from '../../apps/cli/src/instance/home.js';
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

/** Each refusal has a reference of its own. */
const withoutReference = ({ stderr }: { readonly stderr: string }): string =>
  stderr.replace(/\([0-9a-f-]{36}\)/gu, '(reference)');

/** A command in this process: a fifth of the time that one of its own takes. */
const here = (profile: string) => ({
  SEALBRIDGE_HOME: demo.home,
  SEALBRIDGE_PROFILE: profile,
  XDG_CONFIG_HOME: join(demo.scratch, 'none'),
});
const run = (profile: string, args: readonly string[]) => runHere(args, here(profile));

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
    [
      'a legal basis that does not fit',
      USAGE,
      'E_LEGAL_BASIS',
      () => openArgs({ '--legal-basis': 'no_personal_data' }),
    ],
    ['a legal basis that there is not', USAGE, 'E_LEGAL_BASIS', () => openArgs({ '--legal-basis': 'curiosity' })],
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
    expect([there.exit, there.stdout, withoutReference(there)]).toEqual([
      ...[nowhere.exit, nowhere.stdout],
      withoutReference(nowhere),
    ]);
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

describe('what a report is used for', () => {
  let reportId: string;
  beforeAll(async () => {
    ({ reportId } = await send(demo, report()));
  });

  /** Two roots of northgate say what its unit works for. */
  async function limit(...purposes: Purpose[]): Promise<void> {
    const person = await asPerson(demo, 'liaison');
    const directory = await syncDirectory(person);
    const signers = new DemoRoots(layoutOf(demo.home)).signing('northgate').map((root) => rootSigner(root.sign));
    const draft = new EventDraft(directory, person.profile.org, signers);
    draft.add({ type: 'UNIT_PURPOSES', unit: person.profile.unit, purposes });
    await publishDraft(person, draft, directory);
  }

  it('is said before anything is signed, with what is ruled out and the legal basis, and the author sees it', async () => {
    const { stderr } = succeeded(await open(demo, 'liaison', reportId, ['--legal-basis', 'court_order']));
    expect(stderr).toMatch(/^by opening you accept that nothing in it may be used for immigration enforcement .+\n/u);
    expect(stderr).toMatch(/^legal basis court_order: a court ordered it/mu);
    const own = succeeded(await open(demo, 'analyst', reportId));
    expect(own.stderr).not.toMatch(/accept|legal basis/u);
    const ledger = succeeded(await run('analyst', ['report', 'ledger', reportId, '--json'])).json();
    expect(ledger).toMatchObject({
      entries: [
        { unit: 'harbour', legalBasis: null, acceptedUses: [], request: 'verified' },
        { unit: 'northgate', legalBasis: 'court_order', acceptedUses: PROHIBITED_USES.toSorted(), request: 'verified' },
      ],
    });
  });

  it('is what the unit works for, from the next act on', async () => {
    const files = report({ purposes: ['trafficking_investigation'] });
    await limit('victim_safeguarding', 'threat_to_life');
    const shown = succeeded(await run('analyst', ['org', 'purposes', 'northgate', '--json'])).json();
    expect(shown).toEqual({ unit: 'northgate', purposes: ['victim_safeguarding', 'threat_to_life'] });
    const openHere = ['report', 'open', reportId, ...WHY];
    expect(failure(await run('liaison', openHere))).toEqual({ exit: REFUSED, code: 'E_WRONG_PURPOSE' });
    const preview = ['report', 'preview', files.report, '--decisions', files.decisions, '--to', 'northgate', '--json'];
    expect(succeeded(await run('analyst', preview)).json()).toMatchObject({
      readers: [],
      refused: [{ unit: 'northgate', reason: 'wrong_purpose' }],
    });
    expect(failure(await run('analyst', sendArguments(files, ['northgate'], 2)))).toEqual({
      exit: REFUSED,
      code: 'E_PURPOSE',
    });
    await limit(...PURPOSES);
    succeeded(await run('liaison', openHere));
  });

  it('is for an administrator of the unit to say', async () => {
    const set = (unit: string): string[] => ['org', 'purposes', unit, '--set', 'audit'];
    expect(failure(await run('liaison', set('northgate')))).toMatchObject({ code: 'E_SIGNER' });
    expect(failure(await run('admin', set('northgate')))).toEqual({ exit: USAGE, code: 'E_USAGE' });
    expect(failure(await run('admin', ['org', 'purposes', 'harbour', '--set', 'gossip']))).toEqual({
      exit: USAGE,
      code: 'E_PURPOSE',
    });
    succeeded(await run('admin', set('harbour')));
    const openHere = ['report', 'open', reportId, ...WHY];
    expect(failure(await run('analyst', openHere)).code).toBe('E_WRONG_PURPOSE');
    const all = succeeded(await run('admin', ['org', 'purposes', 'harbour', '--set', 'all', '--json'])).json();
    expect(all).toMatchObject({ unit: 'harbour', purposes: PURPOSES, entry: expect.any(Number) as number });
    succeeded(await run('analyst', openHere));
  });
});

describe('a clock that is off by an hour', () => {
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
