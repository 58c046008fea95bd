import { randomUUID } from 'node:crypto';

import { grantHash } from '@sealbridge/envelope';
import { equal, fromBase64 } from '@sealbridge/sodium';
import { LEGAL_BASES_OF } from '@sealbridge/vocabulary';

import { OPENING, RECORD_OPENING } from '../../../apps/api/src/reports/opening.sql.js';
import { requestOffer } from '../../../apps/cli/src/opening/offer.js';
import { open } from '../../../apps/cli/src/opening/open.js';
import type { Person } from '../../../apps/cli/src/session/person.js';
import type { Contenders } from '../instance/contenders.js';
import type { LoadClient } from '../instance/load-client.js';
import { CASE_REF, JUSTIFICATION, type ReadyOpening, readyOpening, release } from '../instance/openings.js';
import { auditTemplate, type AuditTemplate, outboxRow } from '../instance/outbox-twin.js';
import type { RawPool } from '../instance/raw-pool.js';
import { consuming, forEachOf, Supply } from '../instance/supply.js';
import type { Result } from '../result.js';
import { inParallel, measureRoundRobin, type Plan } from '../round-robin.js';

const CONCURRENCY = 16;
const COMPARED = 8;

/** Columns of OPENING that are compared or named again. */
interface OpeningRow {
  readonly row: string;
  readonly version: number;
  readonly unit: string;
  readonly frame: Uint8Array;
  readonly policy: Uint8Array;
  readonly grantSetFrame: Uint8Array;
}

/** A report that the reader may open, and its row, which the limit's insert names. */
interface Place extends Pick<OpeningRow, 'row' | 'version' | 'unit'> {
  readonly opening: ReadyOpening;
}

const GRANT_HASH = { name: 'bench-grant-hash', text: 'select grant_hash as hash from stored_grant where id = $1' };

/** W4: open a report. `openings` requests are made ready ahead over the reports in turn. */
export async function opening(
  { client, raw, services }: Contenders,
  plan: Plan,
  { liaison, reportIds, openings }: { liaison: Person; reportIds: readonly string[]; openings: number },
): Promise<Result[]> {
  const turns = Array.from({ length: openings * 2 + COMPARED }, (_, turn) => reportIds[turn % reportIds.length] ?? '');
  const ready = await forEachOf(turns, CONCURRENCY, (id) => readyOpening(client, liaison, id));
  const compared = ready.splice(0, COMPARED);
  const places = await forEachOf(ready.slice(0, reportIds.length), CONCURRENCY, (one, lane) =>
    placeOf(raw, liaison, one, lane),
  );
  for (const one of compared) await requireSame(client, raw, liaison, one);
  await requireOpens(liaison, reportIds[0] ?? '');
  const audit = await auditTemplate(raw, 'report.open');
  const [inProcess, overHttp] = [ready.slice(openings), ready.slice(0, openings)].map(
    (items) => new Supply(items, plan.rounds + 1),
  ) as [Supply<ReadyOpening>, Supply<ReadyOpening>];
  const rows = await measureRoundRobin(
    [
      {
        name: 'raw pg, three statements',
        run: inParallel(CONCURRENCY, async (lane, turn) => {
          const place = places[(turn * CONCURRENCY + lane) % places.length];
          if (place !== undefined) await openRaw(raw, liaison, place, audit, lane);
        }),
      },
      {
        name: 'Sealbridge without HTTP and GraphQL',
        run: consuming(CONCURRENCY, inProcess, async (one) => services.open(liaison, one)),
      },
      {
        name: 'Sealbridge',
        run: consuming(CONCURRENCY, overHttp, async (one) => void (await release(client, liaison, one))),
      },
    ],
    plan,
  );
  return [{ workload: 'W4', what: 'open a report, c=16', rows }];
}

async function openRaw(
  raw: RawPool,
  { profile, keys }: Person,
  { opening: { reportId, grantId, purpose }, row, version, unit }: Place,
  audit: AuditTemplate,
  lane: number,
): Promise<void> {
  const { org, member } = profile;
  const record = [
    randomUUID(),
    row,
    version,
    grantId,
    org,
    unit,
    member,
    keys.device,
    purpose,
    LEGAL_BASES_OF[purpose][0],
  ];
  const [found] = await raw.durable<OpeningRow>(lane, [
    { ...OPENING, values: [reportId, member, grantId] },
    { ...RECORD_OPENING, values: record },
    outboxRow(audit),
  ]);
  if (found === undefined) throw new Error('w4: nothing to open');
}

async function placeOf(raw: RawPool, reader: Person, one: ReadyOpening, lane: number): Promise<Place> {
  const { row, version, unit } = await rowOf(raw, reader, one, lane);
  return { opening: one, row, version, unit };
}

async function rowOf(raw: RawPool, { profile }: Person, one: ReadyOpening, lane = 0): Promise<OpeningRow> {
  const values = [one.reportId, profile.member, one.grantId];
  const [found] = await raw.query<OpeningRow>({ ...OPENING, values }, lane);
  if (found === undefined) throw new Error('w4: nothing to open');
  return found;
}

/** The released bytes are the stored ones; of the grant, which is stored wrapped, the database keeps the hash. */
async function requireSame(client: LoadClient, raw: RawPool, reader: Person, one: ReadyOpening): Promise<void> {
  const ours = await release(client, reader, one);
  const stored = await rowOf(raw, reader, one);
  const [grant] = await raw.query<{ hash: Uint8Array }>({ ...GRANT_HASH, values: [one.grantId] });
  const pairs = [
    [fromBase64(ours.frame), stored.frame],
    [fromBase64(ours.policy), stored.policy],
    [fromBase64(ours.grantSet), stored.grantSetFrame],
    [grantHash(fromBase64(ours.grant)), grant?.hash ?? new Uint8Array()],
  ] as const;
  if (!pairs.every(([a, b]) => equal(a, b))) throw new Error('w4: the contenders do not agree on what is released');
}

/** One whole opening by the reader's own steps, down to the text: the released grant opens with the key of the unit. */
async function requireOpens(reader: Person, reportId: string): Promise<void> {
  const offered = await requestOffer(reader, reportId, null);
  const [purpose] = offered.offer.policy.purposes;
  if (purpose === undefined) throw new Error('w4: the report is good for nothing');
  const { report } = await open(reader, offered, {
    purpose,
    legalBasis: LEGAL_BASES_OF[purpose][0],
    acceptedUses: offered.prohibited,
    caseRef: CASE_REF,
    justification: JUSTIFICATION,
  });
  if (report.reportId !== reportId || report.statements.length === 0) throw new Error('w4: another report opened');
}
