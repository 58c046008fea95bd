import type { Command } from 'commander';

import { verifying } from '@sealbridge/client';
import { requireRulesFit, requireRulesTime, rulesProposalId } from '@sealbridge/directory';
import { DOCUMENT, policyChanges } from '@sealbridge/policy';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { changesText, WHEN_IT_COUNTS } from './policy-words.js';
import { signStatement, type Signed } from './propose.js';
import { findProposal, inForceBefore, type KnownPolicy, readKnownPolicy, type ReadProposal } from './read-policy.js';
import { documentHash } from './statement.js';

interface SignFlags extends CommonFlags {
  readonly confirm?: string;
}

/** Of the hash of the statement, enough that nobody signs another one by mistake. */
const CONFIRM_CHARACTERS = 8;
const MS_PER_SECOND = 1000;

/** `policy sign`: shows what a proposal changes, and with --confirm signs it. */
export function signCommand(): Command {
  return verb('sign', 'show what a proposal changes for whom; with --confirm, sign it as a steward')
    .argument('<id>', 'id of the proposal, or its first 8 characters')
    .option(
      '--confirm <statement>',
      'the last 8 characters of the id, as this command shows them: sign this and nothing else',
    )
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge policy sign 7f3c2a10\n  npx sealbridge policy sign 7f3c2a10 --confirm 5e7fb36c',
    )
    .action(async (id: string, { confirm, ...flags }: SignFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const proposal = await findProposal(person, id);
      const known = await readKnownPolicy(person);
      requireSignable(person, known, proposal);
      const changes = changesOf(known, proposal);
      const characters = rulesProposalId(proposal.statement).slice(-CONFIRM_CHARACTERS);
      const text = [headline(proposal), changesText(changes), WHEN_IT_COUNTS].join('\n');
      if (confirm === undefined) {
        const shown = { id: proposal.id, statement: characters, signed: false, changes };
        output.result(shown, () => `${text}\n\nnothing is signed; to sign: --confirm ${characters}`);
        return;
      }
      if (confirm.toLowerCase() !== characters) throw otherStatement(characters);
      const signed = await signStatement(person, proposal.id, proposal.statement);
      const { seq, state, signedBy } = signed.proposal;
      output.result({ id: proposal.id, seq, state, signedBy, changes }, () => `${text}\n\n${signedText(signed)}`);
    });
}

/**
 * Throws before anything is signed: exit 6 when another record came first, exit 5 when the statement is for other rules than this
 * program's, another log or parameters that do not exist.
 */
function requireSignable({ profile }: Person, { newest }: KnownPolicy, { rules }: ReadProposal): void {
  const previous = newest?.record ?? null;
  if (rules.seq !== (previous?.rules.seq ?? -1) + 1) throw overtaken();
  const choices = Object.entries(DOCUMENT.parameters).map(
    ([name, parameter]) => [name, parameter.choices.map((choice) => choice.name)] as const,
  );
  const document = { hash: documentHash(DOCUMENT), choices: new Map(choices) };
  verifying(() => requireRulesFit({ origin: profile.origin, previous, document }, rules));
  verifying(() => requireRulesTime(rules, previous, Math.floor(Date.now() / MS_PER_SECOND)));
}

function changesOf(known: KnownPolicy, { rules }: ReadProposal) {
  const parameters = Object.fromEntries(rules.parameters.map(({ name, value }) => [name, value]));
  return policyChanges(inForceBefore(known), { document: DOCUMENT, parameters });
}

function headline({ rules, signedBy, proposedAt }: ReadProposal): string {
  const signed = signedBy.length === 0 ? 'nobody has signed yet' : 'one steward has signed';
  return `record ${rules.seq} (${rules.reason}), proposed ${proposedAt}; ${signed}; what would change:`;
}

function signedText({ record }: Signed): string {
  return record === null
    ? 'signed by you; nothing has changed yet: a steward of the other seat signs the rest'
    : `signed by both seats: record ${record.seq} is in force`;
}

function overtaken(): Failure {
  return new Failure({
    code: 'E_CONFLICT',
    exit: EXIT.CONFLICT,
    message: 'another record came first; nothing was signed',
    hint: 'look at what holds now (npx sealbridge policy show) and propose anew if it is still wanted',
  });
}

function otherStatement(characters: string): Failure {
  return new Failure({
    code: 'E_CONFIRM',
    exit: EXIT.CONFLICT,
    message: 'this is not the statement you confirm; nothing was signed',
    hint: `the statement is ${characters}: read what it changes, then confirm`,
  });
}
