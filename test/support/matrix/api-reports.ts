// Reports in a running API, one for each state that the matrix tells apart, and people put into its states.
import { PROHIBITED_USES } from '@sealbridge/vocabulary';

import type { ApiClient } from '@sealbridge/api-client';
import type { DeviceKeys } from '@sealbridge/keyring';
import { randomBytes, toBase64 } from '@sealbridge/sodium';

import type { TestApi } from '../api.js';
import { sendReport } from '../api-reports.js';
import { newId } from '../rows.js';
import { ACCEPTED } from './subjects.mjs';

/** A report in one state: what a request to open it has to name. */
export interface StatedReport {
  readonly reportId: string;
  readonly version: number;
  readonly reportHash: string;
  readonly grantSetHash: string;
  readonly grantSetSeq: number;
  /** The grant of each organisation's unit. */
  readonly grants: Readonly<Record<string, string>>;
}

const PURPOSES_OF_GRANTS =
  '{trafficking_investigation,victim_safeguarding,threat_to_life,strategic_analysis,prevention_disruption,prosecution_support,training_synthetic_only}';
const AGREED =
  '{trafficking_investigation,victim_safeguarding,threat_to_life,strategic_analysis,prevention_disruption,prosecution_support,audit}';
const EARLIER =
  '{trafficking_investigation,victim_safeguarding,threat_to_life,strategic_analysis,prevention_disruption,audit}';
const OF_UNITS =
  '{trafficking_investigation,victim_safeguarding,threat_to_life,prevention_disruption,prosecution_support,audit,training_synthetic_only}';

/** What each state is of the row of a report, its newest grant set and the recipient's grant. `$n` are ids of this world. */
const STATES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'].map((tlp, rank) => [
      tlp,
      [`update report set marking = ${String(rank)}`],
    ]),
  ),
  ...Object.fromEntries(
    ['CLEAR', 'GREEN', 'AMBER', 'RED'].map((pap, rank) => [
      `PAP:${pap}`,
      [`update report set handling = ${String(rank)}`],
    ]),
  ),
  recalled: [`update report set state = 'WITHDRAWN'`, `update grantset set state = 'WITHDRAWN'`],
  held: ['update report set held = true'],
  'consent over': ['update report set open_until = floor(extract(epoch from now()) / 3600)'],
  'one purpose': [`update stored_grant set purposes = '{trafficking_investigation}'`],
  'no purpose': [`update stored_grant set purposes = '{}'`],
  'under no agreement that runs': [
    `update stored_grant set agreement_id = gen_random_uuid() where agreement_id is not null`,
  ],
  'under a suspended agreement': [`update stored_grant set agreement_id = '$suspended' where agreement_id is not null`],
  'under an earlier version': [
    `update stored_grant set agreement_version_hash = '$earlier' where agreement_id is not null`,
  ],
  'under a version that has ended': [
    `update stored_grant set agreement_version_hash = '$ended' where agreement_id is not null`,
  ],
};

/** Sends a report for every state and puts each into its own; labels are otherwise those of the matrix. */
export async function statedReports(api: TestApi, sender: ApiClient): Promise<ReadonlyMap<string, StatedReport>> {
  const sent: string[] = [];
  while (sent.length < Object.keys(STATES).length) sent.push((await sendReport(api, sender)).reportId);
  const ids = await agreementOfMatrix(api);
  const reports = new Map<string, StatedReport>();
  for (const [at, [state, changes]] of Object.entries(STATES).entries()) {
    const reportId = sent[at] ?? '';
    const of = async (text: string): Promise<void> => {
      const filled = text.replace(/\$(?<name>\w+)/u, (_all, name: string) => ids[name] ?? '');
      const [change = '', where = 'true'] = filled.split(' where ');
      const row = `(select row from sealbridge.report where id = '${reportId}')`;
      await api.admin.query(`${change.replace('update ', 'update sealbridge.')} where row = ${row} and ${where}`);
    };
    await of('update report set marking = 2, handling = 1, open_until = 1000000');
    await of(`update stored_grant set purposes = '${PURPOSES_OF_GRANTS}', not_after = 1000000`);
    await alsoToEastport(api, reportId);
    for (const change of changes) await of(change);
    reports.set(state, await statedReport(api, reportId));
  }
  return reports;
}

