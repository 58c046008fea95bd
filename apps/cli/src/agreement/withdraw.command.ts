import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { WithdrawAgreementProposalDocument } from '@sealbridge/api-client';
import { call, payload } from '@sealbridge/client';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { signIn } from '../session/person.js';
import { findProposal } from './read-agreements.js';

/** `agreement withdraw`: closes an open proposal; signatures under it are worthless from then on. */
export function withdrawCommand(): Command {
  return verb('withdraw', 'withdraw the proposed version of an agreement; signatures given to it count for nothing')
    .argument('<id>', 'id of the agreement, or its first 8 characters')
    .action(async (id: string, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const proposal = await findProposal(person, id);
      const input = { clientMutationId: randomUUID(), proposal: proposal.id };
      const answer = await call(() => person.client.request(WithdrawAgreementProposalDocument, { input }));
      const { state, version, agreement } = payload(
        answer.withdrawAgreementProposal,
        'WithdrawAgreementProposalPayload',
      ).proposal;
      output.result({ agreement, version, state }, () => `version ${version} of ${agreement} is ${state}`);
    });
}
