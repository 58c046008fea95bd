// Who does not stand does nothing: on the command line, by its reason, in the next request, without any job.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SignAgreementDocument } from '@sealbridge/api-client';
import {
  agreementRecord,
  parseAgreementRecord,
  rootSigner,
  signAgreement,
  type Agreement,
  type AgreementRecord,
  writeAgreement,
  writeAgreementRecord,
} from '@sealbridge/directory';
import { ready, toBase64 } from '@sealbridge/sodium';
import { INACTIVE_DAYS } from '@sealbridge/vocabulary';
import type { Client } from 'pg';

import { DemoRoots } from '../../apps/cli/src/instance/demo/roots.js';
import { layoutOf } from '../../apps/cli/src/instance/home.js';
import { asPerson } from '../support/as-person.js';
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
import { refusedCommand } from '../support/refused-command.js';
import { startCommand } from '../support/started-command.js';

/** Exit codes of the interface. */
const [REFUSED, SIGN_IN] = [3, 4];

jest.setTimeout(60_000);

let demo: DemoInstance;
let database: Client;
let files = 0;

beforeAll(async () => {
  await ready();
  demo = await startDemo();
  database = await demo.superuser();
}, 180_000);
afterAll(async () => {
  await database.end();
  await demo.stop();
}, 60_000);
afterEach(async () => {
  for (const table of ['organisation', 'unit', 'member']) {
    await database.query(
      `UPDATE ${table} SET suspended_until = NULL, attested_until = 'infinity',
         state = CASE state WHEN 'provisional' THEN 'active' ELSE state END`,
    );
  }
  await database.query('UPDATE member SET active_at = now()');
  await database.query('UPDATE agreement SET suspended_by = NULL, ended_at = NULL');
});

function report(change: object = {}): ReportOnDisk {
  files += 1;
  return writeReport(join(demo.scratch, String(files)), change);
}

const profileOf = (name: string): { readonly member: string; readonly org: string; readonly unit: string } =>
  JSON.parse(readFileSync(join(demo.home, 'demo', name, 'profile.json'), 'utf8')) as ReturnType<typeof profileOf>;

const change = (table: 'organisation' | 'unit' | 'member', id: string, assignment: string): Promise<unknown> =>
  database.query(`UPDATE ${table} SET ${assignment} WHERE id = $1`, [id]);

const refused = (profile: string, args: readonly string[]) => refusedCommand(demo, database, profile, args);

describe('watching the inbox', () => {
  it('prints what comes, and ends with the reason when the member is suspended', async () => {
    const args = ['inbox', 'watch', '--json', '--profile', 'liaison'];
    const watching = startCommand(demo, join(demo.scratch, 'config'), args);
    await watching.said(/(watching)/u);
    const { reportId } = await send(demo, report());
    await change('member', profileOf('liaison').member, `suspended_until = 'infinity'`);
    const ended = await watching.ended;
    expect(failure({ ...ended, stdout: '' })).toEqual({ exit: REFUSED, code: 'E_SUSPENDED' });
    const [line = ''] = ended.stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({ reportId, kind: 'received' });
  });
});

describe('signing in', () => {
  it.each([
    ['the member is suspended', 'member', `suspended_until = 'infinity'`, 'E_SUSPENDED'],
    [
      'the organisation is suspended for an hour',
      'organisation',
      `suspended_until = now() + interval '1 hour'`,
      'E_SUSPENDED',
    ],
    ['the organisation was not attested again', 'organisation', 'attested_until = now()', 'E_SUSPENDED'],
    [
      'nobody saw the member for too long',
      'member',
      `active_at = now() - interval '${INACTIVE_DAYS} days'`,
      'E_INACTIVE',
    ],
  ] as const)('is refused by its reason when %s', async (_name, table, assignment, code) => {
    const { member, org } = profileOf('liaison');
    await change(table, table === 'member' ? member : org, assignment);
    for (const args of [['login'], ['inbox', 'list'], ['report', 'open', randomUUID(), ...WHY]]) {
      const result = await demo.cli('liaison', args);
      expect(failure(result)).toEqual({ exit: REFUSED, code });
      expect(result.stderr).toContain('hint: ');
    }
  });

  it('says no more than before to a device that is not listed', async () => {
    const { member } = profileOf('liaison');
    await database.query(`UPDATE device SET state = 'revoked' WHERE member_id = $1`, [member]);
    await change('member', member, `suspended_until = 'infinity'`);
    expect(failure(await demo.cli('liaison', ['login']))).toEqual({ exit: SIGN_IN, code: 'E_SIGN_IN' });
    await database.query(`UPDATE device SET state = 'active' WHERE member_id = $1`, [member]);
  });

  it('works for who is not vetted yet, whose inbox is refused by its reason', async () => {
    const { member } = profileOf('liaison');
    await change('member', member, `state = 'provisional'`);
    succeeded(await demo.cli('liaison', ['login']));
    expect(failure(await demo.cli('liaison', ['inbox', 'list']))).toEqual({ exit: REFUSED, code: 'E_NOT_VETTED' });
  });
});

