import type { TermDifference } from '@sealbridge/directory';

import { table } from '../output/table.js';
import type { AgreementView, PartySignature } from './agreement-view.js';

/** How people are told of each state of a signature. */
const SIGNATURE_WORDS: Readonly<Record<PartySignature, string>> = {
  signed: 'signed, verified',
  missing: 'has not signed yet',
  hidden: 'signed; its keys are not shown to you, so the signature cannot be checked',
  lapsed: 'signed by somebody who may not sign for it any more',
};

const TERM_NAMES: Readonly<Record<TermDifference['term'], string>> = {
  circle: 'circle',
  purposes: 'purposes',
  prohibited: 'never for',
  dataClasses: 'what it covers',
  markingCeiling: 'highest marking',
  handlingCeiling: 'highest permissible action',
  jurisdictions: 'where',
  attribution: 'names',
  retentionMonths: 'opening ends after',
  acknowledgeDays: 'acknowledged within',
  updateDays: 'outcome within',
  start: 'starts',
  end: 'ends',
};

const WIDTH = 96;
const INDENT = '  ';

/** A version in plain words, with who signed it. `state` says how it stands, `said` what its parties said about it since. */
export function viewText(view: AgreementView, state: string, said: readonly string[] = []): string {
  const { parties, words } = view;
  return [
    `${view.id} version ${view.version}: ${state}`,
    ...said,
    '',
    ...words.flatMap(({ about, text }) => [`${about}:`, ...wrap(text)]),
    '',
    ...parties.map(({ handle, signature }) => `${handle}: ${SIGNATURE_WORDS[signature]}`),
  ].join('\n');
}

/** What changes from one version to the next, term by term; a line when nothing does. */
export function differencesText(differences: readonly TermDifference[]): string {
  const changed = differences.filter(({ effect }) => effect !== 'same');
  const same = differences.length - changed.length;
  if (changed.length === 0) return 'no term changes';
  const lines = changed.flatMap(({ term, before, after, effect }) => [
    `${TERM_NAMES[term]} (${effect}):`,
    ...wrap(`before: ${before}`),
    ...wrap(`after:  ${after}`),
  ]);
  return [...lines, `${changed.length} change, ${same} stay the same`].join('\n');
}

/** Rows under headings, or a sentence when there is none. */
export function tableOr(none: string, rows: readonly (readonly string[])[], ...headings: string[]): string {
  return rows.length === 0 ? none : table([headings, ...rows]);
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => INDENT + line);
}
