import type { Command } from 'commander';

import { toHex } from '@sealbridge/sodium';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from '../session/person.js';
import { parametersText, parameterTable } from './policy-words.js';
import { type KnownPolicy, readKnownPolicy } from './read-policy.js';
import { signersOf } from './signers-text.js';

interface ShowFlags extends CommonFlags {
  readonly parameters?: boolean;
}

/** `policy show`: what the server decides by, verified. */
export function showCommand(): Command {
  return verb('show', 'show the policy that everything is decided by, who signed it and where it stands on the log')
    .option('--parameters', 'show of each parameter what else could be chosen, and which acts it decides')
    .addHelpText('after', '\nExample:\n  npx sealbridge policy show --parameters')
    .action(async (flags: ShowFlags) => {
      const { env, output } = consoleFor(flags);
      const known = await readKnownPolicy(await signIn(flags, env));
      output.result(asJson(known), () => asText(known, flags.parameters === true));
    });
}

function asJson(known: KnownPolicy) {
  const { policy, signed, newest } = known;
  const { version, parameters } = policy.document;
  const shown = Object.entries(policy.parameters).map(([name, value]) => {
    const choices = parameters[name]?.choices.map((choice) => choice.name) ?? [];
    return { name, value, choices };
  });
  return {
    version,
    hash: policy.hash,
    signed,
    parameters: shown,
    seq: newest?.record.rules.seq ?? null,
    since: newest?.adoptedAt ?? null,
    logIndex: newest?.place ?? null,
    reason: newest?.record.rules.reason ?? null,
    documentHash: newest === null ? null : toHex(newest.record.rules.documentHash),
    signedBy: newest === null ? [] : signersOf(known.directory, newest.record),
  };
}

function asText(known: KnownPolicy, all: boolean): string {
  const { policy, newest, signed } = known;
  const { version, rules } = policy.document;
  return [
    `policy ${policy.hash.slice(0, 16)}: version ${version} of the rules, ${rules.length} of them`,
    ...(newest === null ? ['nobody has signed a policy yet'] : recordLines(known, newest)),
    ...(signed ? [] : ['RESTRICTED: two stewards have to sign these rules before any report is taken or shown']),
    '',
    all ? parametersText(policy) : parameterTable(policy),
  ].join('\n');
}

function recordLines({ directory }: KnownPolicy, newest: NonNullable<KnownPolicy['newest']>): string[] {
  const { record, place, adoptedAt } = newest;
  const { seq, reason } = record.rules;
  const who = signersOf(directory, record).join(' and ');
  const where = place === null ? 'not on the log yet' : `entry ${place} of the log`;
  return [`record ${seq} (${reason}), signed by ${who}, verified; ${where}; here since ${adoptedAt}`];
}
