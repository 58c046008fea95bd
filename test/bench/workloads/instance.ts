import { attachmentMemory } from '../instance/attachment.js';
import type { Contenders } from '../instance/contenders.js';
import { LoadClient } from '../instance/load-client.js';
import { forgetPeak, memoryOf } from '../instance/memory.js';
import { makeOutboxTwin } from '../instance/outbox-twin.js';
import { type People, signInPeople } from '../instance/people.js';
import { RawPool } from '../instance/raw-pool.js';
import { type BenchInstance, startTwice } from '../instance/running.js';
import { openServices } from '../instance/services.js';
import { type ReadyReport, sealReports, submit, upload } from '../instance/sealed-reports.js';
import { forEachOf } from '../instance/supply.js';
import type { Figure, Result } from '../result.js';
import type { Plan } from '../round-robin.js';
import { submitting } from './w1-submit.js';
import { paging } from './w2-page.js';
import { opening } from './w4-open.js';

/** What to measure on a running instance, and with how many reports beyond those of the demo world. */
export interface InstancePlan extends Plan {
  readonly wanted: ReadonlySet<string>;
  readonly reports: number;
  readonly say: (text: string) => void;
}

/** Ratios against the limit, and figures that stand for themselves. */
export interface InstanceResults {
  readonly results: readonly Result[];
  readonly figures: readonly Figure[];
}

const CONNECTIONS = 16;
/** Requests made ready for a slice, over what the stock was submitted at; a slice that needs more ends early. */
const READY_OVER_PACE = 1.5;
const FIRST_START_LIMIT_S = 60;
const LATER_START_LIMIT_S = 10;
const LOADED_LIMIT_MB = 450;

/** W1, W2 and W4 on an instance of our own, its starts and its memory. */
export async function instance(plan: InstancePlan): Promise<InstanceResults> {
  plan.say('starting an instance twice');
  const running = await startTwice();
  try {
    const idle = memoryOf(running.api).now;
    plan.say('an attachment of 25 MiB, for the memory it takes');
    const attachment = await attachmentMemory(running);
    const { results, figures } = await measureLoad(plan, running);
    const { firstStartSeconds: first, laterStartSeconds: later } = running;
    return {
      results,
      figures: [
        { what: 'first start, demo world included', value: first, unit: 's', limit: FIRST_START_LIMIT_S },
        { what: 'later start', value: later, unit: 's', limit: LATER_START_LIMIT_S },
        { what: 'API memory after the start', value: idle, unit: 'MB', limit: null },
        ...attachment,
        ...figures,
      ],
    };
  } finally {
    await running.stop();
  }
}

async function measureLoad(plan: InstancePlan, running: BenchInstance): Promise<InstanceResults> {
  const client = new LoadClient(running.url, CONNECTIONS);
  const raw = await RawPool.open(running.adminUrl, CONNECTIONS);
  const services = await openServices(running);
  try {
    await makeOutboxTwin(raw);
    const people = await signInPeople(running);
    const { figures, ...stock } = await submitStock(plan, client, people);
    forgetPeak(running.api);
    const results = await measureWorkloads(plan, { client, raw, services }, people, stock);
    const { peak } = memoryOf(running.api);
    const loaded: Figure = { what: 'API peak memory under load', value: peak, unit: 'MB', limit: LOADED_LIMIT_MB };
    return { results: byName(results), figures: [loaded, ...figures] };
  } finally {
    client.close();
    await services.close();
    await raw.close();
  }
}

/** The reports that are read and opened, and the pace at which they were submitted. */
interface Stock {
  readonly stored: readonly ReadyReport[];
  readonly pace: number;
}

/** Makes the stock: really sealed and submitted; what that took besides. */
async function submitStock(
  { say, reports }: InstancePlan,
  client: LoadClient,
  { authors }: People,
): Promise<Stock & Pick<InstanceResults, 'figures'>> {
  say(`sealing and submitting ${reports} reports`);
  const from = performance.now();
  const stored = await sealReports(authors, reports);
  const sealed = performance.now();
  await forEachOf(stored, CONNECTIONS, (report) => upload(client, report));
  const uploaded = performance.now();
  await forEachOf(stored, CONNECTIONS, (report) => submit(client, report));
  const pace = perSecond(reports, uploaded, performance.now());
  const perUpload = perSecond(reports, sealed, uploaded);
  const figures: Figure[] = [
    { what: 'sealing a report of 10 KiB for 2 units', value: (sealed - from) / reports, unit: 'ms', limit: null },
    { what: 'uploading its ciphertext, c=16', value: perUpload, unit: 'per second', limit: null },
  ];
  return { stored, pace, figures };
}

async function measureWorkloads(
  plan: InstancePlan,
  contenders: Contenders,
  { authors, liaison }: People,
  { stored, pace }: Stock,
): Promise<Result[]> {
  const { say, wanted } = plan;
  const { client, raw } = contenders;
  const results: Result[] = [];
  if (wanted.has('W2')) results.push(...(say('W2: a page of the inbox'), await paging(contenders, plan, liaison)));
  if (wanted.has('W4')) {
    say('W4: opening');
    const reportIds = stored.map(({ reportId }) => reportId);
    results.push(...(await opening(contenders, plan, { liaison, reportIds, openings: readyFor(plan, pace) })));
  }
  if (wanted.has('W1')) {
    say('W1: submitting; first sealing what will be submitted');
    const ready = await sealReports(authors, readyFor(plan, pace));
    await forEachOf(ready, CONNECTIONS, (report) => upload(client, report));
    results.push(...(await submitting(client, raw, plan, { ready, stored })));
  }
  return results;
}

/** For every slice and the warm-up, and one to compare before. */
function readyFor({ rounds, sliceMs }: Plan, pace: number): number {
  return Math.ceil((pace * READY_OVER_PACE * sliceMs) / 1000) * (rounds + 1) + 1;
}

function perSecond(count: number, from: number, to: number): number {
  return (count * 1000) / (to - from);
}

function byName(results: readonly Result[]): Result[] {
  return [...results].sort((a, b) => a.workload.localeCompare(b.workload));
}
