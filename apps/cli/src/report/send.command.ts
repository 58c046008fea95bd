import { randomUUID } from 'node:crypto';

import type { Command } from 'commander';

import {
  awaitEntry,
  keepUsed,
  recipientKeys,
  recipientStandings,
  requireKnownDevices,
  requireSecondWay,
  requireStanding,
  syncDirectory,
} from '@sealbridge/client';
import { parseGrantSet, parseGrantSetFrame } from '@sealbridge/envelope';
import type { SealedReport } from '@sealbridge/sealing';
import { toBase64, toHex } from '@sealbridge/sodium';

import { type Console, consoleFor, type CommonFlags, verb } from '../command.js';
import { keepSeenReport } from '../opening/seen-reports.js';
import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import { keySheet } from '../self-audit/key-sheet.js';
import { knownStoreOf } from '../self-audit/known-file.js';
import { selfAuditOf } from '../self-audit/tell.js';
import { type Person, signIn } from '../session/person.js';
import { attachmentSources } from '../submission/attachments.js';
import { seal, verifyRecipients } from '../submission/seal.js';
import { submit, type Submitted } from '../submission/submit.js';
import { passGate } from './gate.js';
import { readDecisions, readDraft } from './parse-input.js';

interface SendFlags extends CommonFlags {
  readonly decisions: string;
  readonly to: readonly string[];
  readonly confirmReaders: string;
}

const ENTRY_WITHIN_MS = 10_000;

/** `report send`: seals a report for the named units and submits it. */
export function sendCommand(): Command {
  return verb(
    'send',
    'seal a report for the named units and submit it; nothing is sent unless the number of readers is right',
  )
    .argument('<file>', 'report file; - for stdin')
    .requiredOption('--decisions <file>', 'decisions file')
    .requiredOption('--to <unit...>', 'handles of the units that get it')
    .requiredOption('--confirm-readers <n>', 'how many people will be able to open it, as report preview says')
    .action(async (file: string, flags: SendFlags) => {
      const confirmed = readNumber(flags.confirmReaders);
      const report = passGate(await readDraft(file), await readDecisions(flags.decisions));
      const attachments = attachmentSources(report, file);
      const there = consoleFor(flags);
      const person = await signIn(flags, there.env);
      await requireSecondWay(person);
      const directory = await syncDirectory(person);
      requireKnownDevices(await selfAuditOf(person.profile, directory));
      const recipients = verifyRecipients(person, directory, flags.to);
      requireStanding(await recipientStandings(person, directory, flags.to), flags.to);
      if (recipients.readers !== confirmed) throw wrongReaders(recipients.readers, confirmed);
      const known = knownStoreOf(person.profile);
      const keys = await recipientKeys(known, directory, flags.to);
      for (const line of keySheet(directory, keys)) there.words.say(line);
      const ready = await seal(person, directory, report, recipients, attachments);
      const submitted = await submit(person, ready, randomUUID());
      await keepOwnSet(person, ready.sealed);
      await person.stores.lock(() => keepUsed(known, directory, keys));
      await reportSubmission(person, there, { submitted, readers: recipients.readers, from: directory.log.edge.size });
    });
}

/** The ledger of this report is compared with it later. */
function keepOwnSet({ profile }: Person, { reportId, version, grantSet, grantSetHash }: SealedReport): Promise<void> {
  const { seq } = parseGrantSet(parseGrantSetFrame(grantSet).grantSet);
  return keepSeenReport(profile, reportId, { version, seq, grantSetHash });
}

function readNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw usage('E_USAGE', '--confirm-readers is not a number');
}

function wrongReaders(readers: number, confirmed: number): Failure {
  return new Failure({
    code: 'E_READERS',
    exit: EXIT.CONFLICT,
    message: `${readers} people could open this report, not ${confirmed}; nothing was sent`,
    hint: 'npx sealbridge report preview shows who they are',
  });
}

interface Outcome {
  readonly submitted: Submitted;
  readonly readers: number;
  readonly from: number;
}

/** The report is stored whatever comes now: not seeing it on the log within 10 s is exit 8, not a failure. */
async function reportSubmission(person: Person, { output, words }: Console, outcome: Outcome): Promise<void> {
  const { submitted, readers, from } = outcome;
  const { reportId, version, leafHash, receiptBytes, eventId } = submitted;
  const index = await awaitEntry(person, leafHash, { from, withinMs: ENTRY_WITHIN_MS });
  const entry = index === null ? null : { index, leafHash: toHex(leafHash) };
  output.result({ reportId, version, eventId, receipt: toBase64(receiptBytes), readers, entry }, () =>
    [`sent ${reportId} to ${readers} readers`, ...(entry === null ? [] : [`on the log as entry ${entry.index}`])].join(
      '\n',
    ),
  );
  if (entry === null) {
    words.say('submitted, and not seen on the log within 10 s: keep the receipt and look again with audit list');
    process.exitCode = EXIT.PARTLY;
  }
}
