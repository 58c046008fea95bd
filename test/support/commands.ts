// What journeys say to the command line, and what they expect of its answers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CommandResult, TestInstance } from './instance.js';
import { changedReportFile, READ_AND_ANSWERED } from './report-example.js';

/** A report file and its decisions on disk. */
export interface ReportOnDisk {
  readonly report: string;
  readonly decisions: string;
}

/** What `report send --json` prints. */
export interface Sent {
  readonly reportId: string;
  readonly eventId: string;
  readonly readers: number;
  readonly entry: { readonly index: number; readonly leafHash: string } | null;
}

/** Why a journey opens a report, in words that the server is told by design. */
export const WHY = [
  '--purpose',
  'trafficking_investigation',
  '--case-ref',
  'NG-2026-17',
  '--justification',
  'same route',
];

const PLAIN = 'Crew of thirty men. The boss keeps the passports.';
const STACK = /^\s+at .+[:)]/mu;
const LAST_WORDS = /(?:^|\n)error: [^\n]+\n(?:hint: [^\n]+\n)?code: (E_[A-Z0-9_]+)\n$/u;

/** Writes a report without findings and the decisions for it; `change` puts fields in the place of others. */
export function writeReport(folder: string, change: object = {}, decisions: object = {}): ReportOnDisk {
  mkdirSync(folder, { recursive: true });
  const file = changedReportFile({ narrative: PLAIN, identifiers: null, ...change });
  const decided = { version: 1, decisions: [], ...READ_AND_ANSWERED, ...decisions };
  return {
    report: write(join(folder, 'report.json'), JSON.stringify(file)),
    decisions: write(join(folder, 'decisions.json'), JSON.stringify(decided)),
  };
}

function write(path: string, text: string): string {
  writeFileSync(path, text);
  return path;
}

/** The command that sends a report. */
export function sendArguments({ report, decisions }: ReportOnDisk, to: readonly string[], readers: number): string[] {
  const flags = ['--decisions', decisions, '--to', ...to, '--confirm-readers', String(readers)];
  return ['report', 'send', report, ...flags, '--json'];
}

/** Sends a report, by default as `analyst` to northgate and its two readers; throws unless that ends well. */
export async function send(
  instance: TestInstance,
  report: ReportOnDisk,
  { from = 'analyst', to = ['northgate'], readers = 2 } = {},
): Promise<Sent> {
  return succeeded(await instance.cli(from, sendArguments(report, to, readers))).json() as Sent;
}

/** Opens a report as the person of a profile. */
export function open(
  instance: TestInstance,
  profile: string,
  reportId: string,
  flags: readonly string[] = [],
): Promise<CommandResult> {
  return instance.cli(profile, ['report', 'open', reportId, ...WHY, ...flags, '--json']);
}

/** The result of a command that had to end well. */
export function succeeded(result: CommandResult): CommandResult {
  if (result.exit !== 0) throw new Error(`exit ${String(result.exit)}: ${result.stderr}`);
  return result;
}

/**
 * How a command failed: exit and code, after checking that it printed nothing on stdout, that its last words are an error, a
 * hint and a code, and that there is no stack. Throws where one of these does not hold.
 */
export function failure({ exit, stdout, stderr }: CommandResult): {
  readonly exit: number | null;
  readonly code: string;
} {
  const code = LAST_WORDS.exec(stderr)?.[1];
  if (stdout !== '' || code === undefined || STACK.test(stderr)) {
    throw new Error(`not a named failure: exit ${String(exit)}\nstdout: ${stdout}\nstderr: ${stderr}`);
  }
  return { exit, code };
}
