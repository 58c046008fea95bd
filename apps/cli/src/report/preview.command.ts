import type { Command } from 'commander';

import {
  isSuspendedWith,
  NO_NAMES,
  type PreviewReader,
  previewReaders,
  type ReaderNames,
  type ReadersInput,
  readPolicyInForce,
  readReaderNames,
  recipientKeys,
  recipientStandings,
  type Standings,
  syncDirectory,
  type VerifiedDirectory,
  verifyRecipient,
} from '@sealbridge/client';
import type { VerifiedRecipient } from '@sealbridge/directory';
import type { Policy } from '@sealbridge/policy';
import type { RedactedReport } from '@sealbridge/redaction';
import { dataClassesOf } from '@sealbridge/sealing';

import { consoleFor, type CommonFlags, verb } from '../command.js';
import { isExpected } from '../output/failure.js';
import { table } from '../output/table.js';
import { keySheet, shownKey } from '../self-audit/key-sheet.js';
import { knownStoreOf } from '../self-audit/known-file.js';
import { type Person, signIn } from '../session/person.js';
import { passGate } from './gate.js';
import { readDecisions, readDraft } from './parse-input.js';
import { whyNotSealed } from './why-not-sealed.js';

interface PreviewFlags extends CommonFlags {
  readonly decisions: string;
  readonly to: readonly string[];
  readonly names: boolean;
}

/** `report preview`: who could open a report, and why some could not today. Nothing is sent. */
export function previewCommand(): Command {
  return verb('preview', 'show who could open a report before it is sent')
    .argument('<file>', 'report file; - for stdin')
    .requiredOption('--decisions <file>', 'decisions file')
    .requiredOption('--to <unit...>', 'handles of the units that would get it')
    .option('--no-names', 'do not ask for names that the agreement shows; each time they are asked for is logged')
    .addHelpText(
      'after',
      '\nExample:\n  npx sealbridge report preview report.yaml --decisions decisions.yaml --to northgate',
    )
    .action(async (file: string, flags: PreviewFlags) => {
      const report = passGate(await readDraft(file), await readDecisions(flags.decisions));
      const { env, output } = consoleFor(flags);
      const person = await signIn(flags, env);
      const directory = await syncDirectory(person);
      const standings = await recipientStandings(person, directory, flags.to);
      const asked = recipientsOf(person, { ...directory, standings }, report, flags.to);
      const names = flags.names ? await readReaderNames(person, directory, asked.outside) : NO_NAMES;
      const { policy } = await readPolicyInForce(person, directory);
      const keys = await recipientKeys(knownStoreOf(person.profile), directory, flags.to);
      const preview = previewOf(policy, readersInput(person, directory, standings, report), asked, names);
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
  /** Whoever joins these units later, and whether they could read it. */
  readonly later: readonly { readonly unit: string; readonly organisation: string; readonly mayRead: boolean }[];
}

/** The named units by whether anything can be sealed to them. */
interface Asked {
  readonly own: VerifiedRecipient;
  readonly outside: readonly VerifiedRecipient[];
  readonly refused: Preview['refused'];
}

/** What the directory proves, and how people stand, which the server alone knows. */
interface Knowledge extends VerifiedDirectory {
  readonly standings: Standings;
}

function recipientsOf(person: Person, directory: Knowledge, report: RedactedReport, handles: readonly string[]): Asked {
  const checked = [...new Set(handles)].map((unit) => ({
    unit,
    outcome: tryRecipient(person, directory, report, unit),
  }));
  const recipients = checked.flatMap(({ outcome }) => (typeof outcome === 'string' ? [] : [outcome]));
  return {
    own: verifyRecipient(directory, person.profile.unitHandle),
    outside: recipients.filter(({ org }) => org !== person.profile.org),
    refused: checked.flatMap(({ unit, outcome }) => (typeof outcome === 'string' ? [{ unit, reason: outcome }] : [])),
  };
}

function readersInput(
  { profile: { org, unit } }: Person,
  directory: VerifiedDirectory,
  standings: Standings,
  report: RedactedReport,
): ReadersInput {
  const { tlp, handling, discovery, purposes = null } = report;
  return {
    directory,
    standings,
    sender: { org, unit },
    labels: { tlp, handling, discovery, purposes, dataClasses: dataClassesOf(report) },
  };
}

function previewOf(policy: Policy, input: ReadersInput, { own, outside, refused }: Asked, names: ReaderNames): Preview {
  const later = outside.map(({ handle, orgHandle, openToLaterMembers }) => ({
    unit: handle,
    organisation: orgHandle,
    mayRead: openToLaterMembers,
  }));
  return {
    readers: previewReaders(policy, input, outside, names),
    own: { unit: own.handle, members: own.members.length },
    refused,
    openToLaterMembers: later.filter(({ mayRead }) => mayRead).map(({ unit }) => unit),
    later,
  };
}

/** Failures that are a reason of the server's own. */
const REASON_OF_CODE: ReadonlyMap<string, string> = new Map([
  ['E_NO_LIVE_MOU', 'no_live_mou'],
  ['E_SUSPENDED', 'suspended'],
]);

/** The recipient, or the reason why nothing can be sealed to the unit. */
function tryRecipient(
  person: Person,
  directory: Knowledge,
  report: RedactedReport,
  unit: string,
): VerifiedRecipient | string {
  try {
    const recipient = verifyRecipient(directory, unit);
    if (recipient.org === person.profile.org) return directory.standings.ofUnit(unit) ?? recipient;
    const between = directory.agreements.filter(({ agreement }) => agreement.orgs.includes(recipient.org));
    if (between.length === 0) return isSuspendedWith(directory, unit) ? 'suspended' : 'no_live_mou';
    const refusal = directory.standings.ofUnit(unit);
    if (refusal !== null) return refusal;
    return whyNotSealed(report, between, recipient) ?? recipient;
  } catch (error) {
    if (isExpected(error)) return REASON_OF_CODE.get(error.code) ?? error.code;
    throw error;
  }
}

function previewText({ readers, own, refused, later }: Preview): string {
  const rows = readers.map(({ unit, organisationName, handle, name, country, mayOpenToday, opensAt, words }) => [
    ...[organisationName, unit, name ?? handle, country],
    mayOpenToday ? `yes${opensAt === undefined ? '' : `, from ${opensAt}`}` : `no: ${words ?? ''}`,
  ]);
  return [
    ...(rows.length === 0 ? [] : [table([['organisation', 'unit', 'reader', 'country', 'may open today'], ...rows])]),
    `${readers.length} readers; own unit ${own.unit} keeps a key for its ${own.members} members`,
    ...later.map(({ unit, mayRead }) =>
      mayRead
        ? `${unit}: and people who join this unit later`
        : `${unit}: not people who join this unit later, unless it is sent to them again`,
    ),
    ...refused.map(({ unit, reason }) => `${unit}: cannot be sealed to (${reason})`),
  ].join('\n');
}
