import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type CheckedFinding, decisionsFor, readCases, type ReportCase } from '../support/case-decisions.js';
import { type CommandResult, startInstance, type TestInstance } from '../support/instance.js';
import { casesDir } from '../support/outside-data.js';
import { inParallel } from '../support/pool.js';

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
  readonly entries: readonly object[];
}

/** What each command of a journey printed. */
interface Journey {
  readonly check: CommandResult;
  readonly redact: CommandResult;
  readonly send: CommandResult;
  readonly open: CommandResult;
  readonly ledger: CommandResult;
  readonly reportId: string;
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
/** Journeys at a time: most of a command is waiting for the log. */
const WIDTH = 4;

describeCases('a report travels from an analyst to a liaison (SEALBRIDGE_CASES)', () => {
  let instance: TestInstance;
  let journeys: Map<string, Journey>;

  beforeAll(async () => {
    instance = await startInstance();
    const travelled = await inParallel(cases, WIDTH, travel);
    journeys = new Map(cases.map(({ name }, index) => [name, travelled[index] as Journey]));
  }, 300_000);
  afterAll(() => instance.stop(), 60_000);

  const run = (profile: string, ...args: string[]): Promise<CommandResult> =>
    instance.cli(profile, [...args, '--json']);

  async function travel(one: ReportCase): Promise<Journey> {
    const check = await run('analyst', 'report', 'check', one.reportPath);
    const { findings } = check.json() as { findings: CheckedFinding[] };
    const decisions = join(instance.scratch, `${one.name}.decisions.json`);
    writeFileSync(decisions, JSON.stringify(decisionsFor(one, findings)));
    const file = [one.reportPath, '--decisions', decisions];
    const redact = await run('analyst', 'report', 'redact', ...file);
    const send = await run('analyst', 'report', 'send', ...file, '--to', 'northgate', '--confirm-readers', '2');
    const { reportId } = send.json() as Sent;
    const open = await run('liaison', 'report', 'open', reportId, ...WHY);
    const ledger = await run('analyst', 'report', 'ledger', reportId);
    return { check, redact, send, open, ledger, reportId };
  }

  /** The JSON of a command that has to have ended well. */
  function read({ exit, stderr, json }: CommandResult): unknown {
    expect([exit, stderr]).toEqual([0, expect.not.stringContaining('error:')]);
    return json();
  }

  const journeyOf = (name: string): Journey => journeys.get(name) as Journey;
  const names = cases.map(({ name }) => name);

  it.each(names)('sends %s to two readers once its gate is open, and sees it on the log', (name) => {
    const { check, send } = journeyOf(name);
    expect(check.exit).toBe(9);
    const entry = { index: expect.any(Number) as number, leafHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string };
    expect(read(send)).toMatchObject({ readers: 2, entry });
  });

  it.each(names)('gives the liaison %s exactly as it was redacted', (name) => {
    const { redact, open } = journeyOf(name);
    const redacted = read(redact) as Readable;
    const opened = read(open) as Readable;
    expect(JSON.stringify(opened.statements)).toBe(JSON.stringify(redacted.statements));
    expect(JSON.stringify(opened.identifiers)).toBe(JSON.stringify(redacted.identifiers));
    expect(opened.card).toEqual(redacted.card);
  });

  it.each(names)('shows the author of %s who opened it, why, and where that stands on the log', (name) => {
    const { entries } = read(journeyOf(name).ledger) as Ledger;
    expect(entries).toEqual([
      expect.objectContaining({
        decision: 'ALLOW',
        unit: 'northgate',
        purpose: 'trafficking_investigation',
        entry: expect.objectContaining({ index: expect.any(Number) as number }) as object,
        request: 'verified',
      }),
    ]);
  });

  it('lists all of them in the inbox of the liaison, as opened', async () => {
    const inbox = read(await run('liaison', 'inbox', 'list'));
    const { reports } = inbox as { reports: { reportId: string; opened: boolean }[] };
    const opened = new Map(reports.map((report) => [report.reportId, report.opened]));
    for (const { reportId } of journeys.values()) expect(opened.get(reportId)).toBe(true);
  }, 60_000);

  it('shows nothing of it to a police unit without an agreement, not even that it exists', async () => {
    expect(read(await run('outsider', 'inbox', 'list'))).toEqual({ reports: [] });
    const { reportId } = journeys.values().next().value as Journey;
    const there = await run('outsider', 'report', 'open', reportId, ...WHY);
    const nowhere = await run('outsider', 'report', 'open', '00000000-0000-4000-8000-000000000000', ...WHY);
    expect(there.exit).toBe(3);
    // each refusal has a reference of its own
    const told = ({ stderr }: { readonly stderr: string }): string => stderr.replace(/\([0-9a-f-]{36}\)/gu, '');
    expect([there.exit, there.stdout, told(there)]).toEqual([nowhere.exit, nowhere.stdout, told(nowhere)]);
    const ledger = await run('outsider', 'report', 'ledger', reportId);
    expect([ledger.exit, ledger.stdout]).toEqual([3, '']);
  }, 60_000);

  it('is proved to an auditor, online and by a bundle offline', async () => {
    read(await run('auditor', 'audit', 'verify'));
    const bundle = join(instance.scratch, 'evidence.zip');
    read(await run('auditor', 'audit', 'export', '--out', bundle));
    const verified = await run('auditor', 'audit', 'verify', '--bundle', bundle);
    const { steps } = read(verified) as { steps: { name: string; outcome: string }[] };
    expect(steps.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(verified.stderr).toContain('1 witness, same machine: a fork cannot be seen');
  }, 120_000);
});
