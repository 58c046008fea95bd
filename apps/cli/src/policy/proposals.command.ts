import type { Command } from 'commander';

import type { Id } from '@sealbridge/vocabulary';

import { tableOr } from '../agreement/agreement-text.js';
import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from '../session/person.js';
import { readProposals, type ReadProposal } from './read-policy.js';

interface ProposalsFlags extends CommonFlags {
  readonly all?: boolean;
}

const SHORT = 8;

/** `policy proposals`: what waits for signatures; with --all what became of the others. */
export function proposalsCommand(): Command {
  return verb('proposals', 'list proposals of a next policy that wait for signatures')
    .option('--all', 'settled ones too')
    .action(async (flags: ProposalsFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const proposals = await readProposals(person, flags.all !== true);
      output.result({ proposals: proposals.map(asJson) }, () => asText(proposals, person.profile.member));
    });
}

function asJson({ id, rules, state, signedBy, proposedAt }: ReadProposal) {
  const { seq, reason, parameters } = rules;
  return { id, seq, state, reason, signedBy, proposedAt, parameters };
}

function asText(proposals: readonly ReadProposal[], self: Id): string {
  const rows = proposals.map(({ id, rules, state, signedBy, proposedAt }) => {
    const who = signedBy.map((member) => (member === self ? 'you' : member.slice(0, SHORT))).join(', ');
    return [id, String(rules.seq), state, rules.reason, proposedAt, who === '' ? 'nobody' : who];
  });
  return tableOr(
    'no proposal waits for a signature: npx sealbridge policy set PARAMETER=CHOICE --reason CODE makes one',
    rows,
    ...['proposal', 'record', 'state', 'reason', 'proposed', 'signed by'],
  );
}
