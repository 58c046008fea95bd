// Budgets for what is installed and built: `npm run size`. Prints each figure beside its budget; one over it is exit 1.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { productionSet } from './lock.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MB = 1_000_000;
const API_INSTALL_BUDGET = 90 * MB;
const CLI_BUILT_BUDGET = 2 * MB;
const LIB_BUILT_BUDGET = 0.5 * MB;

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const libs = readdirSync(join(ROOT, 'libs')).map((name) => `libs/${name}`);
const figures = [
  ['packages of a production install of apps/api', packagesOf('apps/api'), API_INSTALL_BUDGET],
  ['apps/cli/dist', bytesOf(join(ROOT, 'apps/cli/dist')), CLI_BUILT_BUDGET],
  ...libs.map((lib) => [`${lib}/dist`, bytesOf(join(ROOT, lib, 'dist')), LIB_BUILT_BUDGET]),
];

let over = 0;
for (const [name, bytes, budget] of figures) {
  const verdict = bytes === 0 ? 'not built' : bytes > budget ? 'over' : 'ok';
  if (verdict !== 'ok') over += 1;
  console.log(
    `${(bytes / MB).toFixed(2).padStart(8)} of ${(budget / MB).toFixed(1).padStart(6)} MB  ${verdict.padEnd(9)}  ${name}`,
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
