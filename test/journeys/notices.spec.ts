// Somebody sets an address, hears that there is something to read, reads it, and turns it off again. What leaves the house says
// nothing but that.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { NOTICE_KINDS } from '@sealbridge/vocabulary';
import type { Client } from 'pg';

import { AGREEMENTS, ORGANISATIONS, STEWARDS } from '../../apps/cli/src/instance/demo/world.js';
import { failure, succeeded } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';

const WITHIN_MS = 40_000;
const ADDRESS = 'somebody-private@example.org';
const CODE = /the code is (?<code>\d{4} \d{4})\./u;

interface Listed {
  readonly notices: readonly { readonly id: string; readonly kind: string; readonly seen: boolean }[];
}

jest.setTimeout(60_000);

let demo: DemoInstance;
let database: Client;

beforeAll(async () => {
  demo = await startDemo();
  database = await demo.superuser();
}, 180_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

const run = async (...args: string[]) => succeeded(await demo.cli('admin', ['notice', ...args]));
const refusal = async (...args: string[]) => failure(await demo.cli('admin', ['notice', ...args]));
const listed = async (...flags: string[]): Promise<Listed['notices']> =>
  ((await run('list', '--json', ...flags)).json() as Listed).notices;

function mails(): string[] {
  const folder = join(demo.home, 'notices');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      return readFileSync(join(folder, name), 'utf8');
    });
}

/** The mail that is there once one of these words is in it. */
async function mailWith(words: RegExp): Promise<string> {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(200)) {
    const found = mails().find((mail) => words.test(mail));
    if (found !== undefined) return found;
  }
  throw new Error('no mail came');
}

async function memberOf(profile: string): Promise<string> {
  const { member } = JSON.parse(readFileSync(join(demo.home, 'demo', profile, 'profile.json'), 'utf8')) as {
    member: string;
  };
  return Promise.resolve(member);
}

/** As something happened: the acts themselves are journeys of their own. */
async function tell(kinds: readonly string[]): Promise<void> {
  await database.query(
    `INSERT INTO notice (member_id, kind, object_type, object_id, occasion, due_at)
     SELECT $1, kind, 'agreement', (SELECT id FROM agreement LIMIT 1), 'journey', '2027-01-12' FROM unnest($2::text[]) kind`,
    [await memberOf('admin'), kinds],
  );
}

it('an address counts once its code has come back', async () => {
  await run('seen', '--all');
  expect((await run('settings', '--json')).json()).toMatchObject({ mails: true, address: 'none' });
  expect((await run('address', ADDRESS, '--json')).json()).toMatchObject({ address: 'unconfirmed' });
  const code = CODE.exec(await mailWith(CODE))?.groups?.['code'] ?? '';
  expect(await refusal('confirm', '00000000')).toEqual({ exit: 2, code: 'E_CODE' });
  expect((await run('confirm', ...code.split(' '), '--json')).json()).toMatchObject({ address: 'confirmed' });
});

it('a notice is in the list in words, and a mail says that there is one', async () => {
  await tell(NOTICE_KINDS);
  const mail = await mailWith(/Something to read/u);
  expect(mail).toContain(`To: ${ADDRESS}`);
  expect(mail.slice(mail.indexOf('\r\n\r\n')).trim()).toBe(`There is something for you to read at\r\n\r\n${demo.url}`);
  const text = (await run('list')).stdout;
  expect(text).toContain('an agreement ends on 2027-01-12');
  expect(text).toMatch(/npx sealbridge agreement show [0-9a-f-]{36}/u);
  expect(new Set((await listed()).map(({ kind }) => kind))).toEqual(new Set(NOTICE_KINDS));
});

it('neither mails nor the log of the server hold a handle, name, id, circle or kind', async () => {
  const { rows: ids } = await database.query<{ id: string }>(
    'SELECT id FROM organisation UNION SELECT id FROM unit UNION SELECT id FROM member UNION SELECT id FROM agreement UNION SELECT id FROM notice',
  );
  const organisations = [...ORGANISATIONS, STEWARDS];
  const words = [
    ...organisations.flatMap(({ handle, name, people }) => [handle, name, ...people.map((person) => person.name)]),
    ...AGREEMENTS.map(({ circle }) => circle),
    ...NOTICE_KINDS,
    ...ids.map(({ id }) => id),
  ];
  const texts = [...mails(), readFileSync(join(demo.home, 'logs', 'api.log'), 'utf8')];
  expect(texts.length).toBeGreaterThan(2);
  expect(words.filter((word) => texts.some((text) => text.toLowerCase().includes(word.toLowerCase())))).toEqual([]);
  expect(texts.at(-1)).not.toContain('example.org');
});

it('what was seen is in the list only when asked for', async () => {
  const [first] = await listed();
  await run('seen', first?.id ?? '');
  expect((await listed()).map(({ id }) => id)).not.toContain(first?.id);
  await run('seen', '--all');
  expect((await run('list')).stdout).toContain('nothing to read');
  expect((await listed('--all')).length).toBeGreaterThanOrEqual(NOTICE_KINDS.length);
});

it('a kind is muted and unmuted, and the address let go of', async () => {
  expect((await run('settings', '--mute', 'suspension', '--json')).json()).toMatchObject({ muted: ['suspension'] });
  expect((await run('settings')).stdout).toContain('no mail for: suspension');
  expect((await run('settings', '--unmute', 'suspension', '--json')).json()).toMatchObject({ muted: [] });
  expect((await run('address', '--remove', '--json')).json()).toMatchObject({ address: 'none' });
  const { rows } = await database.query<{ n: number }>(
    'SELECT count(address)::int AS n FROM notice_settings WHERE member_id = $1',
    [await memberOf('admin')],
  );
  expect(rows).toEqual([{ n: 0 }]);
});

it.each([
  [['seen'], 'E_USAGE'],
  [['seen', 'x', '--all'], 'E_USAGE'],
  [['seen', 'x'], 'E_ID'],
  [['list', '--limit', '0'], 'E_USAGE'],
  [['settings', '--mute', 'everything'], 'E_NOTICE_KIND'],
  [['address'], 'E_USAGE'],
  [['address', 'a@example.org', '--remove'], 'E_USAGE'],
  [['address', 'a@example.org\r\nBcc: b@example.org'], 'E_ADDRESS'],
  [['confirm', '12345678'], 'E_CODE'],
])('notice %j is refused by name', async (args, code) => {
  expect(await refusal(...args)).toEqual({ exit: 2, code });
});
