import { type Decisions, parseDecisionsFile, parseReportFile, type ReportDraft } from '@sealbridge/redaction';
import type { Problem } from '@sealbridge/vocabulary';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { readInput } from './input.js';

/** The report file as a draft. Throws a Failure (exit 2) that names the first thing wrong with it. */
export async function readDraft(path: string): Promise<ReportDraft> {
  const parsed = parseReportFile(await readInput(path));
  if (!parsed.ok) throw problemsFailure('report', parsed.problems);
  return parsed.draft;
}

/** The decisions file. Throws a Failure (exit 2) that names the first thing wrong with it. */
export async function readDecisions(path: string): Promise<Decisions> {
  const parsed = parseDecisionsFile(await readInput(path));
  if (!parsed.ok) throw problemsFailure('decisions file', parsed.problems);
  return parsed.decisions;
}

/** The first problem in words, and how many more there are. Problems hold no value of the input. */
export function problemsFailure(what: string, problems: readonly Problem[]): Failure {
  const [first, ...others] = problems;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return new Failure({
    code: codeOf(first?.code),
    exit: EXIT.USAGE,
    message: first === undefined ? `the ${what} is not accepted` : `${first.path}: ${first.message}${more}`,
    hint: 'npx sealbridge report check lists what is wrong, npx sealbridge report schema what is right',
  });
}

function codeOf(code: string | undefined): `E_${string}` {
  return code?.startsWith('E_') === true ? (code as `E_${string}`) : 'E_REPORT';
}
