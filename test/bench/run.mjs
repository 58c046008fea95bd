// `npm run bench [-- --only W6,W7] [--rounds N] [--slice MS] [--reports N]`: every workload beside its limit in the same
// run, as ratios. Writes .cache/bench/results.{md,json}. Answers are compared before anything is timed.
// `npm run bench -- --write-docs` measures nothing: it puts the results of the last run into docs/reference/benchmarks.md.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { buildIfStale } from '../support/build.mjs';
import { importTypeScript } from './bundle.mjs';
import { writePage } from './page.mjs';

const OUT = fileURLToPath(new URL('../../.cache/bench', import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'W1,W2,W4,W6,W7,W9,W10,W11,W12,W13,W14' },
    rounds: { type: 'string', default: '5' },
    slice: { type: 'string', default: '2000' },
    reports: { type: 'string', default: '1000' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const say = (text) => process.stderr.write(`${text}\n`);
const workloads = await importTypeScript(new URL('workloads.ts', import.meta.url), 'workloads');

const measure = async () => {
  const wanted = new Set(values.only.split(','));
  const plan = { rounds: Number(values.rounds), sliceMs: Number(values.slice) };
  const results = [];
  const figures = [];
  if (['W1', 'W2', 'W4', 'W9', 'W11', 'W12', 'W14'].some((name) => wanted.has(name))) {
    if (!(await buildIfStale())) throw new Error('the build failed');
  }
  if (['W1', 'W2', 'W4'].some((name) => wanted.has(name))) {
    const measured = await workloads.instance({ ...plan, wanted, reports: Number(values.reports), say });
    results.push(...measured.results);
    figures.push(...measured.figures);
  }
  if (wanted.has('W6')) results.push(...(say('W6: verifying'), await workloads.verifying(plan)));
  if (wanted.has('W7')) results.push(...(say('W7: sealing'), await workloads.sealing(plan)));
  if (wanted.has('W9')) results.push(...(await workloads.lists({ ...plan, say })));
  if (wanted.has('W10')) {
    const measured = await (say('W10: reading a large directory'), workloads.directorySync(plan));
    results.push(...measured.results);
    figures.push(...measured.figures);
  }
  if (wanted.has('W11')) {
    const measured = await (say('W11: rotating a unit'), workloads.rotating(plan));
    results.push(...measured.results);
    figures.push(...measured.figures);
  }
  if (wanted.has('W12')) results.push(...(say('W12: signing in'), await workloads.signingIn(plan)));
  if (wanted.has('W13')) {
    const measured = await (say('W13: deciding in memory'), workloads.deciding(plan));
    results.push(...measured.results);
    figures.push(...measured.figures);
  }
  if (wanted.has('W14')) results.push(...(await workloads.hiddenAndMissing({ ...plan, say })));
  const about = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cores: cpus().length,
    command: `npm run bench -- --only ${[...wanted].join(',')} --rounds ${values.rounds} --slice ${values.slice} --reports ${values.reports}`,
  };
  return { about, results, figures };
};

const markdownOf = ({ about, results, figures }) =>
  [
    Object.entries(about)
      .map(([key, value]) => `${key}: ${value}`)
      .join(' · '),
    workloads.tableOf(results),
    ...(figures.length === 0 ? [] : [workloads.figuresTableOf(figures)]),
  ].join('\n\n');

if (values['write-docs']) {
  await writePage(markdownOf(JSON.parse(readFileSync(`${OUT}/results.json`, 'utf8'))));
} else {
  const measured = await measure();
  mkdirSync(OUT, { recursive: true });
  writeFileSync(`${OUT}/results.json`, JSON.stringify(measured, null, 2));
  writeFileSync(`${OUT}/results.md`, `${markdownOf(measured)}\n`);
  process.stdout.write(`${markdownOf(measured)}\n`);
  say(`written: ${OUT}/results.md and results.json`);
}
