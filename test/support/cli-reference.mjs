// docs/reference/cli.md from the commander tree: `--write` makes it, `--check` fails when it is not what the code says.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';

import { buildIfStale } from './build.mjs';

const page = fileURLToPath(new URL('../../docs/reference/cli.md', import.meta.url));
const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));

const INTRODUCTION = `# The command line

\`npx sealbridge <noun> <verb>\`. Generated from the code by \`npm run docs:cli\`; \`npm run docs:check\` fails when the two differ.

Every command takes, before its noun or after it, \`--json\` (stdout holds one JSON value), \`--profile <name>\` (whose keys; default \`SEALBRIDGE_PROFILE\`, or the only
profile there is) and \`--server <url>\` (default \`SEALBRIDGE_SERVER\`, or the running instance of \`SEALBRIDGE_HOME\`).

Data go to stdout, words to stderr. A failure is three lines on stderr:
\`error:\` what, \`hint:\` what to do (where there is something), \`code:\` a stable name.

| Exit | Meaning |
|---|---|
| 0 | done |
| 1 | unexpected: a bug, or the machine |
| 2 | usage: a flag, a file, a variable |
| 3 | refused by policy; the code is the reason |
| 4 | sign-in needed |
| 5 | verification failed |
| 6 | conflict or stale, a wrong number of readers too |
| 7 | network |
| 8 | partly done: submitted, and not seen on the log within 10 s |
| 9 | the redaction gate is shut |
| 130 | interrupted |
`;

function section(command, path) {
  const usage = `npx sealbridge ${path.join(' ')} ${command.usage().replace(/^\[options\] ?/, '')}`.trim();
  const options = command.options.map(({ flags, description }) => `| \`${flags}\` | ${description} |`);
  const table = options.length === 0 ? [] : ['', '| Flag | Meaning |', '|---|---|', ...options];
  return [`### ${path.join(' ')}`, '', '```', usage, '```', '', sentence(command.description()), ...table, ''].join(
    '\n',
  );
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function sections(command, path) {
  const here = [...path, command.name()];
  if (command.commands.length === 0) return [section(command, here)];
  const heading = path.length === 0 ? [`## ${command.name()}\n\n${sentence(command.description())}\n`] : [];
  return [...heading, ...command.commands.flatMap((child) => sections(child, here))];
}

async function reference() {
  if (!(await buildIfStale())) throw new Error('the build failed');
  const { makeProgram } = await import(new URL('../../apps/cli/dist/program.js', import.meta.url).href);
  const text = [INTRODUCTION, ...makeProgram().commands.flatMap((command) => sections(command, []))].join('\n');
  const { prettier } = JSON.parse(readFileSync(manifest, 'utf8'));
  return format(text, { ...prettier, parser: 'markdown' });
}

const text = await reference();
if (process.argv.includes('--write')) {
  writeFileSync(page, text);
} else if (readFileSync(page, 'utf8') !== text) {
  process.stderr.write('docs/reference/cli.md is not what the code says: npm run docs:cli\n');
  process.exitCode = 1;
}
