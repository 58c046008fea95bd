import type { Command } from 'commander';

import { EventDraft, syncDirectory } from '@sealbridge/client';

import { type CommonFlags, consoleFor, verb } from '../../command.js';
import { usage } from '../../output/failure.js';
import { signIn } from '../../session/person.js';
import { readClearance, readJurisdictionFlags, readTrainingMonth, trainingDay } from './attributes.js';
import { findMember } from './own-people.js';
import { entryText, publishDraft } from '../../directory/published.js';

interface UpdateFlags extends CommonFlags {
  readonly clearance?: string;
  readonly trainingUntil?: string;
  readonly jurisdiction?: readonly string[];
}

/** `org update`: what is true of a member for a time. Roles and units are not: who gets others is invited anew. */
export function updateCommand(): Command {
  return verb('update', 'change clearance, training or jurisdictions of a member; what is not given stays')
    .argument('<member>', 'role handle, its beginning, or name')
    .option('--clearance <tlp>', 'highest marking the member may read')
    .option('--training-until <month>', 'the last month in which the training counts, such as 2027-06')
    .option('--jurisdiction <place...>', 'where the member works, in place of what was said before')
    .addHelpText(
      'after',
      '\nexample: npx sealbridge org update "Ada Example" --clearance GREEN --training-until 2028-01 --profile admin',
    )
    .action(async (text: string, flags: UpdateFlags) => {
      const change = readChange(flags);
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const { member, clearance, trainingUntil, jurisdictions } = findMember(directory.state, person.profile.org, text);
      const fields = { clearance, trainingUntil, jurisdictions, ...change };
      const draft = new EventDraft(directory, person.profile.org, person.keys);
      draft.add({ type: 'MEMBER_UPDATE', member, ...fields });
      const entry = await publishDraft(person, draft, directory);
      const result = { member, ...fields, trainingUntil: trainingDay(fields.trainingUntil), entry };
      output.result(
        result,
        () =>
          `${member.slice(0, 8)}: up to ${fields.clearance}, training until ${result.trainingUntil}, ${fields.jurisdictions.join(' ')}\n${entryText(entry)}`,
      );
    });
}

function readChange({ clearance, trainingUntil, jurisdiction }: UpdateFlags) {
  const change = {
    ...(clearance === undefined ? {} : { clearance: readClearance(clearance) }),
    ...(trainingUntil === undefined ? {} : { trainingUntil: readTrainingMonth(trainingUntil) }),
    ...(jurisdiction === undefined ? {} : { jurisdictions: readJurisdictionFlags(jurisdiction) }),
  };
  if (Object.keys(change).length > 0) return change;
  throw usage('E_USAGE', 'nothing to change', 'give --clearance, --training-until or --jurisdiction');
}
