// What everything is decided by, changed by two stewards: nothing by one of them, at once by both, on the log for good. The instance is
// a real one; its commands run in this process, where nothing is asked of one of their own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { rulesHash, rulesRecord, signRules, type RulesRecord, writeRulesRecord } from '@sealbridge/directory';
import { DOCUMENT, POLICY } from '@sealbridge/policy';
import { randomBytes, ready, sha256, utf8 } from '@sealbridge/sodium';
import type { Client } from 'pg';

import { asPerson } from '../support/as-person.js';
import { failure, send, succeeded, WHY, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { runHere } from '../support/in-process.js';
import type { CommandResult } from '../support/instance.js';
import { newestRecord } from '../support/policy-api.js';
import { rulesAfter } from '../support/rules-fixture.js';

/** Exit codes of the interface. */
const [USAGE, REFUSED, CONFLICT, NETWORK] = [2, 3, 6, 7];
const REFERENCE = /not permitted \(([0-9a-f-]{36})\)/u;
/** A purpose for which nothing was sealed. */
const PRACTICE = ['--purpose', 'training_synthetic_only', '--case-ref', 'NG-1', '--justification', 'practice'];
const ON_THE_LOG_WITHIN_MS = 30_000;
const POLL_MS = 250;

jest.setTimeout(90_000);

let demo: DemoInstance;
let database: Client;
let reportId: string;
/** What was refused under a policy that was replaced later. */
let refusal: string;

beforeAll(async () => {
  await ready();
  demo = await startDemo();
  database = await demo.superuser();
  ({ reportId } = await send(demo, writeReport(join(demo.scratch, 'report'), {})));
}, 180_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);

interface Shown {
  readonly seq: number;
  readonly signed: boolean;
  readonly logIndex: number | null;
  readonly reason: string;
  readonly hash: string;
  readonly signedBy: readonly string[];
}

const cli = (profile: string, ...args: string[]): Promise<CommandResult> =>
  runHere(args, { SEALBRIDGE_HOME: demo.home, SEALBRIDGE_PROFILE: profile, XDG_CONFIG_HOME: demo.scratch });
/** Somebody who has files and nothing else. */
const stranger = (...args: string[]): Promise<CommandResult> =>
  runHere(args, { SEALBRIDGE_HOME: join(demo.scratch, 'nowhere'), XDG_CONFIG_HOME: join(demo.scratch, 'none') });
const run = (profile: string, ...args: string[]) => cli(profile, 'policy', ...args);
const open = () => cli('liaison', 'report', 'open', reportId, ...WHY, '--json');
const json = async <T>(profile: string, ...args: string[]): Promise<T> =>
  succeeded(await run(profile, ...args, '--json')).json() as T;
const show = (profile = 'liaison') => json<Shown>(profile, 'show');

const referenceIn = ({ stderr }: CommandResult): string => REFERENCE.exec(stderr)?.[1] ?? '';

/** One steward proposes and signs the own half; gives the id. */
const set = async (...assignments: string[]): Promise<string> =>
  (await json<{ id: string }>('steward1', 'set', ...assignments, '--reason', 'review')).id;

/** The other one reads what would change, and signs that. */
async function countersign(id: string): Promise<void> {
  const { statement } = await json<{ statement: string }>('steward2', 'sign', id.slice(0, 8));
  succeeded(await run('steward2', 'sign', id.slice(0, 8), '--confirm', statement));
}

async function untilLogged(seq: number): Promise<Shown> {
  for (const end = Date.now() + ON_THE_LOG_WITHIN_MS; Date.now() < end; await sleep(POLL_MS)) {
    const shown = await show();
    if (shown.seq === seq && shown.logIndex !== null) return shown;
  }
  throw new Error('the record does not come onto the log');
}

it('an instance begins with a policy of its stewards, which every member verifies', async () => {
  expect(await untilLogged(0)).toMatchObject({ signed: true, reason: 'first', hash: POLICY.hash });
  const { stdout } = succeeded(await run('analyst', 'show', '--parameters'));
  for (const name of Object.keys(DOCUMENT.parameters)) expect(stdout).toContain(`${name}: `);
});

it('a change counts for the next act of somebody who is signed in, once both seats have signed, and stands on the log', async () => {
  succeeded(await cli('liaison', 'login'));
  succeeded(await open());
  const proposed = await run('steward1', 'set', 'opening.assurance=passkey', '--reason', 'incident');
  expect(succeeded(proposed).stderr.replaceAll(/\s+/gu, ' ')).toContain('after: with a passkey (passkey)');
  succeeded(await open());

  const { proposals } = await json<{ proposals: { id: string }[] }>('steward2', 'proposals');
  const { id = '' } = proposals[0] ?? {};
  const read = succeeded(await run('steward2', 'sign', id)).stdout.replaceAll(/\s+/gu, ' ');
  expect(read).toContain('for everybody in every organisation who does this: report.open');
  expect(read).toContain('nothing is signed');
  succeeded(await open());

  await countersign(id);
  const refused = await open();
  expect(failure(refused)).toEqual({ exit: REFUSED, code: 'E_ASSURANCE' });
  refusal = referenceIn(refused);
  const shown = await untilLogged(1);
  expect(shown.signedBy).toHaveLength(2);
  expect(shown.signedBy.join()).toMatch(/the ngo seat .*the public seat|the public seat .*the ngo seat/u);
  const { records } = await json<{ records: { seq: number; logIndex: number }[] }>('auditor', 'history');
  expect(records.map(({ seq }) => seq)).toEqual([1, 0]);
});

it('the log with it verifies offline, entry by entry', async () => {
  const file = join(demo.scratch, 'evidence.zip');
  succeeded(await cli('auditor', 'audit', 'export', '--out', file));
  const policy = join(demo.home, 'demo', 'auditor', 'policy');
  succeeded(await demo.cli(null, ['audit', 'verify', '--bundle', file, '--policy', policy]));
});

it('is not changed by whoever is no steward, one steward, other words than were read, or a choice that is not listed', async () => {
  const attempt = ['set', 'training.grace=P14D', '--reason', 'review'];
  expect(failure(await run('liaison', ...attempt))).toEqual({ exit: REFUSED, code: 'E_NOT_PERMITTED' });
  expect(failure(await run('steward1', 'set', 'training.grace=P99D', '--reason', 'review'))).toMatchObject({
    exit: USAGE,
  });
  expect(failure(await run('steward1', 'set', 'some.thing=any', '--reason', 'review'))).toMatchObject({ exit: USAGE });
  const id = await set('training.grace=P14D');
  const own = await json<{ statement: string }>('steward1', 'sign', id);
  expect(failure(await run('steward1', 'sign', id, '--confirm', own.statement))).toEqual({
    exit: REFUSED,
    code: 'E_ALREADY_SIGNED',
  });
  expect(failure(await run('steward2', 'sign', id, '--confirm', '00000000'))).toEqual({
    exit: CONFLICT,
    code: 'E_CONFIRM',
  });
  expect(failure(await run('liaison', 'sign', id))).toMatchObject({ exit: REFUSED });
  expect(await show()).toMatchObject({ seq: 1 });
  succeeded(await run('steward2', 'withdraw', id));
});

it('one of two proposals comes first, and the other is told so', async () => {
  const [one, two] = [await set('training.grace=P14D'), await set('training.grace=P30D')];
  await countersign(one);
  expect(failure(await run('steward2', 'sign', two))).toMatchObject({ exit: REFUSED });
  expect(await show()).toMatchObject({ seq: 2 });
});

it('a proposal outlives a crash of the server between two signatures', async () => {
  const id = await set('opening.assurance=any');
  const { processes } = JSON.parse(readFileSync(join(demo.home, 'running.json'), 'utf8')) as {
    processes: { api: number };
  };
  process.kill(processes.api, 'SIGKILL');
  await untilReady();
  await countersign(id);
  expect(await show()).toMatchObject({ seq: 3 });
  succeeded(await open());
});

it('a decision is made again by the policy it was made by, after that was replaced, from the server and from the file alone', async () => {
  const since = await cli('liaison', 'report', 'open', reportId, ...PRACTICE, '--json');
  expect(failure(since)).toEqual({ exit: REFUSED, code: 'E_WRONG_PURPOSE' });
  const policy = join(demo.home, 'demo', 'auditor', 'policy');
  const texts = [];
  for (const [event, reason] of [
    [refusal, 'assurance'],
    [referenceIn(since), 'wrong_purpose'],
  ] as const) {
    const file = join(demo.scratch, `${reason}.json`);
    const online = succeeded(await cli('auditor', 'audit', 'explain', event, '--out', file, '--json')).json();
    expect(online).toMatchObject({ verified: true, effect: 'DENY', reasons: [reason] });
    const offline = await stranger('audit', 'explain', '--file', file, '--policy', policy, '--json');
    expect(succeeded(offline).json()).toMatchObject({ verified: true, effect: 'DENY', reasons: [reason] });
    texts.push((JSON.parse(readFileSync(file, 'utf8')) as { policyText: string }).policyText);
  }
  expect(texts.map((text) => /"opening.assurance":"(\w+)"/u.exec(text)?.[1])).toEqual(['passkey', 'any']);
});

it('an instance whose rules are not signed keeps its reports to itself; the stewards of a demo sign them at its next start', async () => {
  await putOtherRulesInForce(await newestRecord((await asPerson(demo, 'steward1')).client));
  expect(await (await fetch(`${demo.url}/readyz`)).json()).toEqual({ ready: false, code: 'E_POLICY_UNSIGNED' });
  expect(failure(await open())).toEqual({ exit: NETWORK, code: 'E_POLICY_UNSIGNED' });
  const adopting = succeeded(await run('steward1', 'adopt')).stdout;
  expect(adopting).toContain('nothing is signed; to sign: --confirm');

  const { home } = demo;
  await database.end();
  await demo.halt();
  demo = await startDemo({ home });
  database = await demo.superuser();
  // the record before came past the log: a member follows the newest back over it while that is on its way there
  expect(await untilLogged(5)).toMatchObject({ signed: true, reason: 'new_version' });
  succeeded(await open());
}, 120_000);

async function untilReady(): Promise<void> {
  for (const end = Date.now() + ON_THE_LOG_WITHIN_MS; Date.now() < end; await sleep(POLL_MS)) {
    const answer = await fetch(`${demo.url}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
  }
  throw new Error('the API does not come back');
}

/** What an earlier version would have left: a record of both seats that names other rules, with their text. */
async function putOtherRulesInForce(previous: RulesRecord): Promise<void> {
  const rules = JSON.stringify({
    parameters: {},
    rules: [],
    version: 1,
    with: Buffer.from(randomBytes(8)).toString('hex'),
  });
  const { origin } = previous.rules;
  const bytes = rulesAfter(previous, { origin, documentHash: sha256(utf8(rules)), documentVersion: 1 });
  const stewards = await Promise.all(['steward1', 'steward2'].map((profile) => asPerson(demo, profile)));
  const signatures = stewards.map(({ keys: { device, sign } }) =>
    signRules(bytes, { kind: 'steward_device', signer: device, privateKey: sign.privateKey }),
  );
  const record = rulesRecord(bytes, signatures);
  const chosen = Object.fromEntries(record.rules.parameters.map(({ name, value }) => [name, value]));
  const text = `{"document":${rules},"parameters":${JSON.stringify(chosen)}}`;
  const [textHash, documentHash] = [Buffer.from(sha256(utf8(text))), Buffer.from(record.rules.documentHash)];
  await database.query('INSERT INTO policy_text (hash, text) VALUES ($1, $2)', [textHash, text]);
  await database.query(
    `INSERT INTO policy_record (seq, rules_hash, record, document_hash, policy_hash, parameters) VALUES ($1, $2, $3, $4, $5, '{}')`,
    [record.rules.seq, Buffer.from(rulesHash(record)), Buffer.from(writeRulesRecord(record)), documentHash, textHash],
  );
}
