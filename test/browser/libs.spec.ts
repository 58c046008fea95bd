import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromiumPath } from '../support/chromium.mjs';

const RUNNER = resolve(__dirname, 'run-in-chromium.mjs');
const VECTORS = resolve(__dirname, '../vectors');
const LIBS = ['sodium', 'envelope', 'directory', 'keyring', 'transparency'];

interface Report {
  readonly cases: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
  readonly violations: readonly string[];
}

const chromium = chromiumPath();
const required = process.env['CI'] === 'true';
const suite = chromium === null && !required ? describe.skip : describe;

suite(chromium === null ? 'libraries in Chromium (skipped: no Chromium found)' : 'libraries in Chromium', () => {
  let report: Report;
  beforeAll(async () => {
    if (chromium === null) throw new Error('no Chromium found: set CHROMIUM_PATH');
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [RUNNER, chromium], { maxBuffer: 1 << 24, timeout: 110_000 });
    report = JSON.parse(stdout) as Report;
  }, 120_000);

  it('run every vector file in a Worker with the same outcome as in Node', () => {
    expect(report.failures).toEqual([]);
    expect(Object.keys(report.cases)).toEqual(expect.arrayContaining(vectorFiles()));
    for (const name of vectorFiles()) expect(report.cases[name]).toBe(casesIn(name));
  });

  it('seal a report with an attachment and open it again', () => {
    expect(report.cases['seal and open']).toBe(1);
  });

  it('break nothing of a policy without eval and without inline script', () => {
    expect(report.violations).toEqual([]);
  });
});

function vectorFiles(): string[] {
  return LIBS.flatMap((lib) =>
    readdirSync(resolve(VECTORS, lib))
      .filter((name) => name.endsWith('.json'))
      .map((name) => `${lib}/${name}`),
  );
}

function casesIn(name: string): number {
  const file = JSON.parse(readFileSync(resolve(VECTORS, name), 'utf8')) as Record<string, readonly unknown[]>;
  return (file['cases'] ?? file['vectors'] ?? []).length;
}
