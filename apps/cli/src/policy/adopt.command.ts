import { type Command, Option } from 'commander';

import { DOCUMENT, policyChanges } from '@sealbridge/policy';
import { equal, toHex } from '@sealbridge/sodium';
import type { RulesReason } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { signIn } from '../session/person.js';
import { changesText, WHEN_IT_COUNTS } from './policy-words.js';
import { proposeStatement, signStatement } from './propose.js';
import { inForceBefore, readKnownPolicy } from './read-policy.js';
import { proposedText, REASONS } from './set.command.js';
import { documentHash, nextStatement } from './statement.js';

interface AdoptFlags extends CommonFlags {
  readonly reason: RulesReason;
  readonly confirm?: string;
}

/** Of the hash of the rules, enough that nobody signs other rules by mistake. */
const CONFIRM_CHARACTERS = 8;

/** `policy adopt`: shows the rules that came with the server's version, and with --confirm proposes them and signs the own half. */
export function adoptCommand(): Command {
  return verb(
    'adopt',
    "show what the rules of the server's version change; with --confirm, propose them and sign your half",
  )
    .option('--confirm <rules>', 'the 8 characters that this command shows for the rules: sign these and no others')
    .addOption(new Option('--reason <code>', 'why').choices(REASONS).default('new_version'))
    .addHelpText('after', '\nExample:\n  npx sealbridge policy adopt\n  npx sealbridge policy adopt --confirm 5e7fb36c')
    .action(async ({ reason, confirm, ...flags }: AdoptFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const known = await readKnownPolicy(person);
      if (known.signed) throw usage('E_RULES_SAME', 'these rules are signed and in force');
      const { document, parameters } = known.policy;
      requireOwnRules(documentHash(document));
      const rules = toHex(documentHash(document)).slice(0, CONFIRM_CHARACTERS);
      const changes = policyChanges(inForceBefore(known), known.policy);
      const text = [`version ${document.version} of the rules, ${rules}`, changesText(changes), WHEN_IT_COUNTS].join(
        '\n',
      );
      if (confirm === undefined) {
        output.result(
          { rules, signed: false, changes },
          () => `${text}\n\nnothing is signed; to sign: --confirm ${rules}`,
        );
        return;
      }
      if (confirm.toLowerCase() !== rules) throw otherRules(rules);
      const wanted = { origin: person.profile.origin, reason, document, parameters };
      const statement = nextStatement(known.newest?.record ?? null, wanted);
      const { id } = await proposeStatement(person, statement);
      const { proposal } = await signStatement(person, id, statement);
      const result = { id, seq: proposal.seq, state: proposal.state, changes };
      output.result(result, () => [text, '', proposedText(id)].join('\n'));
    });
}

/** The rules that a steward signs are those of the program the steward has, not what a server calls them. */
function requireOwnRules(hash: Uint8Array): void {
  if (equal(hash, documentHash(DOCUMENT))) return;
  throw new Failure({
    code: 'E_RULES_DOCUMENT',
    exit: EXIT.VERIFICATION,
    message: 'the rules of the server are not those of this program; nothing was signed',
    hint: 'use the program of the same version as the server',
  });
}

function otherRules(rules: string): Failure {
  return new Failure({
    code: 'E_CONFIRM',
    exit: EXIT.CONFLICT,
    message: 'these are not the rules you confirm; nothing was signed',
    hint: `the rules of the server are ${rules}: read what they change, then confirm`,
  });
}
