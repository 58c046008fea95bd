// `npm test` itself turns red: on what Jest reports, on how it ended, and on processes that outlive a section.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countsOf } from '../support/counts.mjs';
import { ROOT } from '../support/repository.js';

const GREEN = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numRuntimeErrorTestSuites: 0 };
const ENDED_WELL = { code: 0, left: 0 };

describe('the count of a run', () => {
  it('is what Jest reports when all passed', () => {
    expect(countsOf(GREEN, ENDED_WELL)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  });

  it.each([
    ['a test failed', { ...GREEN, numFailedTests: 1 }, { code: 1, left: 0 }],
    ['a suite could not be loaded', { ...GREEN, numRuntimeErrorTestSuites: 1 }, { code: 1, left: 0 }],
    ['all passed and the exit code is not 0', GREEN, { code: 1, left: 0 }],
    ['there was no test', { ...GREEN, numPassedTests: 0 }, ENDED_WELL],
    ['there is no report', null, { code: 1, left: 0 }],
    ['a process was left behind', GREEN, { code: 0, left: 2 }],
  ])('has one failure when %s', (_case, report, ending) => {
    expect(countsOf(report, ending).failed).toBe(1);
  });
});

describe('a section', () => {
  interface Run {
    readonly code: number;
    readonly left: number;
    readonly timedOut: boolean;
  }

  /** Runs a section that runs `script`, in a process of its own: the mark of a run is one per process. */
  function section(script: string, timeoutMs = 20_000): { run: Run; said: string[] } {
    const source = `
      const { runSection } = await import(${JSON.stringify(join(ROOT, 'test/support/sections.mjs'))});
      const run = await runSection(process.execPath, ['-e', ${JSON.stringify(script)}], { cwd: '.', timeoutMs: ${timeoutMs} });
      console.log(JSON.stringify(run));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
    const said = stdout.trim().split('\n');
    return { run: JSON.parse(said.pop() ?? '') as Run, said };
  }

  it('hands on the exit code', () => {
    expect(section('process.exit(3)').run).toEqual({ code: 3, left: 0, timedOut: false });
  });

  it('is ended when it takes too long', () => {
    expect(section('setInterval(() => {}, 1000)', 500).run).toMatchObject({ code: 1, timedOut: true });
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('finds and ends a process that left its group', () => {
    const leaver = `
      const child = require('node:child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
      child.unref();
      console.log(child.pid);`;
    const { run, said } = section(leaver);
    expect(run).toEqual({ code: 0, left: 1, timedOut: false });
    expect(isLiving(Number(said[0]))).toBe(false);
  });
});

/** A process that ended and that nobody has waited for is not living, though the kernel still lists it. */
function isLiving(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
}
