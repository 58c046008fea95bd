// The matrix of the policy in force: test/vectors/policy/matrix and docs/reference/policy-matrix.md. `--write` makes them, `--check`
// fails when one is not what the rules say.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FOLDER = 'test/vectors/policy/matrix';
const PAGE = 'docs/reference/policy-matrix.md';

/** The rules need their own library and what it imports, not the whole build. */
function compile() {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-b', at('libs/policy')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the rules do not compile');
}

async function files() {
  compile();
  const { POLICY } = await import('@sealbridge/policy');
  const { makeMatrix } = await import('./matrix/matrix.mjs');
  const { filesOf } = await import('./matrix/text.mjs');
  const { pageOf } = await import('./matrix/page.mjs');
  const matrix = makeMatrix(POLICY);
  const { prettier } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const page = await format(pageOf(matrix), { ...prettier, parser: 'markdown' });
  return new Map([[PAGE, page], ...[...filesOf(matrix)].map(([name, text]) => [join(FOLDER, name), text])]);
}

const made = await files();
const stored = new Map([PAGE, ...filesIn(FOLDER)].map((path) => [path, textOf(path)]));
for (const path of new Set([...made.keys(), ...stored.keys()])) {
  const [is, was] = [made.get(path), stored.get(path)];
  if (is === was) continue;
  if (process.argv.includes('--write')) put(path, is);
  else {
    process.stderr.write(`${path} is not what the rules say: npm run matrix:generate, then review what changed\n`);
    process.exitCode = 1;
  }
}

function put(path, text) {
  mkdirSync(dirname(at(path)), { recursive: true });
  if (text === undefined) rmSync(at(path));
  else writeFileSync(at(path), text);
}

function textOf(path) {
  try {
    return readFileSync(at(path), 'utf8');
  } catch {
    return undefined;
  }
}

function filesIn(folder) {
  try {
    return readdirSync(at(folder)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}
