import { AgreementPreviewDocument, type AgreementPreviewQuery } from '@sealbridge/api-client';
import { call, payload, readPages } from '@sealbridge/client';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Person } from '../session/person.js';
import { timeText } from './agreement-file.js';
import { tableOr } from './agreement-text.js';
import type { ListedProposal } from './read-agreements.js';

type Answer = Extract<AgreementPreviewQuery['agreementPreview'], { __typename: 'AgreementPreview' }>;
type Reader = Answer['readers']['edges'][number]['node'];

/** Readers that are shown: nobody reads more, and each page costs the server a whole preview. The numbers count all. */
const MAX_READERS = 200;

/** What would change if a proposal was signed, for people. */
export type Preview = Omit<Answer, 'readers' | '__typename' | 'gap' | 'overlap' | 'at'> & {
  readonly at: string;
  readonly gap: { readonly from: string; readonly to: string } | null;
  readonly overlap: { readonly from: string; readonly to: string } | null;
  readonly gaining: number;
  readonly losing: number;
  readonly readers: readonly (Omit<Reader, 'organisation'> & { readonly organisation: string })[];
};

/** Asks the server, whose policy decides afterwards. Handles take the place of ids. */
export async function readPreview(person: Person, proposal: ListedProposal): Promise<Preview> {
  const handleOf = (org: string): string =>
    proposal.parties.find(({ organisation }) => organisation === org)?.handle ?? org;
  let first: Answer | null = null;
  const readers = await readPages<Reader>(MAX_READERS, async (page) => {
    const asked = { proposal: proposal.id, ...page };
    const { agreementPreview } = await call(() => person.client.request(AgreementPreviewDocument, asked));
    const answer = payload(agreementPreview, 'AgreementPreview');
    first ??= answer;
    return answer.readers;
  });
  const { at, gap, overlap, circlesGained, circlesLost, sealed, readers: page } = known(first);
  return {
    ...{ proposal: proposal.id, at: timeText(Math.floor(at)), gap: spanText(gap), overlap: spanText(overlap) },
    ...{ circlesGained, circlesLost, gaining: page.gaining, losing: page.losing },
    sealed: sealed.map((row) => ({ ...row, origin: handleOf(row.origin) })),
    readers: readers.map((reader) => ({ ...reader, organisation: handleOf(reader.organisation) })),
  };
}

/** The preview in sentences and a table. */
export function previewText({ gap, circlesGained, circlesLost, sealed, gaining, losing, readers }: Preview): string {
  const rows = readers.map(({ organisation, member, units, country, purposes }) => [
    organisation,
    member ?? '(not shown yet)',
    units.join(' ') || '-',
    country,
    reachText(purposes),
  ]);
  const earlier = sealed.flatMap(sealedLine);
  return [
    ...(gap === null ? [] : [`from ${gap.from} to ${gap.to} nothing can be sent or opened: no version is in force`]),
    `reports sent from then on: ${people(gaining)} could open more, ${people(losing)} less`,
    tableOr('nobody could open more or less', rows, 'organisation', 'member', 'unit', 'country', 'purpose and marking'),
    ...(rows.length < MAX_READERS ? [] : [`the first ${MAX_READERS} of them are shown; the numbers above count all`]),
    ...circlesGained.map((circle) => `pattern cards begin to be answered in the circle ${circle}`),
    ...circlesLost.map((circle) => `pattern cards cease to be answered in the circle ${circle}`),
    ...(earlier.length === 0 ? ['reports sent before open as they did'] : earlier),
  ].join('\n');
}

/** Numbers that are zero are left out; null is a number that is not told. */
function sealedLine({ origin, unit, closed, narrowed, widened }: Preview['sealed'][number]): string[] {
  const opened = narrowed === null || narrowed === 0 ? 'can be opened ' : '';
  const told = [
    ...(closed === null || closed === 0 ? [] : [`${closed} can no longer be opened`]),
    ...(narrowed === null || narrowed === 0 ? [] : [`${narrowed} can be opened by fewer people or for less`]),
    ...(widened === null || widened === 0 ? [] : [`${widened} ${opened}by more people or for more`]),
  ].join(', ');
  const every = told === '' ? 'of every change' : '; of every other change';
  const hidden = [closed, narrowed, widened].includes(null) ? `${every} fewer than 5, possibly none` : '';
  return told + hidden === '' ? [] : [`reports of ${origin} to ${unit} sent before: ${told}${hidden}`];
}

/** Purposes that change alike are told together. */
function reachText(purposes: Reader['purposes']): string {
  const changes = new Map<string, string[]>();
  for (const { purpose, before, after } of purposes) {
    const change = `${tlp(before)} > ${tlp(after)}`;
    changes.set(change, [...(changes.get(change) ?? []), purpose]);
  }
  return [...changes].map(([change, alike]) => `${change} for ${alike.join(', ')}`).join('; ');
}

function people(number: number): string {
  return number === 1 ? '1 person' : `${number} people`;
}

function tlp(marking: string | null): string {
  return marking === null ? 'none' : `TLP:${marking}`;
}

function spanText(span: { readonly from: number; readonly to: number } | null) {
  return span === null ? null : { from: timeText(span.from), to: timeText(span.to) };
}

function known(answer: Answer | null): Answer {
  if (answer !== null) return answer;
  throw new Failure({ code: 'E_ANSWER', exit: EXIT.VERIFICATION, message: 'the server gave no preview' });
}
