// Completes package-lock.json, so that `npm ci` passes on every platform.
//
// A registry that does not hold the binary packages of all platforms makes `npm install` leave their entries out of the
// lock; `npm ci` then refuses the lock anywhere ("Missing: @swc/core-darwin-arm64@… from lock file"). What is missing is
// known without the registry: name and version stand in the package that asks for it, the platform stands in the name.
//
// usage: node lock-complete.mjs --write | --check [FILE]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { entriesWithHost, missingOptionals } from './lock.mjs';

const OPERATING_SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const OS_ALIASES = new Map([
  ['windows', 'win32'],
  ['macos', 'darwin'],
]);
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBRARIES = new Map([
  ['gnu', 'glibc'],
  ['gnueabihf', 'glibc'],
  ['musl', 'musl'],
  ['musleabihf', 'musl'],
]);

const [mode, file = fileURLToPath(new URL('../../package-lock.json', import.meta.url))] = process.argv.slice(2);
if (mode !== '--write' && mode !== '--check') fail('usage: lock-complete.mjs --write | --check [FILE]', 2);

const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingOptionals(lock);
const withHost = entriesWithHost(lock);
if (withHost.length > 0) fail(`the lock names a host for: ${withHost.join(', ')}`, 1);
if (mode === '--check') check();
else complete();

function check() {
  if (missing.length > 0) {
    fail(`no entry for: ${missing.map(({ name }) => name).join(', ')}\nhint: npm run lock:complete`, 1);
  }
  console.log(`the lock is complete: ${Object.keys(lock.packages).length} entries, none names a host`);
}

function complete() {
  for (const wanted of missing) lock.packages[wanted.folder] = entryFor(wanted);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  if (missing.length > 0) writeFileSync(file, JSON.stringify(lock, null, 2) + '\n');
  console.log(`added ${missing.length} entries`);
}

/** The entry npm writes for a binary package of another platform, without what only the registry knows. */
function entryFor({ name, version, dev }) {
  const words = name.split(/[/-]/).map((word) => OS_ALIASES.get(word) ?? word);
  const os = words.filter((word) => OPERATING_SYSTEMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const libc = words.filter((word) => LIBRARIES.has(word)).map((word) => LIBRARIES.get(word));
  if (os.length !== 1 || cpu.length !== 1) fail(`cannot tell the platform of ${name} from its name`, 1);
  return {
    version,
    cpu,
    ...(dev ? { dev } : {}),
    ...(libc.length > 0 && os[0] === 'linux' ? { libc } : {}),
    optional: true,
    os,
  };
}

function fail(message, code) {
  console.error(`error: ${message}`);
  process.exit(code);
}
