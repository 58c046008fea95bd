// Budgets for what is installed and built: `npm run size`. Prints each figure beside its budget; one over it is exit 1.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { productionSet } from './lock.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MB = 1_000_000;
const API_INSTALL_BUDGET = 90 * MB;
const CLI_BUILT_BUDGET = 2 * MB;
const LIB_BUILT_BUDGET = 0.5 * MB;
const KB = 1_000;
/** Compressed, as they travel: what the page of sign-in loads before it can be used, any other page on top, the worker, all fonts. */
const SIGN_IN_BUDGET = 120 * KB;
const PAGE_BUDGET = 120 * KB;
const WORKER_BUDGET = 320 * KB;
const STYLES_BUDGET = 12 * KB;
const FONTS_BUDGET = 110 * KB;
const ASSETS = join(ROOT, 'apps/web/dist/assets');

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const libs = readdirSync(join(ROOT, 'libs')).map((name) => `libs/${name}`);
const figures = [
  ['packages of a production install of apps/api', packagesOf('apps/api'), API_INSTALL_BUDGET],
  ['apps/cli/dist', bytesOf(join(ROOT, 'apps/cli/dist')), CLI_BUILT_BUDGET],
  ...libs.map((lib) => [`${lib}/dist`, bytesOf(join(ROOT, lib, 'dist')), LIB_BUILT_BUDGET]),
  ...consoleFigures(),
];

let over = 0;
for (const [name, bytes, budget] of figures) {
  const verdict = bytes === 0 ? 'not built' : bytes > budget ? 'over' : 'ok';
  if (verdict !== 'ok') over += 1;
  console.log(
    `${(bytes / MB).toFixed(3).padStart(8)} of ${(budget / MB).toFixed(3).padStart(7)} MB  ${verdict.padEnd(9)}  ${name}`,
  );
}
if (over > 0) {
  console.error(`error: ${over} of ${figures.length} figures are over budget or missing\nhint: npm run build`);
  process.exit(1);
}

function packagesOf(workspace) {
  return productionSet(lock, workspace)
    .filter((folder) => folder.startsWith('node_modules/'))
    .reduce((sum, folder) => sum + bytesOf(join(ROOT, folder)), 0);
}

/** What the console weighs on the wire. The scripts that the page names load with it; everything else when it is needed. */
function consoleFigures() {
  const names = existsSync(ASSETS) ? readdirSync(ASSETS) : [];
  const page = names.length === 0 ? '' : readFileSync(join(ROOT, 'apps/web/dist/index.html'), 'utf8');
  const weigh = (some) => some.reduce((sum, name) => sum + gzipSync(readFileSync(join(ASSETS, name))).length, 0);
  const scripts = names.filter((name) => name.endsWith('.js'));
  const first = scripts.filter((name) => page.includes(`/assets/${name}`));
  const worker = scripts.filter((name) => name.startsWith('session.worker'));
  const later = scripts.filter((name) => !first.includes(name) && !worker.includes(name));
  return [
    ['console, scripts of the sign-in page, gzip', weigh(first), SIGN_IN_BUDGET],
    ['console, scripts of all other pages together, gzip', weigh(later), PAGE_BUDGET],
    ['console, worker that holds the keys, gzip', weigh(worker), WORKER_BUDGET],
    ['console, styles, gzip', weigh(names.filter((name) => name.endsWith('.css'))), STYLES_BUDGET],
    ['console, fonts', weigh(names.filter((name) => name.endsWith('.woff2'))), FONTS_BUDGET],
  ];
}

/** Bytes of the files in a folder; nested node_modules are packages of their own. A folder that is absent has none. */
function bytesOf(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return 0;
  }
  return entries.reduce((sum, entry) => {
    if (entry.name === 'node_modules' || entry.name.endsWith('.tsbuildinfo')) return sum;
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesOf(path) : entry.isFile() ? statSync(path).size : 0);
  }, 0);
}
