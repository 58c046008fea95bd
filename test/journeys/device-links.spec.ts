// A second machine of the same person, by a code or by a link: every step is a command, and the two machines share nothing but the
// code and the server.
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Client } from 'pg';

import { failure, open, send, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import type { CommandResult } from '../support/instance.js';
import { startCommand, type StartedCommand } from '../support/started-command.js';

interface ShownDevice {
  readonly device: string;
  readonly fingerprint: string;
  readonly thisOne: boolean;
  readonly active: boolean;
  readonly addedBy: { readonly as: string };
}

const CODE = /([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})/u;
const FINGERPRINT = /fingerprint +([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5})/u;
const LINK = /(http:\S+\/enrol#\S+)/u;
/** Exit codes of the interface. */
const [USAGE, SIGN_IN, CONFLICT] = [2, 4, 6];

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
});

/** Where the profiles of the second machine lie; `demo.cli` finds them there too. */
const config = (): string => join(demo.scratch, 'config');
const profileFile = (profile: string, name: string): string => join(config(), 'sealbridge', profile, name);
const enrolling = (profile: string, ...flags: string[]): StartedCommand =>
  startCommand(demo, config(), ['login', '--profile', profile, '--json', ...flags]);
const approve = (profile: string, code: string, fingerprint: string): Promise<CommandResult> =>
  demo.cli(profile, ['keys', 'approve', code, '--fingerprint', fingerprint, '--json']);
const devicesOf = async (profile: string): Promise<ShownDevice[]> =>
  (succeeded(await demo.cli(profile, ['keys', 'devices', '--json'])).json() as { devices: ShownDevice[] }).devices;

describe('a machine without keys', () => {
  let reportId: string;
  let device: string;

  it('shows a code, and comes in once a device with keys has been told what it shows', async () => {
    ({ reportId } = await send(demo, writeReport(join(demo.scratch, 'before'))));
    const machine = enrolling('laptop', '--browser');
    const [code, fingerprint] = [await machine.said(CODE), await machine.said(FINGERPRINT)];
    const wrong = `${fingerprint.slice(0, 5)}${fingerprint.startsWith('0000', 5) ? '1111' : '0000'}`;
    expect(failure(await approve('liaison', code, wrong))).toEqual({ exit: CONFLICT, code: 'E_FINGERPRINT' });
    const letIn = succeeded(await approve('liaison', code, fingerprint.slice(0, 9))).json() as {
      readonly device: string;
      readonly entry: number | null;
    };
    expect(letIn).toMatchObject({ fingerprint, epochs: 1, entry: expect.any(Number) as number });
    ({ device } = letIn);
    expect(succeeded(await machine.ended).json()).toMatchObject({ profile: 'laptop', unit: 'northgate', device });
    const files = ['profile.json', 'device.key', 'passphrase', 'policy', 'session.json'];
    expect(files.map((name) => statSync(profileFile('laptop', name)).mode & 0o777)).toEqual(files.map(() => 0o600));
  });

  it('reads what was sealed before it came', async () => {
    const opened = succeeded(await open(demo, 'laptop', reportId)).json();
    expect(opened).toMatchObject({ reportId, statements: [{ text: expect.stringContaining('passports') as string }] });
  });

  it('stands in the list of its owner, who ends it from another one, and it is signed out at once', async () => {
    const shown = await devicesOf('liaison');
    expect(shown.map(({ thisOne, active, addedBy: { as } }) => ({ thisOne, active, as }))).toEqual([
      { thisOne: true, active: true, as: 'roots' },
      { thisOne: false, active: true, as: 'own device' },
    ]);
    expect((await devicesOf('laptop')).find(({ thisOne }) => thisOne)?.device).toBe(device);
    const own = await demo.cli('laptop', ['keys', 'revoke', device, '--reason', 'replaced']);
    expect(failure(own)).toEqual({ exit: USAGE, code: 'E_THIS_DEVICE' });
    succeeded(await demo.cli('liaison', ['keys', 'revoke', device, '--reason', 'replaced']));
    expect(failure(await demo.cli('laptop', ['inbox', 'list'])).exit).toBe(SIGN_IN);
    expect((await devicesOf('liaison')).map(({ active }) => active)).toEqual([true, false]);
  });

  it('comes in by the link that a device with keys shows, and is asked for no code', async () => {
    const shown = startCommand(demo, config(), ['keys', 'link', '--profile', 'analyst', '--json']);
    const link = await shown.said(LINK);
    const machine = enrolling('tablet', '--link', link);
    const letIn = succeeded(await shown.ended).json() as ShownDevice;
    expect(succeeded(await machine.ended).json()).toMatchObject({ profile: 'tablet', device: letIn.device });
    expect(await machine.said(FINGERPRINT)).toBe(letIn.fingerprint);
    succeeded(await demo.cli('tablet', ['directory', 'show', 'northgate', '--json']));
    const again = enrolling('tablet-2', '--link', link);
    expect(failure(await again.ended)).toEqual({ exit: CONFLICT, code: 'E_LINK_USED' });
    expect(existsSync(profileFile('tablet-2', 'profile.json'))).toBe(false);
  });

  it('comes in by a link that the start of the demo printed, with nobody at the other end', async () => {
    const machine = enrolling('visitor', '--link', demo.links.get('analyst2') ?? '');
    expect(succeeded(await machine.ended).json()).toMatchObject({ profile: 'visitor', unit: 'lantern' });
    const shown = await devicesOf('visitor');
    expect(shown.map(({ thisOne, addedBy: { as } }) => ({ thisOne, as }))).toEqual([
      { thisOne: false, as: 'roots' },
      { thisOne: true, as: 'own device' },
    ]);
  });

  it('writes no keys over those that are there, and asks with nothing but a code', async () => {
    mkdirSync(join(config(), 'sealbridge', 'taken'), { recursive: true });
    expect(failure(await demo.cli(null, ['login', '--browser', '--profile', 'taken']))).toEqual({
      exit: USAGE,
      code: 'E_PROFILE_EXISTS',
    });
    const none = await demo.cli(null, ['login', '--link', 'ABCD-EFGH', '--profile', 'other']);
    expect(failure(none)).toEqual({ exit: USAGE, code: 'E_LINK_CODE' });
  });
});

