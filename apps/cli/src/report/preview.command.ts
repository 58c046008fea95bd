import type { Command } from 'commander';

import {
  isSuspendedWith,
  recipientKeys,
  recipientStandings,
  type StandingRefusal,
  type Standings,
  syncDirectory,
  type VerifiedDirectory,
  verifyRecipient,
} from '@sealbridge/client';
import type { RecipientMember, VerifiedRecipient } from '@sealbridge/directory';
import type { RedactedReport } from '@sealbridge/redaction';
import { markingRank, type OpenRefusal, rightsOfRoles } from '@sealbridge/vocabulary';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { isExpected } from '../output/failure.js';
import { table } from '../output/table.js';
import { keySheet, shownKey } from '../self-audit/key-sheet.js';
import { knownStoreOf } from '../self-audit/known-file.js';
import { type Person, signIn } from '../session/person.js';
import { passGate } from './gate.js';
import { readDecisions, readDraft } from './parse-input.js';

interface PreviewFlags extends CommonFlags {
  readonly decisions: string;
  readonly to: readonly string[];
}

/** Somebody who would hold the key of a named unit. `handle` is the role handle, which is not a name. */
interface PreviewReader {
  readonly unit: string;
  readonly handle: string;
  readonly country: string;
  readonly mayOpenToday: boolean;
  readonly reason?: OpenRefusal | StandingRefusal;
}

const SECONDS_PER_HOUR = 3600;

/** `report preview`: who could open a report, and why some could not today. Nothing is sent. */
export function previewCommand(): Command {
  return verb('preview', 'show who could open a report before it is sent')
    .argument('<file>', 'report file; - for stdin')
    .requiredOption('--decisions <file>', 'decisions file')
    .requiredOption('--to <unit...>', 'handles of the units that would get it')
    .action(async (file: string, flags: PreviewFlags) => {
      const report = passGate(await readDraft(file), await readDecisions(flags.decisions));
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const standings = await recipientStandings(person, directory, flags.to);
      const keys = await recipientKeys(knownStoreOf(person.profile), directory, flags.to);
      const preview = previewOf(person, { ...directory, standings }, report, flags.to);
      const shown = { ...preview, keys: keys.map((key) => shownKey(directory, key)) };
      output.result(shown, () => [previewText(preview), ...keySheet(directory, keys)].join('\n'));
    });
}

interface Preview {
  readonly readers: readonly PreviewReader[];
  readonly own: { readonly unit: string; readonly members: number };
  readonly refused: readonly { readonly unit: string; readonly reason: string }[];
  /** Units that people who join later will be able to read too. */
  readonly openToLaterMembers: readonly string[];
}

/** What the directory proves, and how people stand, which the server alone knows. */
interface Knowledge extends VerifiedDirectory {
  readonly standings: Standings;
}

function previewOf(person: Person, directory: Knowledge, report: RedactedReport, handles: readonly string[]): Preview {
  const checked = [...new Set(handles)].map((unit) => ({ unit, outcome: tryRecipient(person, directory, unit) }));
  const recipients = checked.flatMap(({ outcome }) => (typeof outcome === 'string' ? [] : [outcome]));
  const refused = checked.flatMap(({ unit, outcome }) =>
    typeof outcome === 'string' ? [{ unit, reason: outcome }] : [],
  );
  const outside = recipients.filter(({ org }) => org !== person.profile.org);
  const own = verifyRecipient(directory, person.profile.unitHandle);
  return {
    readers: distinct(outside.flatMap((recipient) => readersOfUnit(directory, report, recipient))),
    own: { unit: own.handle, members: own.members.length },
    refused,
    openToLaterMembers: outside.filter(({ openToLaterMembers }) => openToLaterMembers).map(({ handle }) => handle),
  };
}

/** Failures that are a reason of the server's own. */
const REASON_OF_CODE: ReadonlyMap<string, string> = new Map([
  ['E_NO_LIVE_MOU', 'no_live_mou'],
  ['E_SUSPENDED', 'suspended'],
]);

/** The recipient, or the reason why nothing can be sealed to the unit. */
function tryRecipient(person: Person, directory: Knowledge, unit: string): VerifiedRecipient | string {
  try {
    const recipient = verifyRecipient(directory, unit);
    const agreed = directory.agreements.some(({ agreement }) => agreement.orgs.includes(recipient.org));
    if (!agreed && recipient.org !== person.profile.org) {
      return isSuspendedWith(directory, unit) ? 'suspended' : 'no_live_mou';
    }
    return directory.standings.ofUnit(unit) ?? recipient;
  } catch (error) {
    if (isExpected(error)) return REASON_OF_CODE.get(error.code) ?? error.code;
    throw error;
  }
}

function readersOfUnit(directory: Knowledge, report: RedactedReport, recipient: VerifiedRecipient): PreviewReader[] {
  return recipient.members.map((member) => {
    const reason = refusalToday(directory, report, recipient, member);
    const { member: handle, country } = member;
    return {
      unit: recipient.handle,
      handle,
      country,
      mayOpenToday: reason === null,
      ...(reason === null ? {} : { reason }),
    };
  });
}

/** The first reason for which the server would refuse this person today; it decides again at each opening. */
function refusalToday(
  { agreements, log, standings }: Knowledge,
  report: RedactedReport,
  { org, handle }: VerifiedRecipient,
  member: RecipientMember,
): OpenRefusal | StandingRefusal | null {
  const standing = member.suspended ? 'suspended' : standings.ofMember(handle, member.member);
  if (standing !== null) return standing;
  const live = agreements.filter(({ agreement }) => agreement.orgs.includes(org));
  if (live.length === 0) return 'no_live_mou';
  if (!rightsOfRoles(member.roles).includes('report.open')) return 'wrong_purpose';
  if (markingRank(member.clearance) < markingRank(report.tlp)) return 'clearance';
  if (member.trainingUntil <= Math.floor(log.now / SECONDS_PER_HOUR)) return 'training_expired';
  return live.some(({ agreement }) => overlap(agreement.jurisdictions, member.jurisdictions)) ? null : 'jurisdiction';
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  return one.includes('*') || other.includes('*') || one.some((place) => other.includes(place));
}

function distinct(readers: readonly PreviewReader[]): PreviewReader[] {
  return [...new Map(readers.map((reader) => [reader.handle, reader])).values()];
}

function previewText({ readers, own, refused, openToLaterMembers }: Preview): string {
  const rows = readers.map(({ unit, handle, country, mayOpenToday, reason }) => [
    unit,
    handle,
    country,
    mayOpenToday ? 'yes' : `no: ${reason ?? ''}`,
  ]);
  return [
    ...(rows.length === 0 ? [] : [table([['unit', 'reader', 'country', 'may open today'], ...rows])]),
    `${readers.length} readers; own unit ${own.unit} keeps a key for its ${own.members} members`,
    ...openToLaterMembers.map((unit) => `${unit}: and people who join this unit later`),
    ...refused.map(({ unit, reason }) => `${unit}: cannot be sealed to (${reason})`),
  ].join('\n');
}
