import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type CheckedFinding, decisionsFor, readCases, type ReportCase } from '../support/case-decisions.js';
import { startInstance, type TestInstance } from '../support/instance.js';
import { casesDir } from '../support/outside-data.js';

interface Readable {
  readonly statements: readonly { readonly text: string }[];
  readonly identifiers: readonly { readonly value: string }[];
  readonly card: unknown;
}
interface Sent {
  readonly reportId: string;
  readonly readers: number;
  readonly entry: { readonly index: number; readonly leafHash: string } | null;
}
interface Ledger {
  readonly entries: readonly {
    readonly decision: string;
    readonly unit: string;
    readonly purpose: string;
    readonly entry: { readonly index: number } | null;
  }[];
}

const folder = casesDir();
const cases = folder === null ? [] : readCases(folder);
const describeCases = folder === null ? describe.skip : describe;
const WHY = [
  '--purpose',
  'trafficking_investigation',
  '--case-ref',
  'NG-2026-17',
  '--justification',
  'same route as an open case',
];

describeCases('a report travels from an analyst to a liaison (SEALBRIDGE_CASES)', () => {
  let instance: TestInstance;
  const sent = new Map<string, Sent>();

  beforeAll(async () => {
    instance = await startInstance();
  }, 120_000);
  afterAll(() => instance.stop(), 60_000);

  /** Runs a command that has to end well and gives its JSON. */
  async function ok<T>(profile: string, args: readonly string[]): Promise<T> {
    const result = await instance.cli(profile, [...args, '--json']);
    expect([result.exit, result.stderr]).toEqual([0, expect.not.stringContaining('error:')]);
    return result.json() as T;
  }

  async function writeDecisions(one: ReportCase): Promise<string> {
    const checked = await instance.cli('analyst', ['report', 'check', one.reportPath, '--json']);
    expect(checked.exit).toBe(9);
    const { findings } = checked.json() as { findings: CheckedFinding[] };
    const path = join(instance.scratch, `${one.name}.decisions.json`);
    writeFileSync(path, JSON.stringify(decisionsFor(one, findings)));
    return path;
  }

  describe.each(cases.map((one) => [one.name, one] as const))('%s', (name, one) => {
    let decisions: string;
    let redacted: Readable;

    it('is redacted as decided, and sent to northgate with two readers', async () => {
      decisions = await writeDecisions(one);
      redacted = await ok<Readable>('analyst', ['report', 'redact', one.reportPath, '--decisions', decisions]);
      const args = [
        'report',
        'send',
        one.reportPath,
        '--decisions',
        decisions,
        '--to',
        'northgate',
        '--confirm-readers',
        '2',
      ];
      const result = await ok<Sent>('analyst', args);
      expect(result).toMatchObject({ readers: 2, entry: { index: expect.any(Number) as number } });
      sent.set(name, result);
    }, 60_000);

    it('is opened by the liaison exactly as it was redacted', async () => {
      const { reportId } = sent.get(name) as Sent;
      const opened = await ok<Readable>('liaison', ['report', 'open', reportId, ...WHY]);
      expect(opened.statements).toEqual(redacted.statements);
      expect(opened.identifiers).toEqual(redacted.identifiers);
      expect(opened.card).toEqual(redacted.card);
    }, 60_000);

    it('shows the opening to its author', async () => {
      const { reportId } = sent.get(name) as Sent;
      const { entries } = await ok<Ledger>('analyst', ['report', 'ledger', reportId]);
      expect(entries).toEqual([
        expect.objectContaining({ decision: 'ALLOW', unit: 'northgate', purpose: 'trafficking_investigation' }),
      ]);
      expect(entries[0]?.entry?.index).toEqual(expect.any(Number));
    }, 60_000);
  });

  it('lists all of them in the inbox of the liaison, as opened', async () => {
    const { reports } = await ok<{ reports: { reportId: string; opened: boolean }[] }>('liaison', ['inbox', 'list']);
    const opened = new Map(reports.map((report) => [report.reportId, report.opened]));
    for (const { reportId } of sent.values()) expect(opened.get(reportId)).toBe(true);
  }, 60_000);

  it('shows nothing of it to a police unit without an agreement, not even that it exists', async () => {
    const { reports } = await ok<{ reports: unknown[] }>('outsider', ['inbox', 'list']);
    expect(reports).toEqual([]);
    const { reportId } = sent.values().next().value as Sent;
    const there = await instance.cli('outsider', ['report', 'open', reportId, ...WHY]);
    const nowhere = await instance.cli('outsider', ['report', 'open', '00000000-0000-4000-8000-000000000000', ...WHY]);
    expect(there.exit).toBe(3);
    expect([there.exit, there.stdout, there.stderr]).toEqual([nowhere.exit, nowhere.stdout, nowhere.stderr]);
    const ledger = await instance.cli('outsider', ['report', 'ledger', reportId]);
    expect([ledger.exit, ledger.stdout]).toEqual([3, '']);
  }, 60_000);

  it('is proved to an auditor, online and by a bundle offline', async () => {
    const bundle = join(instance.scratch, 'evidence.zip');
    await ok('auditor', ['audit', 'verify']);
    await ok('auditor', ['audit', 'export', '--out', bundle]);
    const verified = await instance.cli('auditor', ['audit', 'verify', '--bundle', bundle, '--json']);
    expect(verified.exit).toBe(0);
    expect(verified.stderr).toContain('1 witness, same machine: a fork cannot be seen');
    const { steps } = verified.json() as { steps: { name: string; outcome: string }[] };
    expect(steps.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  }, 120_000);
});
