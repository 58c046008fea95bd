// A stranger becomes a member: it applies, gives evidence that the server cannot read, is vetted by both stewards, founds itself, and
// its administrator signs in. Every step is a command; what comes in the wrong order, or from the wrong person, is refused by name.
// Commands run in this process, where one of their own would add nothing but its start.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { REQUIRED_EVIDENCE } from '@sealbridge/vocabulary';
import type { Client } from 'pg';

import { failure, send, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { runHere } from '../support/in-process.js';
import type { CommandResult } from '../support/instance.js';

interface Status {
  readonly id: string;
  readonly state: string;
  readonly waitsFor: string | null;
  readonly evidence: readonly { readonly kind: string; readonly state: string; readonly reason: string | null }[];
}
interface Shown extends Status {
  readonly handle: string;
  readonly missing: readonly string[];
  readonly seatsWaiting: readonly string[];
  readonly confusableWith: readonly string[];
  readonly evidence: readonly (Status['evidence'][number] & { readonly note: { readonly text?: string } | null })[];
}

const MODE = 0o777;
const SECRET = 'the director is called Nusaybah and the shelter is in the old mill';
/** Exit codes of the interface. */
const [USAGE, REFUSED, VERIFICATION, CONFLICT] = [2, 3, 5, 6];

jest.setTimeout(120_000);

let demo: DemoInstance;
let database: Client;

beforeAll(async () => {
  demo = await startDemo();
  database = await demo.superuser();
  const shown = succeeded(await command('steward1', 'keys', 'show'));
  genesis = (shown.json() as { stewards: string }).stewards;
}, 240_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

const command = (profile: string | null, ...args: string[]): Promise<CommandResult> =>
  runHere([...args, '--json'], {
    SEALBRIDGE_HOME: demo.home,
    XDG_CONFIG_HOME: join(demo.scratch, 'config'),
    ...(profile === null ? {} : { SEALBRIDGE_PROFILE: profile }),
  });
const org = (profile: string | null, ...args: string[]): Promise<CommandResult> => command(profile, 'org', ...args);
const applicant = (...args: string[]): Promise<CommandResult> => org(null, ...args);
const at = (name: string): string => join(demo.scratch, name);
/** The fingerprint of the stewards, as one of them reads it aloud. */
let genesis: string;

function applicationFile(name: string, fields: object = {}): string {
  const path = at(`${name}.json`);
  const file = { kind: 'ngo', handle: name, name: `${name} (synthetic)`, country: 'XA', class: 'NGO', ...fields };
  writeFileSync(path, JSON.stringify(file));
  return path;
}

/** Applies from a new folder of that name, and gives its id. */
async function apply(name: string, fields: object = {}): Promise<string> {
  const args = ['apply', applicationFile(name, fields), '--out', at(name), '--genesis', genesis, '--server', demo.url];
  return (succeeded(await applicant(...args)).json() as { application: string }).application;
}

async function giveAll(name: string): Promise<void> {
  succeeded(await applicant('evidence', at(name), '--note', SECRET, '--kind', ...REQUIRED_EVIDENCE.ngo.active));
}

/** What is said again within the second is the same statement, and answered as before. */
const nextSecond = (): Promise<void> => sleep(1_000 - (Date.now() % 1_000));

/** Both stewards approve everything, and the first admits. */
async function pass(id: string): Promise<void> {
  for (const steward of ['steward1', 'steward2']) {
    succeeded(await org(steward, 'verify', id, '--no-conflict', '--accept', 'all'));
  }
  succeeded(await org('steward1', 'admit', id));
}

const statusOf = async (name: string): Promise<Status> =>
  succeeded(await applicant('status', at(name))).json() as Status;

describe('an organisation that nobody knows', () => {
  let id: string;

  it('applies with three root keys of mode 0600, and the same folder sent again is the same application', async () => {
    const us = ['org', 'apply', applicationFile('willow'), '--out', at('willow'), '--genesis', genesis, '--json'];
    const both = await Promise.all([1, 2].map(() => demo.cli(null, [...us, '--server', demo.url])));
    const [first, second] = both.map((result) => succeeded(result).json() as { application: string; rootKeys: object });
    expect(second).toMatchObject({ application: first?.application, rootKeys: first?.rootKeys });
    id = first?.application ?? '';
    for (const file of readdirSync(at('willow'))) expect(statSync(join(at('willow'), file)).mode & MODE).toBe(0o600);
    expect(readdirSync(at('willow')).filter((file) => file.endsWith('.key'))).toHaveLength(3);
    expect(await apply('willow')).toBe(id);
    const other = ['apply', applicationFile('alder'), '--out', at('willow'), '--genesis', genesis];
    expect(failure(await applicant(...other, '--server', demo.url))).toEqual({ exit: USAGE, code: 'E_FOLDER' });
    expect(await statusOf('willow')).toMatchObject({ id, state: 'applied', waitsFor: 'provisional' });
  });

  it('seals its notes on its own machine: the server, its database and its logs do not hold them', async () => {
    await giveAll('willow');
    expect(await statusOf('willow')).toMatchObject({ state: 'evidence' });
    const { rows } = await database.query<{ record: Buffer }>('SELECT record FROM vetting_statement');
    expect(rows.some(({ record }) => record.includes('Nusaybah'))).toBe(false);
    const logs = readdirSync(join(demo.home, 'logs')).map((name) =>
      readFileSync(join(demo.home, 'logs', name), 'utf8'),
    );
    expect(logs.join('')).not.toContain('Nusaybah');
    const shown = succeeded(await org('steward2', 'show', id)).json() as Shown;
    expect(shown.evidence.map(({ note }) => note?.text)).toEqual(shown.evidence.map(() => SECRET));
  });

  it('founds nothing before it is admitted, and is not admitted before both verifiers approve', async () => {
    const found = await applicant('found', at('willow'), '--name', 'Amira (synthetic)', '--profile', 'willow-admin');
    expect(failure(found)).toEqual({ exit: REFUSED, code: 'E_NOT_ADMITTED' });
    expect(failure(await org('steward1', 'verify', id, '--accept', 'all'))).toEqual({ exit: USAGE, code: 'E_USAGE' });
    const part = await org('steward1', 'verify', id, '--no-conflict', '--accept', 'registration');
    expect(failure(part)).toEqual({ exit: REFUSED, code: 'E_EVIDENCE_MISSING' });
    const returned = ['--accept', 'registration', '--return', 'two_references=incomplete'];
    succeeded(await org('steward1', 'verify', id, '--no-conflict', ...returned));
    const reason = (await statusOf('willow')).evidence.find(({ kind }) => kind === 'two_references');
    expect(reason).toMatchObject({ state: 'returned', reason: 'incomplete' });
    succeeded(
      await applicant('evidence', at('willow'), '--kind', 'two_references', '--note', `${SECRET}, and two more`),
    );
    succeeded(await org('steward1', 'verify', id, '--no-conflict', '--accept', 'all'));
    expect(failure(await org('steward1', 'admit', id))).toEqual({ exit: REFUSED, code: 'E_NOT_VERIFIED' });
    await nextSecond();
    const twice = await org('steward1', 'verify', id, '--no-conflict', '--accept', 'all');
    expect(failure(twice)).toEqual({ exit: REFUSED, code: 'E_SAME_VERIFIER' });
    for (const person of ['analyst', 'auditor', 'liaison']) {
      const verdict = await org(person, 'verify', id, '--no-conflict', '--accept', 'all');
      expect(failure(verdict).exit).toBe(REFUSED);
    }
    expect(succeeded(await org('analyst', 'applications')).json()).toMatchObject({
      applications: expect.not.arrayContaining([expect.objectContaining({ id })]) as unknown,
    });
  });

  it('is admitted by two stewards, founds itself, and its administrator signs in', async () => {
    succeeded(await org('steward2', 'verify', id, '--no-conflict', '--accept', 'all'));
    succeeded(await org('steward2', 'admit', id));
    expect(await statusOf('willow')).toMatchObject({ state: 'provisional', waitsFor: 'active' });
    const args = ['found', at('willow'), '--name', 'Amira (synthetic)', '--profile', 'willow-admin'];
    // two at once, each a process of its own, found it once and with the same keys
    const both = await Promise.all([1, 2].map(() => demo.cli(null, ['org', ...args, '--json'])));
    const [first, second] = both.map((result) => succeeded(result).json());
    expect(second).toEqual(first);
    expect(succeeded(await applicant(...args)).json()).toEqual(first);
    const other = await applicant(...args.slice(0, -1), 'willow-other');
    expect(failure(other)).toEqual({ exit: USAGE, code: 'E_FOUNDED' });
    expect(existsSync(join(demo.scratch, 'config', 'sealbridge', 'willow-other'))).toBe(false);
    expect(succeeded(await command('willow-admin', 'login')).json()).toMatchObject({
      organisation: 'willow',
    });
  });

  it('is not vetted while it is provisional, and is when the second round is through', async () => {
    expect(failure(await command('willow-admin', 'inbox', 'list'))).toEqual({
      exit: REFUSED,
      code: 'E_NOT_VETTED',
    });
    await pass(id);
    succeeded(await command('willow-admin', 'inbox', 'list'));
    expect(await statusOf('willow')).toMatchObject({ state: 'active', waitsFor: null });
    expect(failure(await org('steward1', 'admit', id))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
  });

  it('is suspended at once by one steward, kept so by a second, and lifted', async () => {
    const suspend = ['suspend', 'willow', '--reason', 'misuse'];
    expect(failure(await org('steward1', ...suspend))).toEqual({ exit: CONFLICT, code: 'E_CONFIRM' });
    expect(failure(await org('willow-admin', ...suspend, '--confirm', 'willow')).exit).toBe(REFUSED);
    succeeded(await org('steward1', ...suspend, '--confirm', 'willow'));
    expect(failure(await command('willow-admin', 'login'))).toEqual({
      exit: REFUSED,
      code: 'E_SUSPENDED',
    });
    const alone = await org('steward1', ...suspend, '--confirm', 'willow');
    expect(failure(alone)).toEqual({ exit: REFUSED, code: 'E_SAME_VERIFIER' });
    expect(await statusOf('willow')).toMatchObject({ state: 'suspended' });
    succeeded(await org('steward2', ...suspend, '--confirm', 'willow'));
    succeeded(await org('steward1', 'lift', 'willow', '--reason', 'cleared'));
    succeeded(await command('willow-admin', 'login'));
  });

  it('stands suspended when its year is over, until it attests and two stewards look again', async () => {
    await database.query(
      "UPDATE organisation SET attested_until = now() - interval '1 second' WHERE handle = 'willow'",
    );
    expect(failure(await command('willow-admin', 'login'))).toEqual({
      exit: REFUSED,
      code: 'E_SUSPENDED',
    });
    expect(failure(await org('steward1', 'verify', id, '--no-conflict'))).toEqual({
      exit: REFUSED,
      code: 'E_WRONG_STATE',
    });
    succeeded(await applicant('attest', at('willow')));
    await pass(id);
    succeeded(await command('willow-admin', 'login'));
  });

  it('ends only when its name is typed, and then for good', async () => {
    const end = ['end', at('willow'), '--reason', 'left'];
    expect(failure(await applicant(...end))).toEqual({ exit: CONFLICT, code: 'E_CONFIRM' });
    succeeded(await applicant(...end, '--confirm', 'willow'));
    expect(failure(await command('willow-admin', 'login')).exit).toBe(REFUSED);
    await nextSecond();
    expect(failure(await applicant(...end, '--confirm', 'willow'))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
  });
});

describe('what is refused before anything is decided', () => {
  it('other stewards than the pinned ones: nothing is made or sent', async () => {
    const args = [
      'apply',
      applicationFile('alder'),
      '--out',
      at('alder'),
      '--genesis',
      '0'.repeat(64),
      '--server',
      demo.url,
    ];
    expect(failure(await applicant(...args))).toEqual({ exit: VERIFICATION, code: 'E_GENESIS' });
    expect(existsSync(at('alder'))).toBe(false);
  });

  it.each([
    ['a kind that nobody applies for', { kind: 'stewards' }],
    ['a handle of a unit', { handle: 'harbour/two' }],
    ['a class of nobody', { class: 'Spies' }],
    ['a field that is not asked for', { contact: 'somebody' }],
  ])('%s', async (_name, fields) => {
    const args = [
      'apply',
      applicationFile('alder', fields),
      '--out',
      at('alder'),
      '--genesis',
      genesis,
      '--server',
      demo.url,
    ];
    expect(failure(await applicant(...args))).toEqual({ exit: USAGE, code: 'E_FIELD' });
  });

  it('the application of somebody else, and one that is not there: the same answer', async () => {
    const own = await apply('rowan');
    const other = ['status', '00000000-0000-4000-8000-000000000000'];
    expect(failure(await org('admin', ...other))).toEqual(failure(await org('admin', 'status', own)));
  });

  it('a member that needs no vetting of its own', async () => {
    const { member } = JSON.parse(readFileSync(join(demo.home, 'demo', 'analyst', 'profile.json'), 'utf8')) as {
      member: string;
    };
    expect(failure(await org('admin', 'apply', '--liaison', member))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
  });

  it('a steward with an interest decides nothing, and a name that looks like a member is shown to stewards alone', async () => {
    const id = await apply('linden', { name: 'Harb\u043eur Light Network' });
    const result = await applicant('status', at('linden'));
    expect(succeeded(result).stdout).not.toContain('harbour');
    expect(succeeded(await org('steward2', 'show', id)).json()).toMatchObject({ confusableWith: ['harbour'] });
    succeeded(await org('steward1', 'interest', 'declare', 'linden', '--relation', 'family'));
    const verdict = await org('steward1', 'verify', id, '--no-conflict', '--accept', 'all');
    expect(failure(verdict)).toEqual({ exit: REFUSED, code: 'E_CONFLICT_OF_INTEREST' });
    succeeded(await org('steward1', 'verify', id, '--conflict', 'family'));
    expect(succeeded(await org('steward1', 'interest', 'list')).stdout).toContain('linden');
  });
});

describe('a further unit of police', () => {
  const rootsOf = (handle: string): string[] =>
    [0, 1].map((number) => join(demo.home, 'demo', '.organisations', handle, `root-${number}.key`));
  const applyFor = (profile: string, unit: string, roots: string): Promise<CommandResult> =>
    org(profile, 'apply', '--unit', unit, '--root', ...rootsOf(roots));
  let id: string;

  it('is made and applied for by one command, on the word of the organisation, and once', async () => {
    const applied = succeeded(await applyFor('liaison', 'northgate/cyber', 'northgate')).json();
    expect(applied).toMatchObject({ state: 'applied', waitsFor: 'provisional' });
    id = (applied as { application: string }).application;
    const { rows } = await database.query("SELECT state FROM unit WHERE handle = 'northgate/cyber'");
    expect(rows).toEqual([{ state: 'provisional' }]);
    const again = await applyFor('liaison', 'northgate/cyber', 'northgate');
    expect(failure(again)).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
  });

  it('is not made by somebody else, under the handle of another, nor where units are not vetted by themselves', async () => {
    const units = async () => (await database.query<{ units: string }>('SELECT count(*) AS units FROM unit')).rows[0];
    const before = await units();
    expect(failure(await applyFor('liaison', 'eastport/cyber', 'northgate'))).toEqual({
      exit: REFUSED,
      code: 'E_UNKNOWN_UNIT',
    });
    expect(failure(await applyFor('outsider', 'eastport/cyber', 'northgate'))).toEqual({
      exit: USAGE,
      code: 'E_KEY_FILE',
    });
    const byAnalyst = await org('analyst', 'apply', '--unit', 'harbour/two');
    expect(failure(byAnalyst)).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
    expect(failure(await org('liaison', 'apply', '--unit', 'northgate/other')).exit).toBe(CONFLICT);
    expect(await units()).toEqual(before);
  });

  it('is not sealed to before both stewards are through with it, and is active then', async () => {
    const give = ['evidence', id, '--note', 'a letter', '--root', ...rootsOf('northgate')];
    succeeded(await org('liaison', ...give, '--kind', ...REQUIRED_EVIDENCE.unit.active));
    await pass(id);
    await pass(id);
    const { rows } = await database.query("SELECT state FROM unit WHERE handle = 'northgate/cyber'");
    expect(rows).toEqual([{ state: 'active' }]);
  });
});

describe('a member of the demo world', () => {
  it('was vetted like everybody: six organisations and three liaisons, all active', async () => {
    const { applications } = succeeded(await org('steward1', 'applications', '--state', 'active')).json() as {
      applications: readonly { kind: string; handle: string }[];
    };
    const ofDemo = applications.filter(({ kind }) => kind !== 'unit');
    const handles = ofDemo.map(({ kind, handle }) => `${kind} ${handle}`).sort();
    expect(handles).toEqual([
      'liaison eastport',
      'liaison northgate',
      'liaison northgate',
      ...['beacon', 'eastport', 'harbour', 'lantern', 'northgate', 'oversight'].map(
        (handle) => `organisation ${handle}`,
      ),
    ]);
  });

  it('that is suspended is sealed to by nobody, and opens nothing, from the next command on', async () => {
    const report = writeReport(at('for-northgate'));
    await send(demo, report);
    succeeded(await org('steward1', 'suspend', 'northgate', '--reason', 'key_compromise', '--confirm', 'northgate'));
    const args = [
      'report',
      'send',
      report.report,
      '--decisions',
      report.decisions,
      '--to',
      'northgate',
      '--confirm-readers',
      '2',
    ];
    const sent = await command('analyst', ...args);
    expect(failure(sent)).toEqual({ exit: REFUSED, code: 'E_SUSPENDED' });
    const suspended = async () =>
      (succeeded(await command('analyst', 'directory', 'show', 'northgate')).json() as { suspended: boolean })
        .suspended;
    expect(await suspended()).toBe(true);
    expect(failure(await command('liaison', 'inbox', 'list'))).toEqual({
      exit: REFUSED,
      code: 'E_SUSPENDED',
    });
    succeeded(await org('steward2', 'lift', 'northgate', '--reason', 'error'));
    expect(await suspended()).toBe(false);
    succeeded(await command('liaison', 'inbox', 'list'));
  });
});
