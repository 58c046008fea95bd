// Somebody who lost every device comes back by guardians; units get new keys; and neither lets anybody read more, or less, than before.
// Every step is a command of a person, each in this process; the server's owner may edit the database in between.
import { join } from 'node:path';

import { ready } from '@sealbridge/sodium';
import type { Client } from 'pg';

import { enrol } from '../../apps/cli/src/link/enrol.js';
import { readProfile } from '../../apps/cli/src/profile/profile-file.js';
import { succeeded, WHY, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { runHere } from '../support/in-process.js';
import type { CommandResult } from '../support/instance.js';

interface Started {
  readonly recovery: string;
  readonly delayHours: number;
  readonly fingerprint: string;
}
interface Shown {
  readonly state: string;
  readonly waitsFor: string | null;
  readonly guardians: number;
}

jest.setTimeout(120_000);

let demo: DemoInstance;
let database: Client;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  await ready();
  demo = await startDemo();
  database = await demo.superuser();
  env = { SEALBRIDGE_HOME: demo.home, XDG_CONFIG_HOME: join(demo.scratch, 'config') };
}, 240_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

const as = (profile: string, ...args: string[]): Promise<CommandResult> =>
  runHere([...args, '--profile', profile, '--json'], env);
const done = async <T>(profile: string, ...args: string[]): Promise<T> =>
  succeeded(await as(profile, ...args)).json() as T;
const failed = async (profile: string, ...args: string[]): Promise<{ exit: number | null; code: string }> => {
  const { exit, stderr } = await as(profile, ...args);
  return { exit, code: /code: (E_[A-Z_]+)/u.exec(stderr)?.[1] ?? stderr };
};
const person = (profile: string) => readProfile(join(demo.home, 'demo', profile));
const roots = (handle: string): string[] =>
  [0, 1].flatMap((number) => ['--root', join(demo.home, 'demo', '.organisations', handle, `root-${number}.key`)]);

/** What waits for the signature of the witnesses is seen by the server half a second later at most. */
async function untilWitnessed(recovery: string, profile: string): Promise<Shown> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const shown = await done<Shown>(profile, 'keys', 'recover', 'show', recovery);
    if (shown.waitsFor !== 'not_witnessed') return shown;
  }
  throw new Error('the start was not witnessed');
}

interface Asking {
  readonly code: string;
  readonly fingerprint: string;
  /** Settles when a guardian has answered and the profile is written; rejects when `giveUp` is called. */
  readonly asked: Promise<unknown>;
  giveUp(): void;
}

/** A new device that asks with a code, as `keys recover ask` does. */
async function ask(profile: string): Promise<Asking> {
  const told: string[] = [];
  const patience = new AbortController();
  const asked = enrol(
    { profile, server: demo.url, code: null, byGuardians: true, signal: patience.signal },
    { ...process.env, ...env },
    { say: (line) => void told.push(line) },
  );
  asked.catch(() => undefined);
  while (told.length < 2) await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 20))]);
  const [code = '', fingerprint = ''] = told.map((line) => line.replace(/^\w+ +/u, ''));
  return { code, fingerprint, asked, giveUp: () => patience.abort(new Error('gave up')) };
}

/** A new device asks with a code, and the guardian who sees its owner begins. */
async function begin(guardian: string, member: string, profile: string, reason = 'lost'): Promise<Started> {
  const { code, fingerprint, asked, giveUp } = await ask(profile);
  const starts = done<Started>(
    guardian,
    ...['keys', 'recover', 'start', code, '--member', person(member).member],
    ...['--reason', reason, '--fingerprint', fingerprint.slice(0, 9)],
  );
  try {
    const started = await starts;
    await asked;
    return started;
  } finally {
    giveUp();
  }
}

async function sendTo(profile: string, name: string): Promise<string> {
  const { report, decisions } = writeReport(join(demo.scratch, name));
  const args = ['report', 'send', report, '--decisions', decisions, '--to', 'northgate', '--confirm-readers', '2'];
  return (await done<{ reportId: string }>(profile, ...args)).reportId;
}
const opens = (profile: string, report: string): Promise<CommandResult> =>
  as(profile, 'report', 'open', report, ...WHY);

