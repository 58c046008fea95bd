import type { Command } from 'commander';

import { type Agreement, agreementDifferences, dateLine, type Span } from '@sealbridge/directory';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { usage } from '../output/failure.js';
import { type Person, signIn } from '../session/person.js';
import { timeText } from './agreement-file.js';
import { differencesText } from './agreement-text.js';
import { findEither, recordOf, requireFollows, versionsOf } from './read-agreements.js';
import { undoneText } from './said.js';

const MS_PER_SECOND = 1000;

/** `agreement diff`: what a version changes against the one before, or two versions against each other. */
export function diffCommand(): Command {
  return verb(
    'diff',
    'show what changes between two versions; without numbers, what the proposal or the newest changes',
  )
    .argument('<id>', 'id of the agreement, or its first 8 characters')
    .argument('[from]', 'number of a version')
    .argument('[to]', 'number of a later version')
    .addHelpText('after', '\nExample:\n  npx sealbridge agreement diff 7f3c2a10 1 2')
    .action(async (id: string, from: string | undefined, to: string | undefined, flags: CommonFlags) => {
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const { before, after, undone } = await find(person, id, from, to);
      const terms = agreementDifferences(before, after);
      const { gap, overlap } = dateLine(before, after, Math.floor(Date.now() / MS_PER_SECOND));
      const result = {
        id: after.agreement,
        ...{ before: before.version, after: after.version, terms, gap: spanText(gap), overlap: spanText(overlap) },
        undone,
      };
      const heading = `version ${before.version} to version ${after.version}`;
      output.result(result, () => [heading, differencesText(terms), ...undone, ...gapLine(gap)].join('\n'));
    });
}

interface Found {
  readonly before: Agreement;
  readonly after: Agreement;
  /** When the proposal is compared: sentences about what was said of the newest version and would not hold any more. */
  readonly undone: readonly string[];
}

async function find(person: Person, id: string, from?: string, to?: string): Promise<Found> {
  const { agreement, proposal } = await findEither(person, id);
  if (agreement === null) throw usage('E_VERSION', 'this would be the first version; agreement show says what it says');
  const stored = await versionsOf(person, agreement.id);
  const next = proposal === null ? [] : [recordOf(proposal.record)];
  for (const record of next) requireFollows(record, stored[0] ?? null);
  const all = [...next, ...stored].map((record) => record.agreement);
  const later = pick(all, to ?? (from === undefined ? undefined : String(all[0]?.version ?? '')), 0);
  const earlier = pick(all, from, all.indexOf(later) + 1);
  return { before: earlier, after: later, undone: proposal !== null && later === all[0] ? undoneText(agreement) : [] };
}

function pick(versions: readonly Agreement[], number: string | undefined, place: number): Agreement {
  const found = number === undefined ? versions[place] : versions.find(({ version }) => String(version) === number);
  if (found !== undefined) return found;
  throw usage(
    'E_VERSION',
    number === undefined ? 'the agreement has one version only' : 'the agreement has no such version',
  );
}

function spanText(span: Span | null): { readonly from: string; readonly to: string } | null {
  return span === null ? null : { from: timeText(span.from), to: timeText(span.to) };
}

function gapLine(gap: Span | null): string[] {
  if (gap === null) return [];
  return [
    `from ${timeText(gap.from)} to ${timeText(gap.to)} nothing could be sent or opened: no version would be in force`,
  ];
}
