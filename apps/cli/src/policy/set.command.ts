import { type Command, Option } from 'commander';

import type { Chosen, Policy } from '@sealbridge/policy';
import { policyChanges } from '@sealbridge/policy';
import { RULES_REASONS, type RulesReason } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { signIn } from '../session/person.js';
import { changesText, WHEN_IT_COUNTS } from './policy-words.js';
import { proposeStatement, signStatement } from './propose.js';
import { type KnownPolicy, readKnownPolicy } from './read-policy.js';
import { nextStatement } from './statement.js';

interface SetFlags extends CommonFlags {
  readonly reason: RulesReason;
}

/** Reasons a steward can give; the first record of an instance has one of its own. */
export const REASONS = RULES_REASONS.filter((reason) => reason !== 'first');

/** `policy set`: proposes other choices of parameters and signs the own half. */
export function setCommand(): Command {
  return verb(
    'set',
    'propose other choices of parameters and sign your half; a steward of the other seat signs the rest',
  )
    .argument('<parameter=choice...>', 'what to choose; parameters that are not named stay')
    .addOption(new Option('--reason <code>', 'why').choices(REASONS).makeOptionMandatory())
    .addHelpText('after', '\nExample:\n  npx sealbridge policy set opening.hours=weekdays_06_22_utc --reason review')
    .action(async (assignments: readonly string[], { reason, ...flags }: SetFlags) => {
      const { env, output, words } = consoleFor(flags);
      const person = await signIn(flags, env);
      const known = await readKnownPolicy(person);
      requireSigned(known);
      const parameters = { ...known.policy.parameters, ...readAssignments(known.policy, assignments) };
      const changes = policyChanges(known.policy, { document: known.policy.document, parameters });
      if (changes.parameters.length === 0) throw usage('E_RULES_SAME', 'these are the choices that hold already');
      words.say('what would change:');
      for (const line of changesText(changes).split('\n')) words.say(line);
      const { origin } = person.profile;
      const wanted = { origin, reason, document: known.policy.document, parameters };
      const statement = nextStatement(known.newest?.record ?? null, wanted);
      const { id } = await proposeStatement(person, statement);
      const { proposal } = await signStatement(person, id, statement);
      output.result({ id, seq: proposal.seq, state: proposal.state, changes }, () => proposedText(id));
    });
}

/** What is said when the own half is signed. */
export function proposedText(id: string): string {
  return [
    `proposed and signed by you; nothing has changed yet: ${WHEN_IT_COUNTS}`,
    `the other seat reads and signs it with: npx sealbridge policy sign ${id.slice(0, 8)}`,
  ].join('\n');
}

function requireSigned({ signed }: KnownPolicy): void {
  if (signed) return;
  throw new Failure({
    code: 'E_POLICY_UNSIGNED',
    exit: EXIT.REFUSED,
    message: 'the rules of this server are not signed yet; parameters come after them',
    hint: 'npx sealbridge policy adopt shows them',
  });
}

function readAssignments({ document }: Policy, assignments: readonly string[]): Chosen {
  return Object.fromEntries(
    assignments.map((text) => {
      const [name = '', value = ''] = text.split('=', 2);
      const parameter = Object.hasOwn(document.parameters, name) ? document.parameters[name] : undefined;
      if (parameter === undefined) {
        const names = Object.keys(document.parameters).join(', ');
        throw usage('E_RULES_PARAMETER', 'there is no such parameter', `parameters: ${names}`);
      }
      const choices = parameter.choices.map((choice) => choice.name);
      if (!choices.includes(value)) {
        throw usage('E_RULES_PARAMETER', `not a choice of ${name}`, `choices: ${choices.join(', ')}`);
      }
      return [name, value];
    }),
  );
}