describe('sending', () => {
  const previewOf = async (on: ReportOnDisk) => {
    const args = ['report', 'preview', on.report, '--decisions', on.decisions, '--to', 'northgate', '--json'];
    return succeeded(await demo.cli('analyst', args)).json() as {
      readonly readers: readonly {
        readonly handle: string;
        readonly mayOpenToday: boolean;
        readonly reason?: string;
      }[];
      readonly refused: readonly object[];
    };
  };

  it.each([
    ['suspended', `suspended_until = 'infinity'`],
    ['inactive', `active_at = now() - interval '${INACTIVE_DAYS} days'`],
    ['not_vetted', `state = 'provisional'`],
  ])('shows before that a reader could not open it: %s', async (reason, assignment) => {
    const { member } = profileOf('liaison');
    await change('member', member, assignment);
    const { readers, refused: none } = await previewOf(report());
    expect(none).toEqual([]);
    expect(readers).toHaveLength(2);
    expect(readers.filter(({ mayOpenToday }) => !mayOpenToday).map(({ handle, reason: why }) => [handle, why])).toEqual(
      [[member, reason]],
    );
  });

  it.each([
    ['the unit is suspended', 'unit', `suspended_until = 'infinity'`, 'suspended', 'E_SUSPENDED'],
    ['the unit is not vetted', 'unit', `state = 'provisional'`, 'not_vetted', 'E_NOT_VETTED'],
    ['its organisation is suspended', 'organisation', `suspended_until = 'infinity'`, 'suspended', 'E_SUSPENDED'],
  ] as const)('is refused before anything is sealed when %s', async (_name, table, assignment, reason, code) => {
    const { unit, org } = profileOf('liaison');
    await change(table, table === 'unit' ? unit : org, assignment);
    const on = report();
    expect((await previewOf(on)).refused).toEqual([{ unit: 'northgate', reason }]);
    expect(await refused('analyst', sendArguments(on, ['northgate'], 2))).toEqual({ exit: REFUSED, code });
  });
});

describe('under an agreement', () => {
  const PARTIES = ['harbour', 'northgate'];

  const first = (): AgreementRecord => {
    const path = join(layoutOf(demo.home).demo, '.organisations', `${PARTIES.join('-')}.agreement`);
    return parseAgreementRecord(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
  };

  /** Both parties sign the next version with their roots. */
  const amend = async ({ agreement, hash }: AgreementRecord, terms: Partial<Agreement>): Promise<AgreementRecord> => {
    const roots = new DemoRoots(layoutOf(demo.home));
    const bytes = writeAgreement({ ...agreement, version: agreement.version + 1, prevHash: hash, ...terms });
    const signatures = PARTIES.flatMap((handle) =>
      roots.signing(handle).map(({ org, sign }) => signAgreement(bytes, org, rootSigner(sign))),
    );
    const record = agreementRecord(bytes, signatures);
    const { client } = await asPerson(demo, 'admin');
    const input = { clientMutationId: randomUUID(), record: toBase64(writeAgreementRecord(record)) };
    const { signAgreement: answer } = await client.request(SignAgreementDocument, { input });
    if (answer.__typename !== 'SignAgreementPayload') throw new Error(`${answer.code}: ${answer.message}`);
    return record;
  };

  it.each([
    ['is suspended', 'suspended_by = org_a', 'E_SUSPENDED'],
    ['was ended by a party', 'ended_at = floor(extract(epoch FROM now()))', 'E_NO_LIVE_MOU'],
  ])('that %s, nothing opens', async (_name, assignment, code) => {
    const { reportId } = await send(demo, report());
    await database.query(`UPDATE agreement SET ${assignment} WHERE newest`);
    expect(failure(await open(demo, 'liaison', reportId))).toEqual({ exit: REFUSED, code });
  });

  it('a report sealed under version 1 opens under version 2, and no wider than both', async () => {
    const { reportId } = await send(demo, report({ purposes: ['trafficking_investigation'] }));
    const version2 = await amend(first(), { retentionMonths: 6 });
    succeeded(await open(demo, 'liaison', reportId));
    await amend(version2, { purposes: ['strategic_analysis'] });
    expect(failure(await open(demo, 'liaison', reportId))).toEqual({ exit: REFUSED, code: 'E_WRONG_PURPOSE' });
  });
});
