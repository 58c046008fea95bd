// People come and go: an invitation by link and spoken code, keys that the server cannot swap, leavers, who was away too long, and
// who stands behind a role handle. Every step is a command of a person; the server's owner may edit the database in between.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { MembersDocument } from '@sealbridge/api-client';
import { makeJoin, parseInviteRecord } from '@sealbridge/directory';
import { makeDeviceKeys } from '@sealbridge/keyring';
import { ready } from '@sealbridge/sodium';
import type { Client } from 'pg';

import { readProfile } from '../../apps/cli/src/profile/profile-file.js';
import { type Person, signInAs } from '../../apps/cli/src/session/person.js';
import { asPerson } from '../support/as-person.js';
import { failure, open, send, succeeded, WHY, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import type { CommandResult } from '../support/instance.js';

interface Invited {
  readonly invitation: string;
  readonly member: string;
  readonly link: string;
  readonly code: string;
}
interface MemberRow {
  readonly member: string;
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly keys: string;
  readonly standing: string;
  readonly clearance: string;
  readonly trainingUntil: string;
}
interface Shown {
  readonly epochs: readonly {
    readonly epoch: number;
    readonly status: string;
    readonly reason: string;
    readonly holders: readonly { readonly member: string; readonly active: boolean }[];
  }[];
}

const MODE = 0o777;
/** Exit codes of the interface. */
const [USAGE, REFUSED, SIGN_IN, VERIFICATION, CONFLICT] = [2, 3, 4, 5, 6];

jest.setTimeout(120_000);

let demo: DemoInstance;
let database: Client;
let names = 0;

beforeAll(async () => {
  await ready();
  demo = await startDemo();
  database = await demo.superuser();
}, 240_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

const admin = (...args: string[]): Promise<CommandResult> => demo.cli('admin', ['org', ...args, '--json']);
const newName = (): string => {
  names += 1;
  return `newcomer-${String(names)}`;
};
const folderOf = (profile: string): string => join(demo.scratch, 'config', 'sealbridge', profile);

async function invite(name: string, flags: readonly string[] = ['--role', 'analyst']): Promise<Invited> {
  const what = ['--unit', 'harbour', '--clearance', 'AMBER', '--training-until', '2030-06', '--jurisdiction', 'XA'];
  return succeeded(await admin('invite', ...flags, ...what, '--name', name)).json() as Invited;
}

function joinWith(
  { link, code }: Pick<Invited, 'link' | 'code'>,
  profile: string,
  ...more: string[]
): Promise<CommandResult> {
  return demo.cli(null, ['org', 'join', link, '--code', code, '--profile', profile, '--json', ...more]);
}

async function confirmed(name: string): Promise<{ readonly profile: string; readonly invited: Invited }> {
  const profile = newName();
  const invited = await invite(name);
  succeeded(await joinWith(invited, profile));
  succeeded(await admin('confirm', invited.invitation));
  return { profile, invited };
}

async function members(): Promise<readonly MemberRow[]> {
  return (succeeded(await admin('members')).json() as { members: MemberRow[] }).members;
}

async function show(unit: string): Promise<Shown> {
  return succeeded(await demo.cli('admin', ['directory', 'show', unit, '--json'])).json() as Shown;
}

describe('an invitation', () => {
  it('brings a person to a device that works, and to what their unit wrote before', async () => {
    const before = await send(demo, writeReport(join(demo.scratch, 'before')));
    const invited = await invite('Ada Example');
    const profile = newName();
    const shown = succeeded(await joinWith(invited, profile, '--show')).json();
    expect(shown).toMatchObject({
      organisation: 'harbour',
      roles: ['analyst'],
      units: ['harbour'],
      clearance: 'AMBER',
    });
    expect(existsSync(folderOf(profile))).toBe(false);
    succeeded(await joinWith(invited, profile));
    expect(failure(await demo.cli(profile, ['login']))).toMatchObject({ exit: SIGN_IN });
    const { invitations } = succeeded(await admin('invitations')).json() as { invitations: object[] };
    expect(invitations[0]).toMatchObject({ invitation: invited.invitation, state: 'joined', units: ['harbour'] });
    expect(succeeded(await admin('confirm', invited.invitation)).json()).toMatchObject({
      member: invited.member,
      name: 'Ada Example',
      entry: expect.any(Number) as number,
    });
    succeeded(await demo.cli(profile, ['login']));
    const own = (await members()).find(({ member }) => member === invited.member);
    expect(own).toMatchObject({
      name: 'Ada Example',
      keys: 'complete',
      standing: 'active',
      trainingUntil: '2030-06-30',
    });
    succeeded(await demo.cli(profile, ['keys', 'init', '--words-file', join(demo.scratch, 'words')]));
    const sent = await send(demo, writeReport(join(demo.scratch, 'first')), { from: profile });
    succeeded(await open(demo, 'liaison', sent.reportId));
    succeeded(await open(demo, profile, before.reportId));
  });

  it('leaves files that others cannot read, and no secret with the administrator once it is confirmed', async () => {
    const { profile, invited } = await confirmed('Bo Example');
    const modes = readdirSync(folderOf(profile)).map((name) => statSync(join(folderOf(profile), name)).mode & MODE);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    const kept = join(demo.home, 'demo', 'admin', 'invitations');
    expect(readdirSync(kept)).not.toContain(`${invited.invitation}.json`);
    const other = await invite('Cy Example');
    expect(statSync(join(kept, `${other.invitation}.json`)).mode & MODE).toBe(0o600);
  });

  it('that is not good is refused in the same words, whatever is wrong with it', async () => {
    const [expired, revoked, used, one, two] = (await Promise.all(
      ['expired', 'revoked', 'used', 'one', 'two'].map((name) => invite(name)),
    )) as [Invited, Invited, Invited, Invited, Invited];
    await database.query(`UPDATE invitation SET expires_at = now() WHERE id = $1`, [expired.invitation]);
    expect(failure(await admin('invitations', 'revoke', revoked.invitation))).toEqual({
      exit: USAGE,
      code: 'E_CONFIRM',
    });
    succeeded(await admin('invitations', 'revoke', revoked.invitation, '--confirm'));
    succeeded(await joinWith(used, newName()));
    const wrong = { link: one.link, code: one.code === '0000 0000' ? '0000 0001' : '0000 0000' };
    const attempts = [expired, revoked, used, wrong, { link: one.link, code: two.code }];
    const answers = await Promise.all(attempts.map((attempt) => joinWith(attempt, newName())));
    for (const answer of answers) expect(failure(answer)).toEqual({ exit: REFUSED, code: 'E_INVITATION' });
    expect(new Set(answers.map(({ stderr }) => stderr)).size).toBe(1);
    expect(existsSync(folderOf(`newcomer-${String(names)}`))).toBe(false);
  });

  it('is void after five wrong codes', async () => {
    const invited = await invite('Di Example');
    const wrong = { link: invited.link, code: invited.code === '0000 0000' ? '0000 0001' : '0000 0000' };
    for (let n = 0; n < 5; n += 1) expect(failure(await joinWith(wrong, newName())).code).toBe('E_INVITATION');
    expect(failure(await joinWith(invited, newName()))).toEqual({ exit: REFUSED, code: 'E_INVITATION' });
    expect(failure(await admin('confirm', invited.invitation))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
  });

  it('is joined once; the same device may ask again', async () => {
    const invited = await invite('Eli Example');
    const profile = newName();
    const first = succeeded(await joinWith(invited, profile)).json();
    expect(failure(await joinWith(invited, newName()))).toEqual({ exit: REFUSED, code: 'E_INVITATION' });
    expect(first).toMatchObject({ member: invited.member });
    expect(succeeded(await joinWith(invited, profile)).json()).toEqual(first);
    succeeded(await admin('confirm', invited.invitation));
    expect(failure(await joinWith(invited, profile))).toEqual({ exit: REFUSED, code: 'E_INVITATION' });
    succeeded(await demo.cli(profile, ['login']));
  });

  it('is joined by one device when a profile joins twice at once, and its keys stay', async () => {
    const invited = await invite('Fay Example');
    const profile = newName();
    const both = await Promise.all([joinWith(invited, profile), joinWith(invited, profile)]);
    const devices = both.map((answer) => (succeeded(answer).json() as { device: string }).device);
    expect(new Set(devices).size).toBe(1);
    succeeded(await admin('confirm', invited.invitation));
    succeeded(await demo.cli(profile, ['login']));
  });

  it('is confirmed once; an administrator who was stopped in between keeps no secret either', async () => {
    const invited = await invite('Gus Example');
    const kept = join(demo.home, 'demo', 'admin', 'invitations', `${invited.invitation}.json`);
    const secret = readFileSync(kept);
    succeeded(await joinWith(invited, newName()));
    succeeded(await admin('confirm', invited.invitation));
    writeFileSync(kept, secret, { mode: 0o600 });
    expect(failure(await admin('confirm', invited.invitation))).toEqual({ exit: CONFLICT, code: 'E_WRONG_STATE' });
    expect(existsSync(kept)).toBe(false);
    expect(failure(await admin('confirm', invited.invitation))).toEqual({ exit: CONFLICT, code: 'E_WRONG_STATE' });
  });

  it('cannot be turned to other keys by whoever owns the server', async () => {
    const invited = await invite('Flo Example');
    succeeded(await joinWith(invited, newName()));
    const { rows } = await database.query<{ record: Buffer; joining: Buffer }>(
      'SELECT record, joining FROM invitation WHERE id = $1',
      [invited.invitation],
    );
    const [stored] = rows;
    if (stored === undefined) throw new Error('no invitation');
    const { org, member } = parseInviteRecord(new Uint8Array(stored.record)).invite;
    const keys = makeDeviceKeys({ org, member });
    const ids = {
      org,
      member,
      device: keys.device,
      invitation: parseInviteRecord(new Uint8Array(stored.record)).invite.invitation,
    };
    const publicKeys = { signPublicKey: keys.sign.publicKey, kemPublicKey: keys.kem.publicKey };
    const forged = makeJoin({ ...ids, ...publicKeys }, keys.sign.privateKey);
    const put = (column: string, bytes: Uint8Array): Promise<unknown> =>
      database.query(`UPDATE invitation SET ${column} = $2 WHERE id = $1`, [invited.invitation, Buffer.from(bytes)]);
    await put('joining', forged);
    await database.query('UPDATE invitation SET device_id = $2 WHERE id = $1', [invited.invitation, keys.device]);
    expect(failure(await admin('confirm', invited.invitation))).toEqual({ exit: VERIFICATION, code: 'E_JOIN_MAC' });
    await put('joining', stored.joining);
    const other = await database.query<{ record: Buffer }>('SELECT record FROM invitation WHERE id <> $1 LIMIT 1', [
      invited.invitation,
    ]);
    await put('record', other.rows[0]?.record ?? new Uint8Array());
    expect(failure(await admin('confirm', invited.invitation))).toEqual({ exit: VERIFICATION, code: 'E_INVITATION' });
    expect((await members()).map(({ member: id }) => id)).not.toContain(member);
  });

  it.each<[string, string, readonly string[]]>([
    ['into a unit of others', 'E_UNKNOWN_UNIT', ['--unit', 'northgate']],
    ['as a steward', 'E_USAGE', ['--role', 'steward']],
    ['with a training that is no month', 'E_USAGE', ['--training-until', 'June']],
    ['to no place', 'E_USAGE', ['--jurisdiction', 'nowhere']],
    ['without a name', 'E_USAGE', ['--name', ' ']],
    ['with a name too long for the directory', 'E_USAGE', ['--name', 'x'.repeat(201)]],
    ['with a name that turns what stands beside it', 'E_USAGE', ['--name', 'Ada \u202Eelpmaxe']],
  ])('%s is not made', async (_name, code, [flag = '', value = '']) => {
    const flags = new Map([
      ['--role', 'analyst'],
      ['--unit', 'harbour'],
      ['--clearance', 'AMBER'],
      ['--training-until', '2030-06'],
      ['--jurisdiction', 'XA'],
      ['--name', 'Somebody'],
      [flag, value],
    ]);
    expect(failure(await admin('invite', ...[...flags].flat()))).toEqual({ exit: USAGE, code });
  });

  it('is for administrators to make, list and revoke', async () => {
    const invited = await invite('Gil Example');
    const as = (...args: string[]): Promise<CommandResult> => demo.cli('analyst', ['org', ...args, '--json']);
    const flags = ['--role', 'analyst', '--unit', 'harbour', '--clearance', 'AMBER', '--training-until', '2030-06'];
    const made = await as('invite', ...flags, '--jurisdiction', 'XA', '--name', 'Somebody');
    expect(failure(made)).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
    const revoked = await as('invitations', 'revoke', invited.invitation, '--confirm');
    expect(failure(revoked)).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
    expect(succeeded(await as('invitations')).json()).toEqual({ invitations: [] });
    expect(succeeded(await as('members')).json()).toEqual({ members: [] });
  });
});

describe('a member who leaves', () => {
  it('is refused on the next request, and cannot read what is sealed from then on', async () => {
    const { profile, invited } = await confirmed('Hal Example');
    const there = await signInHere(profile);
    await there.client.request(MembersDocument, { first: 1, after: null });
    const before = (await show('harbour')).epochs.at(-1);
    expect(before?.holders.map(({ member }) => member)).toContain(invited.member);
    const remove = ['remove', 'Hal Example', '--reason', 'left', '--confirm'];
    expect(failure(await admin(...remove, 'Hal'))).toEqual({ exit: CONFLICT, code: 'E_CONFIRM' });
    expect(succeeded(await admin(...remove, 'Hal Example')).json()).toMatchObject({
      units: ['harbour'],
      unitsWithoutKey: [],
    });
    const next = there.client.request(MembersDocument, { first: 1, after: null });
    await expect(next).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(failure(await demo.cli(profile, ['login']))).toMatchObject({ exit: SIGN_IN });
    const { epochs } = await show('harbour');
    expect(epochs.find(({ epoch }) => epoch === before?.epoch)?.status).toBe('closed');
    expect(epochs.at(-1)).toMatchObject({ epoch: (before?.epoch ?? 0) + 1, reason: 'removal', status: 'open' });
    expect(epochs.at(-1)?.holders.map(({ member }) => member)).not.toContain(invited.member);
    const sent = await send(demo, writeReport(join(demo.scratch, 'after')));
    succeeded(await open(demo, 'analyst', sent.reportId));
  });

  it('cannot be the last administrator', async () => {
    const remove = await admin('remove', 'admin (synthetic)', '--reason', 'left', '--confirm', 'admin (synthetic)');
    expect(failure(remove)).toEqual({ exit: REFUSED, code: 'E_LAST_ADMIN' });
    succeeded(await demo.cli('admin', ['login']));
  });
});

describe('a member', () => {
  it('who was not seen for 90 days is refused by that reason, until an administrator enables them', async () => {
    const person = await asPerson(demo, 'reader');
    await database.query(`UPDATE member SET active_at = now() - interval '90 days' WHERE id = $1`, [
      person.profile.member,
    ]);
    expect(failure(await demo.cli('reader', ['login']))).toEqual({ exit: REFUSED, code: 'E_INACTIVE' });
    const next = person.client.request(MembersDocument, { first: 1, after: null });
    await expect(next).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await members()).find(({ member }) => member === person.profile.member)?.standing).toBe('inactive');
    succeeded(await admin('enable', 'reader (synthetic)'));
    succeeded(await demo.cli('reader', ['login']));
    expect(failure(await admin('enable', 'reader (synthetic)'))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
  });

  it('is updated: clearance, training, jurisdictions', async () => {
    succeeded(await admin('update', 'reader (synthetic)', '--clearance', 'GREEN', '--training-until', '2031-01'));
    const row = (await members()).find(({ name }) => name === 'reader (synthetic)');
    expect(row).toMatchObject({ clearance: 'GREEN', trainingUntil: '2031-01-31', roles: ['second_reader'] });
    expect(failure(await admin('update', 'reader (synthetic)'))).toEqual({ exit: USAGE, code: 'E_USAGE' });
    expect(failure(await admin('update', 'nobody', '--clearance', 'GREEN'))).toMatchObject({
      code: 'E_UNKNOWN_MEMBER',
    });
  });
});

describe('the name behind a role handle', () => {
  const why = [...WHY.slice(0, 2), '--case-ref', 'NG-7', '--justification', 'is to be heard'];
  const identity = (profile: string, ...args: string[]): Promise<CommandResult> =>
    demo.cli(profile, ['org', 'identity', ...args, '--json']);

  it('passes the border after a question, an answer by a custodian, and for a day', async () => {
    const { member } = readProfile(join(demo.home, 'demo', 'analyst'));
    const { question } = succeeded(await identity('liaison', 'ask', member, ...why)).json() as { question: string };
    expect(failure(await identity('liaison', 'read', question))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
    const received = succeeded(await identity('admin', 'list', '--received')).json();
    expect(received).toMatchObject({ questions: [{ question, member, asking: 'northgate', state: 'open' }] });
    expect(failure(await identity('admin', 'answer', question))).toEqual({ exit: USAGE, code: 'E_USAGE' });
    succeeded(await identity('admin', 'answer', question, '--grant', 'witness_needed'));
    expect(succeeded(await identity('liaison', 'read', question)).json()).toMatchObject({
      name: 'analyst (synthetic)',
    });
    expect(failure(await identity('liaison2', 'read', question))).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
    await database.query('UPDATE identity_question SET readable_until = now() WHERE id = $1', [question]);
    expect(failure(await identity('liaison', 'read', question))).toEqual({ exit: REFUSED, code: 'E_EXPIRED' });
  });

  it('is not asked for by strangers, and answered to an auditor like to anybody', async () => {
    const { member } = readProfile(join(demo.home, 'demo', 'analyst'));
    expect(failure(await identity('outsider', 'ask', member, ...why))).toEqual({
      exit: REFUSED,
      code: 'E_NOT_PERMITTED',
    });
    const { question } = succeeded(await identity('auditor', 'ask', member, ...why)).json() as { question: string };
    succeeded(await identity('admin', 'answer', question, '--refuse', 'no_legal_basis'));
    const { questions } = succeeded(await identity('auditor', 'list')).json() as { questions: object[] };
    expect(questions).toMatchObject([{ question, state: 'refused', reason: 'no_legal_basis' }]);
  });

  it('is in the log of the organisation asked, step by step, without handle and words', async () => {
    const { entries } = succeeded(await demo.cli('admin', ['audit', 'list', '--json'])).json() as {
      entries: { readonly action: string; readonly object: { readonly type: string } | null }[];
    };
    const steps = entries.filter(({ object }) => object?.type === 'identity').map(({ action }) => action);
    expect(new Set(steps)).toEqual(new Set(['identity.ask', 'identity.answer', 'identity.read']));
    const { member } = readProfile(join(demo.home, 'demo', 'analyst'));
    const asked = JSON.stringify(entries.filter(({ action }) => action.startsWith('identity.')));
    expect(asked).not.toContain(member);
    expect(asked).not.toContain('heard');
  });
});

/** Signs in as a profile that a journey made, in this process. */
function signInHere(profile: string): Promise<Person> {
  const folder = folderOf(profile);
  expect(JSON.parse(readFileSync(join(folder, 'profile.json'), 'utf8'))).toMatchObject({ profile, version: 1 });
  return signInAs(readProfile(folder), demo.url, {});
}
