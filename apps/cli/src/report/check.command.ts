import type { Command } from 'commander';

import { type Decisions, DECISIONS_VERSION, type Finding, findings, propose, redact } from '@sealbridge/redaction';
import { stringify } from 'yaml';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { usage } from '../output/failure.js';
import { table } from '../output/table.js';
import { readDecisions, readDraft } from './parse-input.js';

interface CheckFlags extends CommonFlags {
  readonly decisions?: string;
  readonly propose?: boolean;
}

const NO_DECISIONS: Decisions = { version: DECISIONS_VERSION, decisions: [] };

/** `report check`: what the report gives away and what is still to be decided; exit 9 while the gate is shut. */
export function checkCommand(): Command {
  return verb('check', 'list what a report may give away and what is still undecided; exit 9 while the gate is shut')
    .argument('<file>', 'report file, YAML or JSON; - for stdin')
    .option('--decisions <file>', 'decisions file')
    .option('--propose', 'print a decisions file with a proposal for each finding')
    .action(async (file: string, flags: CheckFlags) => {
      if (flags.propose === true) return proposeDecisions(file, flags);
      return check(file, flags);
    });
}

async function check(file: string, flags: CheckFlags): Promise<void> {
  if (file === '-' && flags.decisions === '-') throw usage('E_USAGE', 'only one of the two files can be stdin');
  const draft = await readDraft(file);
  const decisions = flags.decisions === undefined ? NO_DECISIONS : await readDecisions(flags.decisions);
  const found = findings(draft);
  const outcome = redact(draft, decisions);
  const open = outcome.ok ? 0 : outcome.open.length;
  const linesUnread = outcome.ok ? 0 : outcome.linesUnread.length;
  const problems = outcome.ok ? [] : outcome.problems.filter(({ path }) => !path.startsWith('card'));
  const result = {
    findings: found,
    open,
    linesUnread,
    card: { problems: draft.cardProblems },
    problems,
    passes: outcome.ok,
  };
  consoleFor(flags).output.result(result, () => checkText(found, result));
  if (!outcome.ok) process.exitCode = EXIT.GATE;
}

async function proposeDecisions(file: string, flags: CheckFlags): Promise<void> {
  const draft = await readDraft(file);
  const proposal = propose(draft, findings(draft));
  consoleFor(flags).output.result(proposal, () => stringify(proposal, { version: '1.2' }).trimEnd());
}

interface CheckResult {
  readonly open: number;
  readonly linesUnread: number;
  readonly passes: boolean;
  readonly card: { readonly problems: readonly { readonly path: string; readonly message: string }[] };
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

function checkText(found: readonly Finding[], result: CheckResult): string {
  const rows = found.map((finding) => [
    `${finding.statement}:${finding.start}-${finding.end}`,
    finding.class,
    finding.side,
    finding.certainty,
    finding.proposed.outcome,
    finding.why,
  ]);
  const problems = [...result.card.problems, ...result.problems].map(({ path, message }) => `${path}: ${message}`);
  return [
    ...(rows.length === 0
      ? ['no findings']
      : [table([['where', 'class', 'side', 'certainty', 'proposed', 'why'], ...rows])]),
    ...problems,
    `open: ${result.open}, lines unread: ${result.linesUnread}, gate: ${result.passes ? 'open' : 'shut'}`,
  ].join('\n');
}
