// `npm test`: every check a change must pass. The last line is `N passed, N failed`; a gate counts as one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from './chromium.mjs';
import { countsOf } from './counts.mjs';
import { runSection, stopEverything } from './sections.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Nets for what hangs, far above what is needed: the whole run takes about 20 minutes on two quiet cores. */
const GATE_TIMEOUT_MS = 10 * 60_000;
const JEST_TIMEOUT_MS = 30 * 60_000;
const RUN_TIMEOUT_MS = 45 * 60_000;
const reports = mkdtempSync(join(tmpdir(), 'sealbridge-test-'));
const tally = { passed: 0, failed: 0, skipped: 0 };
const summary = [];

const BUILD = ['build', 'build'];
/** Each lane one after the other, the lanes at once: a gate alone leaves one of two cores idle. */
const LANES = [
  [
    ['lint', 'lint'],
    ['lockfile', 'lock:check'],
  ],
  [
    ['typecheck', 'typecheck'],
    ['schema', 'schema:check'],
    ['policy', 'policy:check'],
    ['policy matrix', 'matrix:check'],
    ['command reference', 'docs:check'],
    ['dead code', 'deadcode'],
  ],
];

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => {
    stopEverything();
    process.exit(130);
  });
}

await gate(BUILD);
await Promise.all(
  LANES.map(async (lane) => {
    for (const each of lane) await gate(each);
  }),
);
for (const project of ['unit', 'architecture']) await suite(project, []);
// each spec has an instance of its own, on a copy of one demo home; journeys wait as much as they work
await suite('e2e', ['--maxWorkers=3']);
await browser();
rmSync(reports, { recursive: true, force: true });
conclude();

/** One command that passes or fails as a whole. */
async function gate([title, script]) {
  await section(title, async () => {
    const { code, timedOut } = await runSection('npm', ['run', '--silent', script], {
      cwd: ROOT,
      timeoutMs: within(GATE_TIMEOUT_MS),
    });
    count(code === 0 ? 1 : 0, code === 0 ? 0 : 1);
    return timedOut ? 'ran out of time' : code === 0 ? 'passed' : 'failed';
  });
}

/** One Jest project; its tests are counted one by one, from Jest's own report. */
async function suite(project, options) {
  await section(project, async () => {
    const file = join(reports, `${project}.json`);
    const args = ['-c', 'test/jest.config.mjs', '--selectProjects', project, ...options];
    const run = await runSection('jest', [...args, '--json', '--outputFile', file, '--silent'], {
      cwd: ROOT,
      timeoutMs: within(JEST_TIMEOUT_MS),
    });
    return countSuite(file, run);
  });
}

function countSuite(file, run) {
  const report = readReport(file);
  const { passed, failed, skipped } = countsOf(report, run);
  count(passed, failed);
  tally.skipped += skipped;
  for (const name of namesOfSkipped(report)) console.log(`skipped: ${name}`);
  const notes = [
    run.timedOut && 'ran out of time',
    run.left > 0 && `left ${run.left} processes behind`,
    !report && 'no report',
  ];
  return [`${passed} passed, ${failed} failed, ${skipped} skipped`, ...notes.filter(Boolean)].join('; ');
}

function within(milliseconds) {
  return Math.max(1, Math.min(milliseconds, RUN_TIMEOUT_MS - performance.now()));
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function namesOfSkipped(report) {
  return (report?.testResults ?? []).flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName),
  );
}

/** Without Chromium the browser specs are skipped by name; where CI=true that is a failure. */
async function browser() {
  if (chromiumPath() !== null) return suite('browser', ['--runInBand']);
  await section('browser', () => {
    console.log('skipped: test/browser, because there is no Chromium (set CHROMIUM_PATH or install `chromium`)');
    const required = process.env['CI'] === 'true';
    if (required) count(0, 1);
    else tally.skipped += 1;
    return required ? 'failed: CI needs Chromium' : 'skipped';
  });
}

async function section(title, work) {
  console.log(`\n──── ${title} ${'─'.repeat(Math.max(4, 60 - title.length))}`);
  const start = performance.now();
  const outcome = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  summary.push([title, outcome, `${seconds} s`]);
  console.log(`──── ${title}: ${outcome} (${seconds} s)`);
}

function count(passed, failed) {
  tally.passed += passed;
  tally.failed += failed;
}

function conclude() {
  console.log('\n──── summary');
  for (const [title, outcome, time] of summary) console.log(`${title.padEnd(20)}${time.padStart(9)}  ${outcome}`);
  if (tally.skipped > 0) console.log(`${tally.skipped} skipped`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
