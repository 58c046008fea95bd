// Wrong input and wrong recipients: each ends with a named error on stderr and its exit code, prints nothing on stdout, and
// leaves nothing half done on the server.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { SignAgreementDocument } from '@sealbridge/api-client';
import {
  agreementRecord,
  parseAgreement,
  parseAgreementRecord,
  rootSigner,
  signAgreement,
  writeAgreement,
  writeAgreementRecord,
} from '@sealbridge/directory';
import { randomBytes, toBase64 } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';
import type { Client } from 'pg';

import { DemoRoots } from '../../apps/cli/src/instance/demo/roots.js';
import { layoutOf } from '../../apps/cli/src/instance/home.js';
import { freePort } from '../../apps/cli/src/instance/postgres/free-port.js';
import { asPerson } from '../support/as-person.js';
import { failure, type ReportOnDisk, send, sendArguments, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';
import { refusedCommand } from '../support/refused-command.js';
import { REPORT_FILE } from '../support/report-example.js';

const MIB = 1024 * 1024;
const DAY_SECONDS = 86_400;
/** Signing with root keys takes seconds; an agreement must not be over before both have. */
const TERM_SECONDS = 10;
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** Exit codes of the interface. */
const [USAGE, REFUSED, CONFLICT, NETWORK, GATE] = [2, 3, 6, 7, 9];

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

describe('a report over a limit or against the rules is refused by name', () => {
  const card = (change: object): object => ({ card: { ...REPORT_FILE.card, ...change } });
  const statements = (count: number, text = 'The boss keeps the passports.'): object => ({
    narrative: null,
    statements: Array.from({ length: count }, () => ({ text, kind: 'fact' })),
  });

  it.each<[string, string, object]>([
    ['a statement of 64 KiB and one byte', 'E_STATEMENT_TOO_LARGE', { narrative: 'x '.repeat(32 * 1024) + 'y' }],
    ['201 statements', 'E_TOO_MANY_STATEMENTS', statements(201)],
    [
      '501 identifiers',
      'E_TOO_MANY_IDENTIFIERS',
      { identifiers: Array.from({ length: 501 }, (_, n) => ({ kind: 'alias', value: `Nom ${n}` })) },
    ],
    ['21 attachments', 'E_TOO_MANY_ATTACHMENTS', { attachments: Array.from({ length: 21 }, (_, n) => `${n}.txt`) }],
    ['a body of more than 1 MiB', 'E_BODY_TOO_LARGE', statements(20, 'x '.repeat(30 * 1024))],
    ['a title of more than 1 KiB', 'E_TITLE_TOO_LARGE', { title: 'x'.repeat(1025) }],
    ['a code that is not in the list', 'E_', card({ exploitation: ['Slavery'] })],
    [
      'a victim named in the card',
      'E_VICTIM_IDENTIFIER',
      card({ cohort: { ...REPORT_FILE.card.cohort, name: 'Nok' } }),
    ],
    ['a date of birth in the card', 'E_VICTIM_IDENTIFIER', card({ date_of_birth: '1999-01-01' })],
    ['a field that does not exist', 'E_KEY', { colour: 'red' }],
    ['a marking that does not exist', 'E_CODE', { tlp: 'PURPLE' }],
    ['text that turns the reading direction', 'E_BIDI', { narrative: 'Crew \u202eof thirty men.' }],
    ['half a character', 'E_SURROGATE', { narrative: 'Crew \ud83d.' }],
    ['no card', 'E_CARD', { card: null }],
  ])('%s', async (_, code, change) => {
    const { report: file, decisions } = report(change);
    const redacted = failure(await demo.cli(null, ['report', 'redact', file, '--decisions', decisions]));
    expect(redacted).toEqual({ exit: USAGE, code: expect.stringContaining(code) as string });
    expect(await refused('analyst', sendArguments({ report: file, decisions }, ['northgate'], 2))).toEqual(redacted);
  });

  it('an attachment of 25 MiB and one byte, one that is not there, and a folder', async () => {
    const big = report({ attachments: ['big.bin'] });
    const path = join(demo.scratch, String(files), 'big.bin');
    writeFileSync(path, '');
    truncateSync(path, 25 * MIB + 1);
    expect(await refused('analyst', sendArguments(big, ['northgate'], 2))).toEqual({
      exit: USAGE,
      code: 'E_ATTACHMENT_SIZE',
    });
    for (const missing of ['not-there.pdf', '.']) {
      const args = sendArguments(report({ attachments: [missing] }), ['northgate'], 2);
      expect(await refused('analyst', args)).toEqual({ exit: USAGE, code: 'E_ATTACHMENT' });
    }
  });

  it('as much as is allowed is sent', async () => {
    const full = report({
      ...statements(200),
      identifiers: Array.from({ length: 500 }, (_, n) => ({
        kind: 'alias',
        value: `Nom ${'abcdefghij'.charAt(n % 10)}${n}`,
      })),
    });
    await send(demo, full);
  });
});

describe('the gate', () => {
  it('is shut while a finding is undecided, lines are unread or questions unanswered: exit 9, nothing sent', async () => {
    const undecided = report({ narrative: 'Call 07400 123456.' });
    const unread = report({}, { linesRead: {} });
    const unanswered = report({}, { combination: undefined, closing: undefined });
    for (const one of [undecided, unread, unanswered]) {
      expect(await refused('analyst', sendArguments(one, ['northgate'], 2))).toEqual({ exit: GATE, code: 'E_GATE' });
    }
    const checked = await demo.cli(null, [
      'report',
      'check',
      undecided.report,
      '--decisions',
      undecided.decisions,
      '--json',
    ]);
    expect([checked.exit, (checked.json() as { open: number }).open]).toEqual([GATE, 1]);
  });
});

describe('recipients', () => {
  it.each([
    ['northgate', '1'],
    ['northgate', '3'],
    ['northgate', '0'],
  ])('%s with %s confirmed readers: exit 6', async (unit, readers) => {
    expect(await refused('analyst', sendArguments(report(), [unit], Number(readers)))).toEqual({
      exit: CONFLICT,
      code: 'E_READERS',
    });
  });

  it('a unit nobody knows and one without an agreement are the same answer: exit 3', async () => {
    const answers = [];
    for (const unit of ['nowhere', 'eastport', 'northgate/attic']) {
      answers.push(await refused('analyst', sendArguments(report(), [unit], 1)));
    }
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ exit: REFUSED, code: 'E_NO_LIVE_MOU' })));
  });

  it('one wrong unit among right ones stops all', async () => {
    expect(await refused('analyst', sendArguments(report(), ['northgate', 'eastport'], 3))).toEqual({
      exit: REFUSED,
      code: 'E_NO_LIVE_MOU',
    });
  });

  it('preview says why, and refuses nothing', async () => {
    const { report: file, decisions } = report();
    const args = ['report', 'preview', file, '--decisions', decisions, '--to', 'northgate', 'eastport', '--json'];
    const preview = succeeded(await demo.cli('analyst', args)).json() as { readers: unknown[]; refused: unknown[] };
    expect(preview.readers).toHaveLength(2);
    expect(preview.refused).toEqual([{ unit: 'eastport', reason: 'no_live_mou' }]);
  });

  it('the own unit alone is nobody to send to', async () => {
    const answer = await refused('analyst', sendArguments(report(), ['harbour'], 0));
    expect([USAGE, REFUSED]).toContain(answer.exit);
  });

  it.each(['auditor', 'reader'])('%s may not send at all', async (profile) => {
    const answer = await refused(profile, sendArguments(report(), ['northgate'], 2));
    expect(answer.exit).toBe(REFUSED);
  });

  it('an agreement that has ended is none', async () => {
    await publishAgreementThatEnds();
    expect(await refused('analyst', sendArguments(report(), ['eastport'], 1))).toEqual({
      exit: REFUSED,
      code: 'E_NO_LIVE_MOU',
    });
  });

  /** harbour and eastport have one for a few seconds, as their roots sign it; it is over when this resolves. */
  async function publishAgreementThatEnds(): Promise<void> {
    const admin = await asPerson(demo, 'admin');
    const home = layoutOf(demo.home);
    const roots = new DemoRoots(home);
    const kept = readFileSync(join(home.demo, '.organisations', 'lantern-eastport.agreement'), 'utf8');
    const model = parseAgreement(parseAgreementRecord(new Uint8Array(Buffer.from(kept.trim(), 'base64'))).bytes);
    const { rows } = await database.query<{ id: string; handle: string }>(`SELECT id, handle FROM organisation`);
    const parties = (['harbour', 'eastport'] as const).map((handle) => {
      const org = roots.signing(handle)[0]?.org;
      if (org === undefined || !rows.some(({ id }) => id === org)) throw new Error(`no roots of ${handle}`);
      return { handle, org };
    });
    const end = Math.floor(Date.now() / 1000) + TERM_SECONDS;
    const orgs = parties.map(({ org }) => org).sort();
    const bytes = writeAgreement({
      ...model,
      agreement: idFromBytes(randomBytes(16)),
      orgs,
      start: end - DAY_SECONDS,
      end,
    });
    const signatures = parties.flatMap(({ handle, org }) =>
      roots.signing(handle).map((root) => signAgreement(bytes, org, rootSigner(root.sign))),
    );
    const record = toBase64(writeAgreementRecord(agreementRecord(bytes, signatures)));
    const { signAgreement: answer } = await admin.client.request(SignAgreementDocument, {
      input: { clientMutationId: randomUUID(), record },
    });
    expect(answer).toMatchObject({ __typename: 'SignAgreementPayload' });
    await new Promise((resolve) => setTimeout(resolve, (end + 1) * 1000 - Date.now()));
  }
});

describe('a server that is not there', () => {
  it('is exit 7', async () => {
    const nowhere = ['--server', `http://localhost:${String(await freePort())}`];
    expect(await refused('analyst', ['inbox', 'list', ...nowhere])).toEqual({ exit: NETWORK, code: 'E_NETWORK' });
    expect(await refused('analyst', ['inbox', 'list', '--server', 'ftp://x'])).toEqual({
      exit: USAGE,
      code: 'E_SERVER',
    });
  });
});

describe('a command that does not exist', () => {
  it.each([
    [['report', 'publish']],
    [['report', 'send']],
    [['frobnicate']],
    [['inbox', 'list', '--limit', '-1']],
    [['report', 'open', NOBODY, '--nothing']],
  ])('%j is exit 2', async (args) => {
    expect(await refused('analyst', args)).toEqual({ exit: USAGE, code: 'E_USAGE' });
  });
});
