import type { Command } from 'commander';

import { EventDraft, syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import { listInWords, PURPOSE_WORDS, type Unit } from '@sealbridge/directory';
import { isCode, type Purpose, PURPOSES } from '@sealbridge/vocabulary';

import { type CommonFlags, consoleFor, verb } from '../command.js';
import { entryText, publishDraft } from '../directory/published.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';

interface PurposesFlags extends CommonFlags {
  readonly set?: string;
}

/** In place of a list: whatever a report may be opened for at all. */
const EVERY_PURPOSE = 'all';

/** `org purposes`: what a unit works for. Nothing is sealed to it, and nothing opened in it, for anything else. */
export function purposesCommand(): Command {
  return verb(
    'purposes',
    'show what a unit works for, or say it: nothing is sealed to it or opened in it for anything else',
  )
    .argument('<unit>', 'handle of the unit')
    .option(
      '--set <codes>',
      `in place of what was said before, with commas: ${PURPOSES.join(', ')}; or ${EVERY_PURPOSE}`,
    )
    .addHelpText(
      'after',
      '\nexample: npx sealbridge org purposes harbour --set victim_safeguarding,threat_to_life --profile admin',
    )
    .action(async (handle: string, flags: PurposesFlags) => {
      const purposes = flags.set === undefined ? null : readPurposes(flags.set);
      const { env, output, words } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const unit = findUnit(directory, handle);
      if (purposes === null) {
        output.result({ unit: handle, purposes: inOrder(unit.purposes) }, () => worksFor(handle, unit.purposes));
        return;
      }
      const ended = inOrder(unit.purposes).filter((purpose) => !purposes.includes(purpose));
      const entry = await limit(person, directory, unit, purposes);
      if (ended.length > 0) words.say(`from now on nothing is opened in ${handle} for ${ended.join(', ')}`);
      output.result({ unit: handle, purposes, entry }, () => `${worksFor(handle, purposes)}\n${entryText(entry)}`);
    });
}

function readPurposes(text: string): Purpose[] {
  if (text.trim() === EVERY_PURPOSE) return [...PURPOSES];
  const named = text.split(',').map((code) => code.trim());
  const unknown = named.find((code) => !isCode(PURPOSES, code));
  if (unknown === undefined) return PURPOSES.filter((purpose) => named.includes(purpose));
  throw usage('E_PURPOSE', '--set names what is not a purpose', `with commas: ${PURPOSES.join(', ')}`);
}

function findUnit({ state }: VerifiedDirectory, handle: string): Unit {
  const unit = state.unitByHandle(handle);
  if (unit !== null) return unit;
  throw new Failure({ code: 'E_UNKNOWN_UNIT', exit: EXIT.REFUSED, message: 'no such unit, or not for you' });
}

/** Signs as an administrator of the unit's organisation. Throws a Failure (exit 2) for a unit of another one. */
async function limit(
  person: Person,
  directory: VerifiedDirectory,
  { unit, org }: Unit,
  purposes: readonly Purpose[],
): Promise<number | null> {
  if (org !== person.profile.org)
    throw usage('E_USAGE', 'the unit is of another organisation', 'yours can only show it');
  const draft = new EventDraft(directory, org, person.keys);
  draft.add({ type: 'UNIT_PURPOSES', unit, purposes });
  return publishDraft(person, draft, directory);
}

function inOrder(purposes: readonly Purpose[]): Purpose[] {
  return PURPOSES.filter((purpose) => purposes.includes(purpose));
}

function worksFor(handle: string, purposes: readonly Purpose[]): string {
  if (purposes.length === PURPOSES.length) return `${handle} works for every purpose`;
  const words = inOrder(purposes).map((purpose) => PURPOSE_WORDS[purpose]);
  return `in ${handle} a report is opened ${listInWords(words, 'or')}, and for nothing else`;
}
