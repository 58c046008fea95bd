import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import { EnableMemberDocument } from '@sealbridge/api-client';
import { call, payload, syncDirectory } from '@sealbridge/client';
import { INACTIVE_DAYS } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { signIn } from '../../session/person.js';
import { findMember } from './own-people.js';

/** `org enable`: somebody who was not seen for 90 days may sign in again. */
export function enableCommand(): Command {
  return verb('enable', `let a member sign in again who was not seen for ${INACTIVE_DAYS} days`)
    .argument('<member>', 'role handle, its beginning, or name')
    .addHelpText('after', '\nexample: npx sealbridge org enable "Ada Example" --profile admin')
    .action(async (text: string, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { state } = await syncDirectory(person);
      const { member } = findMember(state, person.profile.org, text);
      const input = { clientMutationId: randomUUID(), member };
      const answer = await call(() => person.client.request(EnableMemberDocument, { input }));
      payload(answer.enableMember, 'EnableMemberPayload');
      output.result({ member }, () => `${member} may sign in again`);
    });
}
