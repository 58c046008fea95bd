// What two organisations agree, from a draft of a steward to its end: on the command line, with real processes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { OpeningOfferDocument } from '@sealbridge/api-client';
import { ready } from '@sealbridge/sodium';
import { type Tlp } from '@sealbridge/vocabulary';
import type { Client } from 'pg';
import { parse, stringify } from 'yaml';

import { asPerson } from '../support/as-person.js';
import { failure, open, send, sendArguments, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';

/** Exit codes of the interface. */
const [USAGE, REFUSED, CONFLICT] = [2, 3, 6];

jest.setTimeout(60_000);

interface Invited {
  readonly invitation: string;
  readonly link: string;
  readonly code: string;
}

let demo: DemoInstance;
let database: Client;
/** The agreement of harbour and northgate. */
let agreement: string;
let files = 0;

beforeAll(async () => {
  await ready();
  demo = await startDemo();
  database = await demo.superuser();
  const { rows } = await database.query<{ id: string }>(
    `SELECT a.id FROM agreement a JOIN organisation o ON o.id IN (a.org_a, a.org_b) WHERE o.handle IN ('harbour', 'northgate')
     GROUP BY a.id HAVING count(*) = 2`,
  );
  agreement = rows[0]?.id ?? '';
}, 180_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

const short = (): string => agreement.slice(0, 8);
const run = (profile: string, ...args: string[]) => demo.cli(profile, ['agreement', ...args]);
const json = async <T>(profile: string, ...args: string[]): Promise<T> =>
  succeeded(await run(profile, ...args, '--json')).json() as T;
const text = async (profile: string, ...args: string[]): Promise<string> =>
  succeeded(await run(profile, ...args)).stdout;
/** Lines are wrapped for people. */
const unwrapped = (lines: string): string => lines.replaceAll(/\s+/gu, ' ');

/** Northgate has no administrator: two of its root keys sign, in whosever name they are carried. */
const northgateRoots = (): string[] =>
  [0, 1].flatMap((number) => ['--root', join(demo.home, 'demo', '.organisations', 'northgate', `root-${number}.key`)]);

async function sendMarked(tlp: Tlp): Promise<string> {
  files += 1;
  return (await send(demo, writeReport(join(demo.scratch, String(files)), { tlp }))).reportId;
}

const trySending = () => {
  files += 1;
  return demo.cli(
    'analyst',
    sendArguments(writeReport(join(demo.scratch, String(files)), { tlp: 'GREEN' }), ['northgate'], 2),
  );
};

interface Terms {
  purposes: string[];
  markingCeiling: string;
  retentionMonths: number;
  prohibited: string[];
  between: string[];
}

async function writeTerms(change: (terms: Terms) => void): Promise<string> {
  const terms = parse(await text('steward1', 'draft', '--from', short())) as Terms;
  change(terms);
  files += 1;
  const path = join(demo.scratch, `terms-${files}.yaml`);
  writeFileSync(path, stringify(terms));
  return path;
}

/** Signs the open proposal for both parties, as they would: each looks first and confirms what it saw. */
async function signForBoth(): Promise<void> {
  const { terms } = await json<{ terms: string }>('admin', 'sign', short());
  await json('admin', 'sign', short(), '--confirm', terms);
  await json('liaison', 'sign', short(), '--confirm', terms, ...northgateRoots());
}

/** What the liaison is told over GraphQL when asking for a report. */
async function offered(reportId: string): Promise<string> {
  const person = await asPerson(demo, 'liaison');
  const { openingOffer } = await person.client.request(OpeningOfferDocument, { reportId });
  return openingOffer.__typename === 'Refused' ? openingOffer.reason : openingOffer.__typename;
}

describe('a narrower version', () => {
  let [amber, green]: string[] = [];

  it('is drafted by a steward, who may not sign it, and shown alike to both', async () => {
    [amber, green] = [await sendMarked('AMBER'), await sendMarked('GREEN')];
    const path = await writeTerms((terms) => {
      terms.markingCeiling = 'GREEN';
      terms.retentionMonths = 6;
    });
    await json('steward1', 'draft', path);
    const shown = await Promise.all(
      ['admin', 'liaison'].map((profile) => json<{ words: object[] }>(profile, 'show', short(), '--proposal')),
    );
    expect(shown[0]?.words).toEqual(shown[1]?.words);
    expect(unwrapped(await text('liaison', 'show', short(), '--proposal'))).toContain(
      'Reports may be marked up to TLP:GREEN, and not',
    );
    const listed = await text('liaison', 'list');
    expect(listed).toContain('waits for');
    expect(listed).toMatch(/harbour, northgate|northgate, harbour/u);
    const { terms } = await json<{ terms: string }>('steward1', 'sign', short());
    const { exit, code } = failure(await run('steward1', 'sign', short(), '--confirm', terms));
    expect({ exit, code }).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
  });

  it('says before it is signed what it changes, and nothing has changed', async () => {
    const { terms, gap } = await json<{ terms: { term: string; effect: string }[]; gap: object | null }>(
      'admin',
      'diff',
      short(),
    );
    const changed = terms.filter(({ effect }) => effect !== 'same').map(({ term, effect }) => `${term} ${effect}`);
    expect(changed).toEqual(['markingCeiling narrows', 'retentionMonths narrows']);
    expect(gap).toBeNull();
    expect((await open(demo, 'liaison', amber ?? '')).exit).toBe(0);
  });

  it('closes exactly the reports that the preview said, by the reason that policy gives', async () => {
    const preview = await json<{
      losing: number;
      gaining: number;
      sealed: { origin: string; unit: string; closed: number | null }[];
      readers: { organisation: string; purposes: { before: string; after: string }[] }[];
    }>('admin', 'preview', short());
    expect([preview.gaining, preview.losing]).toEqual([0, 2]);
    for (const { organisation, purposes } of preview.readers) {
      expect(organisation).toBe('northgate');
      expect(purposes.every(({ before, after }) => before === 'RED' && after === 'GREEN')).toBe(true);
    }
    const { rows } = await database.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM stored_grant g JOIN report r ON r.row = g.row WHERE g.agreement_id = $1 AND r.marking > 1`,
      [agreement],
    );
    expect(preview.sealed).toContainEqual(
      expect.objectContaining({ origin: 'harbour', unit: 'northgate', closed: rows[0]?.n }),
    );
    await signForBoth();
    expect(failure(await open(demo, 'liaison', amber ?? ''))).toEqual({ exit: REFUSED, code: 'E_CLEARANCE' });
    expect((await open(demo, 'liaison', green ?? '')).exit).toBe(0);
  });

  it('is the version in force, and the one before is still there to read', async () => {
    const { version, state } = await json<{ version: number; state: string }>('liaison', 'show', short());
    expect([version, state]).toEqual([2, 'in_force']);
    expect(unwrapped(await text('liaison', 'show', short(), '--version', '1'))).toContain('up to TLP:RED.');
    expect(await text('admin', 'diff', short(), '1', '2')).toContain('2 change, 11 stay the same');
  });
});

describe('a proposal', () => {
  it('is refused when it takes out what every agreement rules out, and signed by nobody who confirms other terms', async () => {
    const path = await writeTerms((terms) => {
      terms.prohibited = terms.prohibited.filter((use) => use !== 'prosecution_of_victims');
    });
    expect(failure(await run('steward1', 'draft', path))).toEqual({ exit: USAGE, code: 'E_PROHIBITED_USE' });
    await json('admin', 'draft', await writeTerms((terms) => (terms.retentionMonths = 5)));
    expect(failure(await run('admin', 'sign', short(), '--confirm', '00000000'))).toEqual({
      exit: CONFLICT,
      code: 'E_CONFIRM',
    });
    expect(failure(await run('analyst', 'withdraw', short()))).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
    expect(await json('admin', 'withdraw', short())).toMatchObject({ state: 'withdrawn' });
    expect(failure(await run('admin', 'sign', short()))).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
  });

  it('with an organisation that one has nothing to do with fails like one with an organisation that does not exist', async () => {
    const failures = await Promise.all(
      ['eastport', 'nowhere'].map(async (handle) => {
        const path = join(demo.scratch, `${handle}.yaml`);
        writeFileSync(path, await text('admin', 'draft', '--between', 'harbour', handle));
        const { exit, stderr } = await run('admin', 'draft', path);
        return { exit, stderr: stderr.replaceAll(handle, 'HANDLE') };
      }),
    );
    expect(failures[0]).toEqual(failures[1]);
    expect(failures[0]?.exit).toBe(REFUSED);
  });

  it('of a first agreement names the other party from the log to who never saw it before', async () => {
    const path = join(demo.scratch, 'first.yaml');
    writeFileSync(path, await text('steward1', 'draft', '--between', 'harbour', 'eastport'));
    const { id } = await json<{ id: string }>('steward1', 'draft', path);
    const shown = unwrapped(await text('admin', 'sign', id));
    expect(shown).toContain('Eastport Police (eastport)');
    expect(shown).toContain('this is the first version');
    const outsider = readFileSync(join(demo.home, 'demo/outsider/profile.json'), 'utf8');
    expect(shown).not.toContain((JSON.parse(outsider) as { member: string }).member);
    await json('outsider', 'show', id);
    expect(failure(await run('analyst3', 'show', id))).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
    await json('steward2', 'withdraw', id);
  });
});

describe('an agreement', () => {
  it('that a party suspends lets nothing through until it resumes it, on the command line and over GraphQL', async () => {
    const reportId = await sendMarked('GREEN');
    await json('liaison', 'suspend', short(), ...northgateRoots());
    expect(failure(await open(demo, 'liaison', reportId))).toEqual({ exit: REFUSED, code: 'E_SUSPENDED' });
    expect(await offered(reportId)).toBe('suspended');
    expect(await text('analyst', 'show', short())).toContain('suspended by northgate');
    expect(failure(await trySending())).toEqual({ exit: REFUSED, code: 'E_SUSPENDED' });
    expect(failure(await run('admin', 'resume', short()))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
    await json('liaison', 'resume', short(), ...northgateRoots());
    expect((await open(demo, 'liaison', reportId)).exit).toBe(0);
    expect((await trySending()).exit).toBe(0);
  });

  it('ends at its minute for whoever asks next, without any job, and only for who names the other party', async () => {
    const reportId = await sendMarked('GREEN');
    expect(failure(await run('admin', 'end', short(), '--confirm', 'lantern'))).toEqual({
      exit: CONFLICT,
      code: 'E_CONFIRM',
    });
    const at = Math.ceil(Date.now() / 1000) + 15;
    const time = `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
    await json('admin', 'end', short(), '--at', time, '--confirm', 'northgate');
    expect(await text('liaison', 'list')).toContain(time.replace(/:00Z$/u, 'Z'));
    expect((await open(demo, 'liaison', reportId)).exit).toBe(0);
    await sleep(at * 1000 - Date.now() + 100);
    expect(failure(await open(demo, 'liaison', reportId))).toEqual({ exit: REFUSED, code: 'E_NO_LIVE_MOU' });
    expect(await offered(reportId)).toBe('no_live_mou');
    expect(failure(await trySending())).toEqual({ exit: REFUSED, code: 'E_NO_LIVE_MOU' });
    expect(await json('admin', 'show', short())).toMatchObject({ state: 'ended' });
    expect(failure(await run('admin', 'suspend', short()))).toEqual({ exit: REFUSED, code: 'E_WRONG_STATE' });
  });

  it('may begin anew by the signatures of both, and opens nothing that was sent under the version that ended', async () => {
    const { rows } = await database.query<{ id: string }>('SELECT id FROM report ORDER BY row DESC LIMIT 1');
    await json('steward1', 'draft', await writeTerms((terms) => (terms.markingCeiling = 'RED')));
    await signForBoth();
    expect(failure(await open(demo, 'liaison', rows[0]?.id ?? ''))).toEqual({ exit: REFUSED, code: 'E_NO_LIVE_MOU' });
    const reportId = await sendMarked('AMBER');
    expect((await open(demo, 'liaison', reportId)).exit).toBe(0);
  });

  it('outlives the administrator whose device signed it', async () => {
    const org = async (profile: string, ...args: string[]) =>
      succeeded(await demo.cli(profile, ['org', ...args, '--json'])).json();
    const what = ['--role', 'org_admin', '--unit', 'harbour', '--clearance', 'AMBER', '--training-until', '2030-06'];
    const invited = (await org(
      'admin',
      'invite',
      ...what,
      '--jurisdiction',
      'XA',
      '--name',
      'Vera Example',
    )) as Invited;
    succeeded(
      await demo.cli(null, ['org', 'join', invited.link, '--code', invited.code, '--profile', 'vera', '--json']),
    );
    await org('admin', 'confirm', invited.invitation);
    await org('vera', 'remove', 'admin (synthetic)', '--reason', 'left', '--confirm', 'admin (synthetic)');
    expect(await json('vera', 'show', short())).toMatchObject({ state: 'in_force' });
    const reportId = await sendMarked('AMBER');
    expect((await open(demo, 'liaison', reportId)).exit).toBe(0);
  });
});
