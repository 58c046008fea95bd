// An attachment of 25 MiB goes through everything as a stream: nobody holds it whole.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { open, send, succeeded, writeReport } from '../support/commands.js';
import { type DemoInstance, startDemo } from '../support/demo-instance.js';

const MIB = 1024 * 1024;
const KIB = 1024;
const ATTACHMENT_BYTES = 25 * MIB;
const API_LIMIT_MIB = 350;
const CLI_LIMIT_MIB = 200;
/** Every program says at its end how much memory it had at most (resident, in KiB). */
const SAY_PEAK = `import { writeFileSync } from 'node:fs';
process.on('exit', () => {
  const name = [process.argv[2] ?? '', process.argv[3] ?? ''].join(' ');
  if (process.env.PEAKS) writeFileSync(\`\${process.env.PEAKS}/\${process.pid}\`, JSON.stringify([name, process.resourceUsage().maxRSS]));
});
`;

jest.setTimeout(120_000);

let demo: DemoInstance;
let peaks: string;
let attachment: Buffer;

beforeAll(async () => {
  // the folder that startDemo makes does not exist before, so the preload stands beside the run's demo home
  const folder = join(process.env['SEALBRIDGE_TEST_DEMO'] ?? '', 'memory');
  peaks = join(folder, 'peaks');
  mkdirSync(peaks, { recursive: true });
  writeFileSync(join(folder, 'peak.mjs'), SAY_PEAK);
  attachment = randomBytes(ATTACHMENT_BYTES);
  demo = await startDemo({ env: { NODE_OPTIONS: `--import=${join(folder, 'peak.mjs')}`, PEAKS: peaks } });
}, 180_000);
afterAll(() => demo.stop(), 60_000);

/** The highest peak of the runs of a command, in MiB. */
function peakOf(command: string): number {
  const runs = readdirSync(peaks).map(
    (file) => JSON.parse(readFileSync(join(peaks, file), 'utf8')) as [string, number],
  );
  const found = runs.filter(([name]) => name === command).map(([, kib]) => kib / KIB);
  if (found.length === 0) throw new Error(`${command} did not say`);
  return Math.max(...found);
}

function peakOfApi(): number {
  const { processes } = JSON.parse(readFileSync(join(demo.home, 'running.json'), 'utf8')) as {
    processes: { api: number };
  };
  const status = readFileSync(`/proc/${String(processes.api)}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(status)?.[1]) / KIB;
}

it('an attachment of 25 MiB is sent and read within the limits', async () => {
  const folder = join(demo.scratch, 'big');
  mkdirSync(folder);
  writeFileSync(join(folder, 'big.bin'), attachment);
  succeeded(await demo.cli('analyst', ['keys', 'show']));
  succeeded(await demo.cli('liaison', ['login']));
  const { reportId } = await send(demo, writeReport(folder, { attachments: ['big.bin'] }));
  const saved = join(demo.scratch, 'saved');
  succeeded(await open(demo, 'liaison', reportId, ['--attachments-to', saved]));
  expect(statSync(join(saved, 'big.bin')).mode & 0o777).toBe(0o600);
  expect(hash(readFileSync(join(saved, 'big.bin')))).toBe(hash(attachment));
  const unlocked = Math.min(peakOf('keys show'), peakOf('login '));
  const [sent, read, api] = [peakOf('report send'), peakOf('report open'), peakOfApi()];
  expect(api).toBeGreaterThan(50);
  expect(api).toBeLessThan(API_LIMIT_MIB);
  expect(sent - unlocked).toBeLessThan(CLI_LIMIT_MIB);
  expect(read - unlocked).toBeLessThan(CLI_LIMIT_MIB);
});

it('three of them at once do not add up in the API', async () => {
  const reports = ['one', 'two', 'three'].map((name) => {
    const folder = join(demo.scratch, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'big.bin'), attachment);
    return writeReport(folder, { attachments: ['big.bin'] });
  });
  const from = ['analyst', 'analyst2', 'analyst3'];
  await Promise.all(reports.map((report, index) => send(demo, report, { from: from[index] ?? 'analyst' })));
  expect(peakOfApi()).toBeLessThan(API_LIMIT_MIB);
});

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
