// Sends or opens a report with an attachment of 25 MiB by the modules of the built command line, and says how much memory
// that took beyond what is resident once the key file is unlocked: `send|open <profile folder> <server> <scratch> <report id>`.
import { randomBytes } from 'node:crypto';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { syncDirectory } from '@sealbridge/client';
import { closeReport } from '@sealbridge/opening';
import { findings, parseReportDraft, propose } from '@sealbridge/redaction';
import { LEGAL_BASES_OF } from '@sealbridge/vocabulary';

const DIST = new URL('../../apps/cli/dist/', import.meta.url);
const [{ readProfile }, { signInAs }, { seal, verifyRecipients }, { submit }, { attachmentSources }] =
  await Promise.all(
    ['profile/profile-file', 'session/person', 'submission/seal', 'submission/submit', 'submission/attachments'].map(
      (path) => import(new URL(`${path}.js`, DIST).href),
    ),
  );
const [{ passGate }, { requestOffer }, { open }, { saveAttachments }, { syntheticReports }] = await Promise.all(
  ['report/gate', 'opening/offer', 'opening/open', 'opening/save-attachments', 'instance/demo/synthetic-reports'].map(
    (path) => import(new URL(`${path}.js`, DIST).href),
  ),
);

const ATTACHMENT_BYTES = 25 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const RECIPIENT = 'northgate';

const [step, folder, server, scratch, givenId] = process.argv.slice(2);

async function send(person) {
  const path = join(scratch, 'attachment.png');
  await pipeline(Readable.from(noise()), createWriteStream(path));
  const [{ file }] = syntheticReports();
  const parsed = parseReportDraft({ ...file, attachments: ['attachment.png'] });
  if (!parsed.ok) throw new Error('the synthetic report is not a report');
  const decisions = {
    ...propose(parsed.draft, findings(parsed.draft)),
    linesRead: 'all',
    attest: 'synthetic generator',
    combination: { answered: true },
    closing: [false, false, false],
  };
  const report = passGate(parsed.draft, decisions);
  const directory = await syncDirectory(person);
  const recipients = verifyRecipients(person, directory, [RECIPIENT]);
  const sources = attachmentSources(report, join(scratch, 'report.yaml'));
  const ready = await seal(person, directory, report, recipients, sources);
  return (await submit(person, ready, `bench-${Date.now()}`)).reportId;
}

function* noise() {
  for (let written = 0; written < ATTACHMENT_BYTES; written += CHUNK_BYTES) yield randomBytes(CHUNK_BYTES);
}

async function receive(person) {
  const offered = await requestOffer(person, givenId);
  const [purpose] = offered.offer.policy.purposes;
  const declaration = {
    purpose,
    legalBasis: LEGAL_BASES_OF[purpose][0],
    acceptedUses: offered.prohibited,
    caseRef: 'SYNTHETIC-1',
    justification: 'synthetic opening of a benchmark',
  };
  const { report, eventId } = await open(person, offered, declaration);
  const hashes = new Map(offered.offer.core.attachments.map(({ id, sha256 }) => [id, sha256]));
  await saveAttachments(person, report, hashes, { folder: join(scratch, 'opened'), eventId });
  closeReport(report);
  return givenId;
}

function resident(name) {
  const status = readFileSync('/proc/self/status', 'utf8');
  return (Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024) / 1e6;
}

const person = await signInAs(readProfile(folder), server, {});
writeFileSync('/proc/self/clear_refs', '5');
const unlocked = resident('VmRSS');
const reportId = await (step === 'send' ? send(person) : receive(person));
process.stdout.write(`${JSON.stringify({ reportId, unlocked, peak: resident('VmHWM') })}\n`);
