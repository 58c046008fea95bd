import type { Command } from 'commander';

import type { Finding } from '@sealbridge/directory';
import {
  CONFLICT_RELATIONS,
  type ConflictRelation,
  RETURN_REASONS,
  VETTING_STAGES,
  type VettingStage,
} from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { EXIT } from '../../output/exit-code.js';
import { Failure, usage } from '../../output/failure.js';
import { type Decision, giveVerdict } from './decide.js';
import { readKind } from './evidence.command.js';
import { openApplication } from './steward.js';

interface VerifyFlags extends CommonFlags {
  readonly conflict?: string | false;
  readonly accept?: readonly string[];
  readonly return?: readonly string[];
  readonly stage?: string;
}

/** `org verify`: a steward's verdict on an application: approve, return with reasons, or recuse. */
export function verifyCommand(): Command {
  return verb('verify', 'give your verdict on an application: approve it, return evidence with reasons, or recuse')
    .argument('<application>', 'id of the application')
    .option('--conflict <relation>', `recuse, because of: ${CONFLICT_RELATIONS.join(', ')}`)
    .option('--no-conflict', 'declare that you have no interest in the applicant')
    .option('--accept <kind...>', 'evidence you looked at and accept; "all" for everything that is given')
    .option('--return <kind=reason...>', `evidence to be given again, with why: ${RETURN_REASONS.join(', ')}`)
    .option('--stage <stage>', 'what the verdict is about, where it is not the stage that waits: end')
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge org verify ID --no-conflict --accept registration safeguarding_policy --return two_references=incomplete',
    )
    .action(async (id: string, flags: VerifyFlags) => {
      const conflict = readConflict(flags.conflict);
      const findings = [...(flags.accept ?? []).map(accepted), ...(flags.return ?? []).map(returned)];
      const { env, output } = consoleFor(flags);
      const { verifier, file } = await openApplication(id, flags, env);
      const stage = readStage(flags.stage) ?? waiting(file.served.waitsFor);
      const given = [...file.evidence.keys()];
      const decision = decisionOf(
        stage,
        conflict,
        findings.flatMap((finding) => expand(finding, given)),
      );
      const { state } = await giveVerdict(verifier, file, decision);
      const { verdict } = decision;
      output.result({ application: id, stage, verdict, conflict, findings: decision.findings, state }, () =>
        [`verdict on ${stage}: ${verdict}`, next(id, verdict)].join('\n'),
      );
    });
}

/** A declaration comes first: nobody approves without having said that there is no interest. */
function readConflict(flag: VerifyFlags['conflict']): ConflictRelation | 'none' {
  if (flag === false) return 'none';
  if (flag === undefined || typeof flag !== 'string') {
    throw usage(
      'E_USAGE',
      'say first whether you have an interest in the applicant',
      '--no-conflict, or --conflict RELATION to recuse',
    );
  }
  const relation = CONFLICT_RELATIONS.find((known) => known === flag);
  if (relation === undefined) throw usage('E_USAGE', `${flag} is not a relation`, CONFLICT_RELATIONS.join(' | '));
  return relation;
}

type NamedFinding = Omit<Finding, 'kind'> & { readonly kind: Finding['kind'] | 'all' };

function accepted(text: string): NamedFinding {
  return { kind: text === 'all' ? 'all' : readKind(text), finding: 'accepted', reason: null };
}

function returned(text: string): NamedFinding {
  const [kind = '', code = ''] = text.split('=', 2);
  const reason = RETURN_REASONS.find((known) => known === code);
  if (reason === undefined)
    throw usage('E_USAGE', `${text} has no reason`, `--return KIND=${RETURN_REASONS.join(' | ')}`);
  return { kind: readKind(kind), finding: 'returned', reason };
}

function expand(finding: NamedFinding, given: readonly Finding['kind'][]): Finding[] {
  const { kind } = finding;
  return kind === 'all' ? given.map((each) => ({ ...finding, kind: each })) : [{ ...finding, kind }];
}

function decisionOf(stage: VettingStage, conflict: Decision['conflict'], named: readonly Finding[]): Decision {
  if (conflict !== 'none') return { stage, verdict: 'recuse', findings: [], conflict };
  const findings = [...new Map(named.map((finding) => [finding.kind, finding])).values()];
  const returns = findings.some(({ finding }) => finding === 'returned');
  return { stage, verdict: returns ? 'return' : 'approve', findings, conflict };
}

function readStage(text: string | undefined): VettingStage | null {
  if (text === undefined) return null;
  const stage = VETTING_STAGES.find((known) => known === text);
  if (stage === undefined) throw usage('E_USAGE', `${text} is not a stage`, VETTING_STAGES.join(' | '));
  return stage;
}

/** The stage that waits for verdicts. Throws a Failure (exit 3) when none does. */
export function waiting(stage: string | null): VettingStage {
  const known = VETTING_STAGES.find((candidate) => candidate === stage);
  if (known !== undefined) return known;
  throw new Failure({
    code: 'E_WRONG_STATE',
    exit: EXIT.REFUSED,
    message: 'refused: nothing of this application waits for a verdict',
    hint: 'to end a membership: --stage end',
  });
}

function next(id: string, verdict: Decision['verdict']): string {
  if (verdict === 'approve') return `when the other verifier has approved too: npx sealbridge org admit ${id}`;
  return verdict === 'return'
    ? 'the applicant sees what to give again, and why'
    : 'another steward of your seat has to decide';
}
