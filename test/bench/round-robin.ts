// Measures contenders side by side: short slices in turn, order reversed in every other round, so that a noisy minute
// falls on all of them alike. Figures leave this file only as ratios with their spread.

/** Something to be measured. `run` works until `performance.now()` reaches `until` and records the ms of each operation. */
export interface Contender {
  readonly name: string;
  readonly run: (until: number, record: (milliseconds: number) => void) => Promise<void>;
}

/** How long and how often. */
export interface Plan {
  readonly rounds: number;
  readonly sliceMs: number;
}

/** Median, smallest and largest over the rounds. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What one contender did. Shares are against the first contender, the limit, in the same round. */
export interface Row {
  readonly name: string;
  readonly perSecond: Spread;
  readonly p50: Spread;
  readonly p95: Spread;
  readonly shareOfLimit: Spread;
  readonly p50OverLimit: Spread;
  readonly p95OverLimit: Spread;
}

interface Slice {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
}

const WARM_UP_MS = 500;

/** Runs every contender once unmeasured, then `rounds` slices each in turn. The first contender is the limit. */
export async function measureRoundRobin(contenders: readonly Contender[], plan: Plan): Promise<Row[]> {
  for (const contender of contenders) await measureSlice(contender, Math.min(plan.sliceMs, WARM_UP_MS));
  const slices = new Map(contenders.map(({ name }) => [name, [] as Slice[]]));
  for (let round = 0; round < plan.rounds; round += 1) {
    const order = round % 2 === 0 ? contenders : [...contenders].reverse();
    for (const contender of order) {
      slices.get(contender.name)?.push(await measureSlice(contender, plan.sliceMs));
    }
  }
  const limit = slices.get(contenders[0]?.name ?? '') ?? [];
  return contenders.map(({ name }) => rowOf(name, slices.get(name) ?? [], limit));
}

/** Keeps `concurrency` loops of one asynchronous operation going until the clock runs out. */
export function inParallel(
  concurrency: number,
  operation: (lane: number, turn: number) => Promise<void>,
): Contender['run'] {
  return async (until, record) => {
    const loop = async (lane: number): Promise<void> => {
      for (let turn = 0; performance.now() < until; turn += 1) {
        const from = performance.now();
        await operation(lane, turn);
        record(performance.now() - from);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, (_, lane) => loop(lane)));
  };
}

/** Repeats one synchronous operation until the clock runs out. */
export function inTurn(operation: () => void): Contender['run'] {
  return inParallel(1, () => {
    operation();
    return Promise.resolve();
  });
}

async function measureSlice(contender: Contender, sliceMs: number): Promise<Slice> {
  const latencies: number[] = [];
  const from = performance.now();
  await contender.run(from + sliceMs, (milliseconds) => latencies.push(milliseconds));
  const seconds = (performance.now() - from) / 1000;
  latencies.sort((a, b) => a - b);
  return { perSecond: latencies.length / seconds, p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) };
}

function rowOf(name: string, own: readonly Slice[], limit: readonly Slice[]): Row {
  const over = (figure: (slice: Slice) => number): Spread =>
    spread(own.map((slice, round) => figure(slice) / figure(limit[round] ?? slice)));
  return {
    name,
    perSecond: spread(own.map((slice) => slice.perSecond)),
    p50: spread(own.map((slice) => slice.p50)),
    p95: spread(own.map((slice) => slice.p95)),
    shareOfLimit: over((slice) => slice.perSecond),
    p50OverLimit: over((slice) => slice.p50),
    p95OverLimit: over((slice) => slice.p95),
  };
}

function spread(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0), high: quantile(sorted, 1) };
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
