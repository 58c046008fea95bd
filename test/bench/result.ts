import type { Row } from './round-robin.js';

/** One table of the report: a workload at one setting, the limit in the first row. */
export interface Result {
  readonly workload: string;
  readonly what: string;
  readonly rows: readonly Row[];
}

/** A figure without a contender, beside the most it may be where there is such a limit. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'MB' | 'per second';
  readonly limit: number | null;
}

const ratio = ({ median, low, high }: { median: number; low: number; high: number }): string =>
  `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

/** The results as a Markdown table: ratios against the limit of the same run, median with lowest and highest round. */
export function tableOf(results: readonly Result[]): string {
  const head = [
    '| Workload | Contender | Operations as share of the limit | p50 over limit | p95 over limit | per second here |',
    '|---|---|---|---|---|---|',
  ];
  const body = results.flatMap(({ workload, what, rows }) =>
    rows.map((row, index) => {
      const shares =
        index === 0 ? ['limit', '', ''] : [row.shareOfLimit, row.p50OverLimit, row.p95OverLimit].map(ratio);
      return `| ${[`${workload} ${what}`, row.name, ...shares, row.perSecond.median.toFixed(row.perSecond.median < 10 ? 2 : 0)].join(' | ')} |`;
    }),
  );
  return [...head, ...body].join('\n');
}

/** The figures as a Markdown table. */
export function figuresTableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, unit, limit }) => {
    const most = limit === null ? '' : `at most ${limit} ${unit}`;
    return `| ${what} | ${value.toFixed(value < 100 ? 1 : 0)} ${unit} | ${most} |`;
  });
  return ['| What | Here | Goal |', '|---|---|---|', ...rows].join('\n');
}