describe('whoever is signed in', () => {
  const sessions = async (): Promise<number> => {
    const { rows } = await database.query<{ count: number }>('select count(*)::int as count from session');
    return rows[0]?.count ?? 0;
  };
  const file = (): string => join(demo.home, 'demo', 'reader', 'session.json');
  const kept = (): { token: string; endsAt: string } =>
    JSON.parse(readFileSync(file(), 'utf8')) as { token: string; endsAt: string };

  it('stays so until the session ends, and nobody is shown its token', async () => {
    const { stdout, stderr } = succeeded(await demo.cli('reader', ['login', '--json']));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const { token } = kept();
    expect(stdout + stderr).not.toContain(token);
    const before = await sessions();
    succeeded(await demo.cli('reader', ['directory', 'show', 'northgate']));
    expect([await sessions(), kept().token]).toEqual([before, token]);
  });

  it('is signed in anew without a word when the session has ended at the server', async () => {
    const { token } = kept();
    const { device } = JSON.parse(
      readFileSync(join(demo.home, 'demo', 'reader', 'profile.json'), 'utf8'),
    ) as ShownDevice;
    await database.query('update session set ended_at = now() where device_id = $1', [device]);
    succeeded(await demo.cli('reader', ['directory', 'show', 'northgate']));
    expect(kept().token).not.toBe(token);
  });

  it('is signed out by logout, at the server too, and a command begins a session of its own again', async () => {
    const { token } = kept();
    expect(succeeded(await demo.cli('reader', ['logout', '--json'])).json()).toEqual({
      profile: 'reader',
      ended: true,
    });
    expect(existsSync(file())).toBe(false);
    const answer = await fetch(`${demo.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sealbridge-request': '1', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: 'query Me { me { device } }' }),
    });
    expect(await answer.text()).toContain('UNAUTHENTICATED');
    succeeded(await demo.cli('reader', ['directory', 'show', 'northgate']));
    expect(existsSync(file())).toBe(false);
    expect(succeeded(await demo.cli('reader', ['logout', '--json'])).json()).toEqual({
      profile: 'reader',
      ended: false,
    });
  });
});
