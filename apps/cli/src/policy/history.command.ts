import type { Command } from 'commander';

import type { VerifiedDirectory, VerifiedRules } from '@sealbridge/client';
import { policyChanges } from '@sealbridge/policy';
import { toHex } from '@sealbridge/sodium';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from '../session/person.js';
import { changesText } from './policy-words.js';
import { chosenDocument, readKnownPolicy, readRecords } from './read-policy.js';
import { signersOf } from './signers-text.js';

/** `policy history`: every record, verified, and what each changed. */
export function historyCommand(): Command {
  return verb(
    'history',
    'show every change of the policy, newest first: what it changed, who signed, where it is on the log',
  )
    .addHelpText('after', '\nExample:\n  npx sealbridge policy history')
    .action(async (flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { directory } = await readKnownPolicy(person);
      const records = await readRecords(person, directory);
      const lines = records.map((one, index) => lineOf(directory, one, records[index + 1] ?? null));
      output.result({ records: lines }, () =>
        lines.length === 0 ? 'nobody has signed a policy yet' : lines.map(asText).join('\n\n'),
      );
    });
}

function lineOf(directory: VerifiedDirectory, one: VerifiedRules, before: VerifiedRules | null) {
  const { record, place, adoptedAt } = one;
  const { seq, reason, documentHash, documentVersion } = record.rules;
  const changes = before === null ? null : policyChanges(chosenDocument(before), chosenDocument(one));
  const signedBy = signersOf(directory, record);
  const rules = toHex(documentHash);
  return { seq, reason, documentVersion, documentHash: rules, signedBy, logIndex: place, adoptedAt, changes };
}

function asText({
  seq,
  reason,
  documentVersion,
  signedBy,
  logIndex,
  adoptedAt,
  changes,
}: ReturnType<typeof lineOf>): string {
  const where = logIndex === null ? 'not on the log yet' : `entry ${logIndex} of the log`;
  return [
    `record ${seq} (${reason}), version ${documentVersion} of the rules, signed by ${signedBy.join(' and ')}, verified; ${where}; ${adoptedAt}`,
    changes === null ? 'the first policy of this instance' : changesText(changes),
  ].join('\n');
}