describe('recovery by guardians', () => {
  let before: string;

  it('is ready in every organisation of the demo world: two of three, from three organisations, after a day', async () => {
    const { rows } = await database.query<{ organisations: number; shares: number; lockboxes: number }>(
      `select count(distinct org_id)::int as organisations, count(*)::int as shares,
         (select count(*)::int from recovery_lockbox) as lockboxes from recovery_share`,
    );
    expect(rows).toEqual([{ organisations: 7, shares: 21, lockboxes: 7 }]);
    const shown = await done('liaison', 'keys', 'guardians', 'show');
    expect(shown).toMatchObject({ threshold: 2, delayHours: 24, sealedEpochs: 1, epochsMissing: 0 });
  });

  it('takes no shorter delay from the device of an administrator, and takes it from two roots', async () => {
    const guardians = ['admin', 'steward1', 'auditor'].flatMap((profile) => ['--guardian', person(profile).member]);
    const args = ['keys', 'guardians', 'set', ...guardians, '--delay', '0h'];
    expect(await failed('admin', ...args)).toMatchObject({ code: 'E_AUTHORITY' });
    const set = await done('admin', ...args, ...roots('harbour'));
    expect(set).toMatchObject({ keyNumber: 2, delayHours: 0, epochs: 1, epochsLeft: 0 });
    // liaisons administer nothing: their roots do
    const northgate = await done('liaison', ...args, ...roots('northgate'));
    expect(northgate).toMatchObject({ keyNumber: 2, epochs: 1, epochsLeft: 0 });
  });

  it('does not begin for another device than the guardian sees', async () => {
    before = await sendTo('analyst', 'before');
    const { code, fingerprint, giveUp } = await ask('nobody');
    const start = ['keys', 'recover', 'start', code, '--member', person('liaison').member, '--reason', 'lost'];
    expect(await failed('admin', ...start, '--fingerprint', '0000 0000')).toMatchObject({ code: 'E_FINGERPRINT' });
    expect(await failed('liaison', ...start, '--fingerprint', fingerprint)).toMatchObject({
      code: 'E_NOT_GUARDIAN',
    });
    giveUp();
  });

  it('gives a liaison who lost every device what the liaison could open, and the old device nothing', async () => {
    const { recovery, fingerprint } = await begin('admin', 'liaison', 'liaison-back');
    const mine = await done<{ notices: { kind: string }[] }>('liaison2', 'notice', 'list');
    expect(mine.notices.map(({ kind }) => kind)).toContain('recovery_started');
    expect(await failed('admin', 'keys', 'recover', 'complete', recovery)).toMatchObject({ exit: 3 });
    const shown = await untilWitnessed(recovery, 'admin');
    expect(shown).toMatchObject({ state: 'open', waitsFor: 'not_enough_guardians', guardians: 1 });
    const waiting = await failed('admin', 'keys', 'recover', 'complete', recovery);
    expect(waiting).toEqual({ exit: 3, code: 'E_NOT_ENOUGH_GUARDIANS' });
    expect((await as('liaison-back', 'login')).exit).not.toBe(0);

    const approve = ['keys', 'recover', 'approve', recovery, '--fingerprint'];
    expect(await failed('steward1', ...approve, '0000 0000')).toEqual({ exit: 6, code: 'E_FINGERPRINT' });
    await done('steward1', ...approve, fingerprint);
    const completed = await done('admin', 'keys', 'recover', 'complete', recovery);
    expect(completed).toMatchObject({ epochs: 1, missing: 0 });

    succeeded(await opens('liaison-back', before));
    expect(await failed('liaison', 'login')).toMatchObject({ exit: 4 });
    expect(await done('admin', 'keys', 'recover', 'list')).toMatchObject({ recoveries: [{ state: 'completed' }] });
    expect(await failed('admin', 'keys', 'recover', 'complete', recovery)).toMatchObject({ exit: 3 });
  });

  it('closes the key of the unit that a lost device could open, and a new one is sealed to the next recovery key', async () => {
    const { report, decisions } = writeReport(join(demo.scratch, 'closed'));
    const send = ['report', 'send', report, '--decisions', decisions, '--to', 'northgate', '--confirm-readers', '2'];
    expect(await failed('analyst', ...send)).toMatchObject({ code: 'E_EPOCH_CLOSED' });
    const rotated = await done<{ rotated: { epoch: number; devices: number; opened: boolean }[] }>(
      ...(['liaison2', 'keys', 'rotate', '--due', ...roots('northgate')] as const),
    );
    expect(rotated).toMatchObject({ rotated: [{ epoch: 2, devices: 2, opened: true }], left: [] });
    const after = await sendTo('analyst', 'after');
    succeeded(await opens('liaison-back', after));
    succeeded(await opens('liaison2', after));
    succeeded(await opens('liaison2', before));
    const { rows } = await database.query<{ epoch: number; number: number }>(
      `select l.epoch, l.key_number as number from recovery_lockbox l join unit u on u.id = l.unit_id
       where u.handle = 'northgate' order by l.epoch`,
    );
    expect(rows).toEqual([
      { epoch: 1, number: 3 },
      { epoch: 2, number: 3 },
    ]);
  });

  it('is stopped by whoever sees that nobody asked for it, and the guardian who began cannot begin again at once', async () => {
    const { recovery, fingerprint } = await begin('steward1', 'analyst', 'thief');
    expect(await failed('reader', 'keys', 'recover', 'cancel', recovery, '--reason', 'not_asked')).toMatchObject({
      exit: 6,
    });
    await done('admin', 'keys', 'recover', 'cancel', recovery, '--reason', 'not_asked');
    expect(await failed('auditor', 'keys', 'recover', 'approve', recovery, '--fingerprint', fingerprint)).toMatchObject(
      { exit: 6 },
    );
    expect(await failed('steward1', 'keys', 'recover', 'complete', recovery)).toMatchObject({ exit: 3 });
    expect((await as('thief', 'login')).exit).not.toBe(0);
    await expect(begin('steward1', 'analyst', 'thief-again')).rejects.toThrow('E_RECOVERY');
    succeeded(await as('analyst', 'login'));
  });
});

