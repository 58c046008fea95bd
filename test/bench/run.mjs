// `npm run bench [-- --only W6,W7] [--rounds N] [--slice MS] [--reports N]`: every workload beside its limit in the same
// run, as ratios. Writes .cache/bench/results.{md,json}. Answers are compared before anything is timed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { importTypeScript } from './bundle.mjs';

const OUT = fileURLToPath(new URL('../../.cache/bench', import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'W1,W2,W4,W6,W7' },
    rounds: { type: 'string', default: '5' },
    slice: { type: 'string', default: '2000' },
    reports: { type: 'string', default: '1000' },
  },
});
const wanted = new Set(values.only.split(','));
const plan = { rounds: Number(values.rounds), sliceMs: Number(values.slice) };

const { sealing, verifying, instance, tableOf } = await importTypeScript(
  new URL('workloads.ts', import.meta.url),
  'workloads',
);
const say = (text) => process.stderr.write(`${text}\n`);

const results = [];
if (wanted.has('W6')) results.push(...(say('W6: verifying'), await verifying(plan)));
if (wanted.has('W7')) results.push(...(say('W7: sealing'), await sealing(plan)));
if (['W1', 'W2', 'W4'].some((name) => wanted.has(name))) {
  results.push(...(await instance({ ...plan, wanted, reports: Number(values.reports), say })));
}

const about = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cores: cpus().length,
  command: `npm run bench -- --only ${[...wanted].join(',')} --rounds ${values.rounds} --slice ${values.slice} --reports ${values.reports}`,
};
mkdirSync(OUT, { recursive: true });
writeFileSync(`${OUT}/results.json`, JSON.stringify({ about, results }, null, 2));
writeFileSync(
  `${OUT}/results.md`,
  `${Object.entries(about)
    .map(([key, value]) => `${key}: ${value}`)
    .join(' · ')}\n\n${tableOf(results)}\n`,
);
process.stdout.write(`${tableOf(results)}\n`);
say(`written: ${OUT}/results.md and results.json`);
