import type { VerifiedRecipient } from '@sealbridge/directory';
import { type OpeningAnswer, type Policy, type RefusalCode, refusalWords, whoCouldOpen } from '@sealbridge/policy';
import type { Id, Purpose } from '@sealbridge/vocabulary';

import type { ReaderNames } from './reader-names.js';
import { type ReadersInput, type RecipientReader, simulatedReaders } from './simulated-readers.js';

/** Somebody who would hold the key of a named unit. */
export interface PreviewReader {
  /** Handle of the unit. */
  readonly unit: string;
  /** The role handle, which is not a name. */
  readonly handle: Id;
  /** Only where the agreement says that names are shown, and as the member's organisation wrote it into the directory. */
  readonly name: string | null;
  /** Handle and name of the organisation. */
  readonly organisation: string;
  readonly organisationName: string;
  readonly country: string;
  readonly mayOpenToday: boolean;
  /** Those for which this person may open it today. */
  readonly purposes: readonly Purpose[];
  /** When it first opens, ISO 8601, where that is not at once but at a later hour of the day. */
  readonly opensAt?: string;
  /** Why not, as the person would be told. */
  readonly reason?: RefusalCode;
  /** The same for whoever sends. */
  readonly words?: string;
}

const MS_PER_SECOND = 1000;

/** Whoever would be able to read a report, by what policy answers today; the server decides again at each opening. */
export function previewReaders(
  policy: Policy,
  input: ReadersInput,
  recipients: readonly VerifiedRecipient[],
  names: ReaderNames,
): PreviewReader[] {
  const readers = recipients.flatMap((recipient) => simulatedReaders(input, recipient));
  const answers = distinct(whoCouldOpen(policy, readers, input.directory.log.now));
  return answers.map((answer) => previewOf(input, answer, names));
}

/** Somebody of two named units is one reader: by the unit under which they could open, else by the first. */
function distinct(answers: readonly OpeningAnswer<RecipientReader>[]): OpeningAnswer<RecipientReader>[] {
  const byMember = new Map<Id, OpeningAnswer<RecipientReader>>();
  for (const answer of answers) {
    const { member } = answer.reader.person;
    const before = byMember.get(member);
    if (before === undefined || (!before.mayOpenToday && answer.mayOpenToday)) byMember.set(member, answer);
  }
  return [...byMember.values()];
}

function previewOf(
  { directory: { state, log } }: ReadersInput,
  { reader, mayOpenToday, purposes, opensAt, reason }: OpeningAnswer<RecipientReader>,
  names: ReaderNames,
): PreviewReader {
  const { recipient, person } = reader;
  return {
    unit: recipient.handle,
    handle: person.member,
    name: names.get(person.member) ?? null,
    organisation: recipient.orgHandle,
    organisationName: state.organisations.get(recipient.org)?.name ?? recipient.orgHandle,
    country: person.country,
    mayOpenToday,
    purposes,
    ...(opensAt === null || opensAt === log.now ? {} : { opensAt: new Date(opensAt * MS_PER_SECOND).toISOString() }),
    ...(reason === null ? {} : { reason, words: refusalWords(reason) }),
  };
}
