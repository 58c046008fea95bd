import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { WithdrawPolicyProposalDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from '../session/person.js';
import { findProposal } from './read-policy.js';

/** `policy withdraw`: closes an open proposal; a signature under it is worthless from then on. */
export function withdrawCommand(): Command {
  return verb('withdraw', 'withdraw a proposal of a next policy; signatures given to it count for nothing')
    .argument('<id>', 'id of the proposal, or its first 8 characters')
    .action(async (prefix: string, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { id } = await findProposal(person, prefix);
      const input = { clientMutationId: randomUUID(), id };
      const answer = await call(() => person.client.request(WithdrawPolicyProposalDocument, { input }));
      const { state, seq } = payload(answer.withdrawPolicyProposal, 'WithdrawPolicyProposalPayload').proposal;
      output.result({ id, seq, state }, () => `the proposal ${id} is ${state}`);
    });
}
