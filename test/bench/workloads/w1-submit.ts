import { randomBytes, randomUUID } from 'node:crypto';

import { INSERT_REPORT } from '../../../apps/api/src/reports/submission.sql.js';
import type { LoadClient } from '../instance/load-client.js';
import { auditTemplate, type AuditTemplate, outboxRow } from '../instance/outbox-twin.js';
import type { Prepared, RawPool } from '../instance/raw-pool.js';
import { type ReadyReport, submit } from '../instance/sealed-reports.js';
import { consuming, forEachOf, Supply } from '../instance/supply.js';
import type { Result } from '../result.js';
import { inParallel, measureRoundRobin, type Plan } from '../round-robin.js';

const CONCURRENCY = 16;
/** Places of INSERT_REPORT's values that have to be new in every report. */
const AT = { id: 0, reportHash: 13, grants: 22, grantSetHash: 25 } as const;
const HASH_BYTES = 32;

/** The tables a submission fills besides the log's. */
const TABLES = [
  ...[
    'report',
    'report_version',
    'report_card',
    'report_blob',
    'stored_grant',
    'shred_key',
    'grantset',
    'report_scope',
  ],
];

/** The stored rows of a report in the order of INSERT_REPORT's parameters. */
const STORED = `
  select r.id, r.origin_org, r.origin_unit, r.scopes, r.marking, r.handling, r.urgency, r.discovery, r.purposes,
    r.agreements, r.open_until, r.retention_months, r.hour, v.report_hash, v.frame, v.policy, v.note, v.signer, c.salt, c.card,
    (select array_agg(b.blob_row order by b.ordinal) from report_blob b where b.row = r.row),
    (select array_agg(b.att_id order by b.ordinal) from report_blob b where b.row = r.row),
    (select jsonb_agg(jsonb_build_object('id', g.id, 'org', g.org_id, 'unit', g.unit_id, 'epoch', g.epoch,
      'hash', encode(g.grant_hash, 'hex'), 'wrapped', encode(g.wrapped, 'hex'), 'purposes', g.purposes,
      'not_after', g.not_after, 'agreement', g.agreement_id, 'agreement_hash', encode(g.agreement_version_hash, 'hex')))
      from stored_grant g where g.row = r.row),
    k.kek_id, k.wrapped, s.grantset_hash, s.frame,
    (select array_agg(d.scope order by d.scope) from report_scope d where d.row = r.row), f.month, f.exploitation, f.control, f.recruitment,
    f.sector, f.origin, f.destination, f.age_band, f.gender, r.attachments, r.sealed_bytes,
    (select array_agg(d.agreement_id order by d.scope) from report_scope d where d.row = r.row)
  from report r join report_version v using (row) left join report_card c using (row) join shred_key k using (row)
    join grantset s using (row) join lateral (select * from report_scope d where d.row = r.row limit 1) f on true
  where r.id = any($1::uuid[])`;

/** W1: submit a sealed report. `ready` are uploaded; `stored` were submitted before and serve as models for the raw rows. */
export async function submitting(
  client: LoadClient,
  raw: RawPool,
  plan: Plan,
  { ready, stored }: { readonly ready: readonly ReadyReport[]; readonly stored: readonly ReadyReport[] },
): Promise<Result[]> {
  const models = await raw.arrays(STORED, [stored.map(({ reportId }) => reportId)]);
  const audit = await auditTemplate(raw, 'report.submit');
  let inserted = 0;
  const insertRaw = async (turn: number, lane: number): Promise<void> => {
    const model = models[turn % models.length];
    if (model === undefined) throw new Error('w1: there is no model');
    await raw.durable(lane, insertion(model, audit));
    inserted += 1;
  };
  let acknowledged = 0;
  const submitOne = async (report: ReadyReport): Promise<void> => {
    await submit(client, report);
    acknowledged += 1;
  };
  const [first, ...rest] = ready;
  if (first === undefined) throw new Error('w1: nothing is ready');
  await requireSameRows(
    raw,
    () => submitOne(first),
    () => insertRaw(0, 0),
  );

  const before = await count(raw, 'report');
  [acknowledged, inserted] = [0, 0];
  const supply = new Supply(rest, plan.rounds + 1);
  const rows = await measureRoundRobin(
    [
      {
        name: 'raw pg, two statements',
        run: inParallel(CONCURRENCY, (lane, turn) => insertRaw(turn * CONCURRENCY + lane, lane)),
      },
      { name: 'Sealbridge', run: consuming(CONCURRENCY, supply, submitOne) },
    ],
    plan,
  );
  const grown = (await count(raw, 'report')) - before;
  if (grown !== acknowledged + inserted) {
    throw new Error(`w1: ${grown} reports more after ${acknowledged} acknowledged and ${inserted} raw ones`);
  }
  return [{ workload: 'W1', what: 'submit a report, c=16', rows }];
}

function insertion(model: readonly unknown[], audit: AuditTemplate): Prepared[] {
  const values = [...model];
  const grants = values[AT.grants] as readonly object[];
  values[AT.id] = randomUUID();
  values[AT.reportHash] = randomBytes(HASH_BYTES);
  values[AT.grants] = JSON.stringify(grants.map((grant) => ({ ...grant, id: randomUUID() })));
  values[AT.grantSetHash] = randomBytes(HASH_BYTES);
  return [{ ...INSERT_REPORT, values }, outboxRow(audit)];
}

/** The answers of a submission are its rows: the product and the limit have to fill the same tables alike. */
async function requireSameRows(raw: RawPool, ours: () => Promise<void>, limit: () => Promise<void>): Promise<void> {
  const before = await counts(raw);
  await ours();
  const between = await counts(raw);
  await limit();
  const after = await counts(raw);
  TABLES.forEach((table, index) => {
    const byUs = (between[index] ?? 0) - (before[index] ?? 0);
    const byLimit = (after[index] ?? 0) - (between[index] ?? 0);
    if (byUs !== byLimit || byUs === 0) throw new Error(`w1: ${table}: ${byUs} rows more, with raw pg ${byLimit}`);
  });
}

function counts(raw: RawPool): Promise<number[]> {
  return forEachOf(TABLES, 1, (table) => count(raw, table));
}

async function count(raw: RawPool, table: string): Promise<number> {
  const [row] = await raw.query<{ count: string }>({ name: '', text: `select count(*) from ${table}`, values: [] });
  return Number(row?.count);
}
