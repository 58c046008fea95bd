// Keys that survive a lost machine: a newcomer sends nothing before there is a second way to the keys, makes it, loses the machine, and
// comes back by 24 words elsewhere, to what was sealed before. The server's owner may swap and roll back what it keeps.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Client } from 'pg';

import { failure, open, send, sendArguments, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { runHere } from '../support/in-process.js';
import type { CommandResult } from '../support/instance.js';

interface Shown {
  readonly words: readonly string[];
  readonly asked: readonly number[];
}
interface Recovered {
  readonly profile: string;
  readonly device: string;
}

const MODE = 0o777;
/** Exit codes of the interface. */
const [USAGE, REFUSED, VERIFICATION, CONFLICT] = [2, 3, 5, 6];

jest.setTimeout(120_000);

let demo: DemoInstance;
let database: Client;

beforeAll(async () => {
  demo = await startDemo();
  database = await demo.superuser();
}, 240_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

const run = (profile: string | null, args: readonly string[]): Promise<CommandResult> =>
  runHere(args, {
    SEALBRIDGE_HOME: demo.home,
    XDG_CONFIG_HOME: join(demo.scratch, 'config'),
    ...(profile === null ? {} : { SEALBRIDGE_PROFILE: profile }),
  });
const keys = (profile: string, ...args: string[]): Promise<CommandResult> => run(profile, ['keys', ...args, '--json']);
const folderOf = (profile: string): string => join(demo.scratch, 'config', 'sealbridge', profile);

async function newcomer(profile: string): Promise<void> {
  const what = ['--unit', 'harbour', '--clearance', 'AMBER', '--training-until', '2030-06', '--jurisdiction', 'XA'];
  const invite = ['org', 'invite', '--role', 'analyst', ...what, '--name', `${profile} Example`, '--json'];
  const { invitation, link, code } = succeeded(await run('admin', invite)).json() as Record<string, string>;
  const told = await run(null, ['org', 'join', link ?? '', '--code', code ?? '', '--profile', profile]);
  expect(succeeded(told).stdout).toContain(`keys init --profile ${profile}`);
  succeeded(await run('admin', ['org', 'confirm', invitation ?? '', '--json']));
}

/** The words that a person wrote down, in a file for the command that reads them. */
function wordsFile(words: readonly string[]): string {
  const path = join(demo.scratch, `words-${String(Math.random()).slice(2)}`);
  writeFileSync(path, words.join(' '), { mode: 0o600 });
  return path;
}

async function reports(): Promise<number> {
  const { rows } = await database.query<{ count: string }>('SELECT count(*) FROM report');
  return Number(rows[0]?.count);
}

describe('the second way to the keys', () => {
  let shown: Shown;
  let sentBefore: string;

  it('is asked for before anything is sealed', async () => {
    await newcomer('ada');
    const before = await reports();
    const refused = await run('ada', sendArguments(writeReport(join(demo.scratch, 'early')), ['northgate'], 2));
    expect(failure(refused)).toEqual({ exit: REFUSED, code: 'E_SECOND_WAY' });
    expect(refused.stderr).toContain('keys init');
    expect(await reports()).toBe(before);
    expect(succeeded(await keys('ada', 'show')).json()).toMatchObject({ waysIn: ['key_file'] });
  });

  it('counts when three of the words were typed back, and not before', async () => {
    shown = succeeded(await keys('ada', 'init')).json() as Shown;
    expect(shown.words).toHaveLength(24);
    const [first = 1, second = 2, third = 3] = shown.asked;
    const at = (...numbers: number[]): string => numbers.map((number) => shown.words[number - 1] ?? '').join(' ');
    const pending = readFileSync(join(folderOf('ada'), 'vault.pending'), 'utf8');
    expect(shown.words.filter((word) => pending.includes(` ${word} `))).toEqual([]);
    const wrong = await keys('ada', 'init', '--confirm', at(second, first, third));
    expect(failure(wrong)).toEqual({ exit: USAGE, code: 'E_WORDS' });
    const early = await run('ada', sendArguments(writeReport(join(demo.scratch, 'still')), ['northgate'], 2));
    expect(failure(early).code).toBe('E_SECOND_WAY');
    const confirmed = await keys('ada', 'init', '--confirm', ` ${at(first, second, third).toUpperCase()}`);
    expect(succeeded(confirmed).json()).toMatchObject({ waysIn: 2 });
    expect(existsSync(join(folderOf('ada'), 'vault.pending'))).toBe(false);
    expect(statSync(join(folderOf('ada'), 'vault')).mode & MODE).toBe(0o600);
    expect(succeeded(await keys('ada', 'show')).json()).toMatchObject({ waysIn: ['key_file', 'words'] });
    expect(failure(await keys('ada', 'init'))).toEqual({ exit: CONFLICT, code: 'E_WORDS_EXIST' });
    sentBefore = (await send(demo, writeReport(join(demo.scratch, 'sent')), { from: 'ada' })).reportId;
  });

  it('brings whoever lost the machine back to what was sealed before, with what was pinned before', async () => {
    const profile = readFileSync(join(folderOf('ada'), 'profile.json'), 'utf8');
    const policy = readFileSync(join(folderOf('ada'), 'policy'), 'utf8');
    const told = JSON.parse(readFileSync(join(folderOf('ada'), 'known.json'), 'utf8')) as object;
    rmSync(folderOf('ada'), { recursive: true });
    const words = wordsFile(shown.words);
    const back = await run(null, ['keys', 'recover', '--words-file', words, '--profile', 'ada2', '--json']);
    const { device } = succeeded(back).json() as Recovered;
    const made = JSON.parse(readFileSync(join(folderOf('ada2'), 'profile.json'), 'utf8')) as object;
    expect(made).toEqual({ ...(JSON.parse(profile) as object), profile: 'ada2', device });
    expect(readFileSync(join(folderOf('ada2'), 'policy'), 'utf8')).toBe(policy);
    expect(existsSync(join(folderOf('ada2'), 'state.json'))).toBe(true);
    const known = JSON.parse(readFileSync(join(folderOf('ada2'), 'known.json'), 'utf8')) as object;
    expect(known).toEqual({ ...told, lastHour: 0, units: {} });
    succeeded(await open(demo, 'ada2', sentBefore));
    expect(failure(await run(null, ['keys', 'recover', '--words-file', words, '--profile', 'ada2']))).toEqual({
      exit: USAGE,
      code: 'E_PROFILE_EXISTS',
    });
  });

  it('is another after it was renewed, and the words before open nothing', async () => {
    const file = join(demo.scratch, 'renewed');
    succeeded(await keys('ada2', 'words', '--renew', '--words-file', file));
    expect(statSync(file).mode & MODE).toBe(0o600);
    const old = ['keys', 'recover', '--words-file', wordsFile(shown.words), '--profile', 'ada3'];
    expect(failure(await run(null, old))).toEqual({ exit: REFUSED, code: 'E_NO_VAULT' });
    succeeded(await run(null, ['keys', 'recover', '--words-file', file, '--profile', 'ada3']));
    expect(failure(await keys('ada3', 'words', '--renew', '--words-file', file))).toEqual({
      exit: USAGE,
      code: 'E_FILE_EXISTS',
    });
  });

  it('is refused when the server gives another vault, or one that it altered', async () => {
    const file = join(demo.scratch, 'renewed');
    const { rows } = await database.query<{ bytes: Buffer }>(
      'SELECT v.bytes FROM vault v JOIN device d ON d.id = v.device_id WHERE v.words_lookup IS NOT NULL LIMIT 2',
    );
    const owner = succeeded(await keys('ada3', 'show')).json() as { device: string };
    const own = await database.query<{ bytes: Buffer }>('SELECT bytes FROM vault WHERE device_id = $1', [owner.device]);
    const bytes = own.rows[0]?.bytes ?? Buffer.alloc(0);
    const other = rows.find((row) => !row.bytes.equals(bytes))?.bytes ?? Buffer.alloc(0);
    const altered = Buffer.from(bytes);
    altered[altered.length - 40] = (altered[altered.length - 40] ?? 0) ^ 1;
    for (const [given, code] of [
      [other, 'E_VAULT_UNLOCK'],
      [altered, 'E_VAULT'],
    ] as const) {
      await database.query('UPDATE vault SET bytes = $1 WHERE device_id = $2', [given, owner.device]);
      const back = await run(null, ['keys', 'recover', '--words-file', file, '--profile', 'ada4']);
      expect(failure(back)).toEqual({ exit: VERIFICATION, code });
      expect(existsSync(folderOf('ada4'))).toBe(false);
    }
    await database.query('UPDATE vault SET bytes = $1 WHERE device_id = $2', [bytes, owner.device]);
  });

  it('is refused by number of the word for what are not 24 words', async () => {
    const attempts = [
      shown.words.slice(1),
      shown.words.with(4, 'sealbridge'),
      shown.words.with(0, 'zoo').with(1, 'zoo'),
    ];
    for (const words of attempts) {
      const back = await run(null, ['keys', 'recover', '--words-file', wordsFile(words), '--profile', 'ada5']);
      expect(failure(back)).toEqual({ exit: USAGE, code: 'E_WORDS' });
      expect(back.stderr).not.toContain('sealbridge');
    }
  });

  it('is there for every person of the demo, in a file that others cannot read', async () => {
    const folder = join(demo.home, 'demo', 'liaison');
    expect(statSync(join(folder, 'recovery-words')).mode & MODE).toBe(0o600);
    mkdirSync(join(demo.scratch, 'config', 'sealbridge'), { recursive: true });
    const words = ['keys', 'recover', '--words-file', join(folder, 'recovery-words'), '--profile', 'liaison2'];
    succeeded(await run(null, words));
    succeeded(await open(demo, 'liaison2', sentBefore));
  });
});
