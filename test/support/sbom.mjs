// A CycloneDX bill of materials of what runs in production: `npm run sbom [-- FILE]`, default .cache/sbom.json, `-` for stdout.
// Made from the lockfile alone, so it is the same on every machine; development tools are left out.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const file = process.argv[2] ?? join(ROOT, '.cache', 'sbom.json');
if (file !== '-') mkdirSync(dirname(file), { recursive: true });

const options = [
  '--package-lock-only',
  '--omit',
  'dev',
  '--output-reproducible',
  '--output-format',
  'JSON',
  '--output-file',
  file,
];
const run = spawnSync('cyclonedx-npm', [...options, 'package.json'], {
  cwd: ROOT,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` },
});
if (run.status !== 0) {
  console.error('error: cyclonedx-npm failed');
  process.exit(1);
}
if (file !== '-') report(JSON.parse(readFileSync(file, 'utf8')));

/** A list that lacks what surely ships is not a list. */
function report({ components }) {
  const names = new Set(namesOf(components));
  const surely = ['libsodium-wrappers-sumo', 'typeorm', 'pg', 'graphql', 'cborg'];
  const absent = surely.filter((name) => !names.has(name));
  if (absent.length > 0) {
    console.error(`error: the bill of materials lacks ${absent.join(', ')}`);
    process.exit(1);
  }
  console.error(`${names.size} components in ${file}`);
}

function namesOf(components) {
  return components.flatMap(({ group, name, components: nested }) => [
    group ? `${group}/${name}` : name,
    ...namesOf(nested ?? []),
  ]);
}
