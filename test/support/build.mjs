// Builds every package into its dist/. `npm run build` always runs the compiler (it knows what is up to date);
// `npx sealbridge` asks first whether any source is newer than the last build, which takes milliseconds. The console is bundled by
// Vite from the sources, and only when one that it may hold has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/sealbridge');
const stamp = join(cache, 'built');
const lock = join(cache, 'building');
const consoleStamp = join(cache, 'console-built');
const consoleFolder = join(root, 'apps/web');
const projects = ['apps/api', 'apps/cli', 'apps/witness', 'libs/redaction'];
const LOCK_STALE_MS = 180_000;

/** Compiles all packages and bundles the console; returns whether that succeeded. The words of the tools go to stderr. */
export function build() {
  mkdirSync(cache, { recursive: true });
  return compile() && bundleConsole();
}

function compile() {
  const started = new Date(); // what changes while the compiler runs counts as not built
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const args = [tsc, '-b', ...projects.map((project) => join(root, project))];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) return false;
  writeFileSync(stamp, `${started.toISOString()}\n`);
  return true;
}

/** Bundles the console unless what lies in its dist/ was made of the sources as they are. */
function bundleConsole() {
  if (!isConsoleStale()) return true;
  const started = new Date();
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const args = [vite, 'build', '--logLevel', 'warn'];
  const { status } = spawnSync(process.execPath, args, { cwd: consoleFolder, stdio: ['ignore', 2, 2] });
  if (status !== 0) return false;
  writeFileSync(consoleStamp, `${started.toISOString()}\n`);
  return true;
}

function isConsoleStale() {
  if (!existsSync(consoleStamp) || !existsSync(join(consoleFolder, 'dist/index.html'))) return true;
  const since = builtAt(consoleStamp);
  const libs = packages().filter((folder) => folder.startsWith(join(root, 'libs')));
  const single = ['apps/web/index.html', 'apps/web/vite.config.mjs', 'package-lock.json'].map((path) =>
    join(root, path),
  );
  return [...[...libs, consoleFolder].map((folder) => newest(join(folder, 'src'))), ...single.map(mtime)].some(
    (time) => time > since,
  );
}

/** Builds when something is absent or stale; of several processes that find out at once one builds. */
export async function buildIfStale() {
  if (!isStale()) return true;
  mkdirSync(cache, { recursive: true });
  while (!enter()) await sleep(100);
  try {
    if (!isStale()) return true;
    process.stderr.write('building once, this takes some seconds\n');
    return build();
  } finally {
    rmdirSync(lock);
  }
}

function enter() {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LOCK_STALE_MS) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isStale() {
  if (isConsoleStale() || !existsSync(stamp) || projects.some((project) => !existsSync(join(root, project, 'dist'))))
    return true;
  const since = builtAt(stamp);
  return packages().some(
    (folder) => newest(join(folder, 'src')) > since || mtime(join(folder, 'tsconfig.json')) > since,
  );
}

// A time with the newline behind it is none to Date.parse, and nothing is newer than no time.
export function builtAt(path) {
  return Date.parse(readFileSync(path, 'utf8').trim());
}

function packages() {
  return ['apps', 'libs'].flatMap((kind) =>
    readdirSync(join(root, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(root, kind, name)),
  );
}

function newest(folder) {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true }).filter(
    (name) => /\.(?:tsx?|css|svg)$/.test(name) && !name.endsWith('.spec.ts'),
  );
  return Math.max(0, ...files.map((name) => mtime(join(folder, name))));
}

function mtime(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = build() ? 0 : 1;
}