/** The agreement of the world as the matrix has it: its ceilings, an earlier version, one that has ended; and one that is suspended. */
async function agreementOfMatrix({ admin }: TestApi): Promise<Readonly<Record<string, string>>> {
  const bytes = (): string => `\\x${Buffer.from(randomBytes(32)).toString('hex')}`;
  const ids = { earlier: bytes(), ended: bytes(), suspended: newId() };
  const copy = (changes: Readonly<Record<string, string>>): string =>
    `insert into sealbridge.agreement overriding user value
     select (jsonb_populate_record(a, '${JSON.stringify(changes)}')).* from sealbridge.agreement a where newest limit 1`;
  await admin.query(
    `update sealbridge.agreement set version = 3, purposes = '${AGREED}', marking_ceiling = 3, handling_ceiling = 2,
       jurisdictions = '{XA,XB}', prohibited = $1`,
    [ACCEPTED],
  );
  const older = { newest: 'false', row: '0' };
  await admin.query(copy({ ...older, version: '1', version_hash: ids.ended, ended_at: '1' }));
  await admin.query(copy({ ...older, version: '2', version_hash: ids.earlier }));
  await admin.query(`update sealbridge.agreement set purposes = '${EARLIER}' where version = 2`);
  await admin.query(copy({ id: ids.suspended, version_hash: bytes(), version: '4' }));
  await admin.query('update sealbridge.agreement set suspended_by = org_a where id = $1', [ids.suspended]);
  await admin.query(`update sealbridge.unit set purposes = '${OF_UNITS}'`);
  return ids;
}

/** A grant to a unit whose organisation has no agreement: nothing the server would take, but rows that could be there. */
async function alsoToEastport({ admin, world }: TestApi, reportId: string): Promise<void> {
  const { unit, org } = world.eastport;
  await admin.query('update sealbridge.report set scopes = scopes || $2::uuid where id = $1', [reportId, unit]);
  await admin.query(
    `insert into sealbridge.stored_grant select (jsonb_populate_record(g, $2)).* from sealbridge.stored_grant g
     join sealbridge.report r on r.row = g.row where r.id = $1 and g.agreement_id is not null`,
    [reportId, JSON.stringify({ id: newId(), unit_id: unit, org_id: org.org })],
  );
}

async function statedReport({ admin }: TestApi, reportId: string): Promise<StatedReport> {
  const { rows } = await admin.query<
    Omit<StatedReport, 'reportHash' | 'grantSetHash'> & Record<'reportHash' | 'grantSetHash', Buffer>
  >(
    `select r.id as "reportId", r.version, v.report_hash as "reportHash", s.grantset_hash as "grantSetHash", s.seq as "grantSetSeq",
       (select jsonb_object_agg(g.unit_id, g.id) from sealbridge.stored_grant g where g.row = r.row) as grants
     from sealbridge.report r join sealbridge.report_version v on v.row = r.row
     join lateral (select * from sealbridge.grantset where row = r.row order by seq desc limit 1) s on true where r.id = $1`,
    [reportId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('no report');
  return { ...row, reportHash: toBase64(row.reportHash), grantSetHash: toBase64(row.grantSetHash) };
}

/** What of a state of the matrix is a column, for everybody at once. */
const IN_STATE: Readonly<Record<string, string>> = {
  active: 'select 1',
  provisional: `update sealbridge.member set state = 'provisional'`,
  suspended: `update sealbridge.member set suspended_until = 'infinity'`,
  inactive: `update sealbridge.member set active_at = now() - interval '100 days'`,
  untrained: 'update sealbridge.member set training_until = 0',
  lowClearance: 'update sealbridge.member set clearance = 2',
  unverified: `insert into sealbridge.passkey (credential_id, device_id, sign_pk, user_handle, public_key, counter, backup_eligible,
      backed_up, transports, statement, signature)
    select sign_pk, id, sign_pk, substring(sign_pk from 1 for 16), sign_pk, 0, false, false, '{}', '', sign_pk || sign_pk
    from sealbridge.device`,
  unitSuspended: `update sealbridge.unit set suspended_until = 'infinity'`,
  unitProvisional: `update sealbridge.unit set state = 'provisional'`,
  elsewhere: `update sealbridge.member set jurisdictions = '{XC}'`,
};

/** The states that an API can be put into by the columns of its people. */
export const API_STATES: readonly string[] = Object.keys(IN_STATE);

/** Puts everybody into a state of the matrix, and out of any other. */
export async function putInto({ admin }: TestApi, state: string): Promise<void> {
  await admin.query(`update sealbridge.member set state = 'active', suspended_until = null, active_at = now(),
    training_until = 1000000, clearance = 4, jurisdictions = '{XA}'`);
  await admin.query(`update sealbridge.unit set state = 'active', suspended_until = null`);
  await admin.query('delete from sealbridge.passkey');
  await admin.query(IN_STATE[state] ?? '');
}

/** Gives somebody the rights of a role. */
export async function giveRole(
  { admin }: TestApi,
  { member }: DeviceKeys,
  role: string,
  rights: readonly string[],
): Promise<void> {
  await admin.query('update sealbridge.member set roles = $2, rights = $3 where id = $1', [member, [role], rights]);
}

/** The uses that a reader signs away here, in the order of the list. */
export const SIGNED_AWAY = PROHIBITED_USES.filter((use) => (ACCEPTED as readonly string[]).includes(use));
