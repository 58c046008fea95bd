import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { syncDirectory, type VerifiedDirectory } from '@sealbridge/client';
import { type Decisions, findings, parseReportDraft, propose, type RedactedReport } from '@sealbridge/redaction';

import { EXIT } from '../../output/exit-code.js';
import { Failure } from '../../output/failure.js';
import { removeTemporaryFolders } from '../../output/temporary-files.js';
import { passGate } from '../../report/gate.js';
import type { Person } from '../../session/person.js';
import { seal, verifyRecipients } from '../../submission/seal.js';
import { submit } from '../../submission/submit.js';
import type { InstanceHome } from '../home.js';
import { writePrivateFile } from '../private-file.js';
import { type SyntheticReport, syntheticReports } from './synthetic-reports.js';
import { REPORT_AUTHORS, REPORT_RECIPIENT } from './world.js';

const DIRECTORY_WITHIN_MS = 30_000;

/**
 * Redacts, seals and submits the synthetic reports that were not sent yet, each author its own, by the same steps as
 * `report send`. `signInAs` gives the author signed in.
 */
export async function sendReports(home: InstanceHome, signInAs: (profile: string) => Promise<Person>): Promise<void> {
  for (const author of REPORT_AUTHORS) {
    const waiting = syntheticReports().filter(
      (report) => report.author === author && !readSent(home).has(report.number),
    );
    if (waiting.length === 0) continue;
    const person = await signInAs(author);
    const directory = await directoryWithRecipient(person);
    for (const report of waiting) {
      await sendOnce(person, directory, report);
      noteSent(home, report.number);
      removeTemporaryFolders();
    }
  }
}

/** The events published a moment ago count once a cosigned checkpoint holds them. */
async function directoryWithRecipient(person: Person): Promise<VerifiedDirectory> {
  for (const end = Date.now() + DIRECTORY_WITHIN_MS; ;) {
    const outcome = await tryDirectory(person);
    if (!(outcome instanceof Failure)) return outcome;
    if (Date.now() >= end) throw outcome;
  }
}

async function tryDirectory(person: Person): Promise<VerifiedDirectory | Failure> {
  try {
    const directory = await syncDirectory(person);
    verifyRecipients(person, directory, [REPORT_RECIPIENT]);
    return directory;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

async function sendOnce(person: Person, directory: VerifiedDirectory, report: SyntheticReport): Promise<void> {
  const recipients = verifyRecipients(person, directory, [REPORT_RECIPIENT]);
  const ready = await seal(person, directory, redacted(report), recipients, []);
  try {
    await submit(person, ready, `demo-report-${report.number}`);
  } catch (error) {
    // Sealed anew it is another request under the same name: the first attempt, killed before it was noted, had arrived.
    if (!(error instanceof Failure && error.exit === EXIT.CONFLICT && error.code === 'E_CONFLICT')) throw error;
  }
}

/** The report as it comes out of redaction: every proposal accepted, every line attested as read by the generator. */
function redacted({ number, file }: SyntheticReport): RedactedReport {
  const parsed = parseReportDraft(file);
  if (!parsed.ok) throw new Error(`synthetic report ${number} is not a report`);
  const decisions: Decisions = {
    ...propose(parsed.draft, findings(parsed.draft)),
    linesRead: 'all',
    attest: 'synthetic generator',
    combination: { answered: true },
    closing: [false, false, false],
  };
  return passGate(parsed.draft, decisions);
}

function readSent(home: InstanceHome): Set<number> {
  const path = sentFile(home);
  return new Set(existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as number[]) : []);
}

function noteSent(home: InstanceHome, number: number): void {
  writePrivateFile(sentFile(home), JSON.stringify([...readSent(home), number]));
}

function sentFile(home: InstanceHome): string {
  return join(home.demo, '.sent.json');
}