describe('rotation', () => {
  it('shows when each key is due, and changes nothing when none is', async () => {
    const shown = await done('admin', 'keys', 'rotate');
    expect(shown).toMatchObject({ rotated: [], units: [{ unit: 'harbour', epoch: 1, urgency: 'none' }] });
    expect(await done('admin', 'keys', 'rotate', '--due')).toMatchObject({ rotated: [] });
    expect(await failed('analyst', 'keys', 'rotate', '--unit', 'harbour')).toMatchObject({ exit: 3 });
  });

  it('gives a unit a new key for its devices, with its history changed from then on, and old reports still open', async () => {
    const before = await sendTo('analyst', 'own');
    const rotated = await done('admin', 'keys', 'rotate', '--unit', 'harbour', '--history', 'from_join');
    expect(rotated).toMatchObject({
      rotated: [{ handle: 'harbour', epoch: 2, devices: 3, history: 'from_join', opened: true }],
    });
    succeeded(await opens('analyst', before));
    const listed = await done<{ units: { history: string }[] }>('admin', 'keys', 'rotate');
    expect(listed.units).toMatchObject([{ epoch: 2, history: 'from_join' }]);
  });

  it('says what a member who is removed may have seen already', async () => {
    const { member } = person('reader');
    const args = ['org', 'remove', member, '--reason', 'left', '--confirm', 'reader (synthetic)'];
    const removed = await done<{ mayHaveSeen: { unit: string; sealed: number; opened: number }[] }>('admin', ...args);
    expect(removed.mayHaveSeen).toMatchObject([{ unit: 'harbour', opened: 0 }]);
    expect(removed.mayHaveSeen[0]?.sealed).toBeGreaterThan(0);
  });
});
