// Reports of 10 KiB, redacted and really sealed by the demo analysts, ahead of what is timed.
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import { SubmitReportDocument, type SubmitReportMutation } from '@sealbridge/api-client';
import { findings, parseReportDraft, propose, redact, type RedactedReport } from '@sealbridge/redaction';
import { type CiphertextSink, sealReport } from '@sealbridge/sealing';
import { sha256, toBase64, toHex } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { syntheticReports } from '../../../apps/cli/src/instance/demo/synthetic-reports.js';
import type { LoadClient, WrittenRequest } from './load-client.js';
import { writeRequest } from './load-client.js';
import type { Author } from './people.js';
import { syntheticText } from './synthetic-text.js';

/** A sealed report on its way: its ciphertext, and the submission as it goes over the wire. */
export interface ReadyReport {
  readonly reportId: Id;
  readonly token: string;
  readonly blob: { readonly sha256: string; readonly bytes: Buffer };
  readonly submission: WrittenRequest<SubmitReportMutation>;
}

/** Length of the text of a report in bytes. */
export const BODY_BYTES = 10 * 1024;

/** Seals `count` reports, the authors in turn. Texts and cards are the same at every call; keys and ids never are. */
export async function sealReports(authors: readonly Author[], count: number): Promise<ReadyReport[]> {
  const redacted = redactedReports();
  const ready: ReadyReport[] = [];
  for (let number = 0; number < count; number += 1) {
    const report = redacted[number % redacted.length];
    const author = authors[number % authors.length];
    if (report === undefined || author === undefined) throw new Error('nobody writes');
    ready.push(await sealOne(author, report));
    // Without a turn of the event loop a connection that the server closed meanwhile would be used again.
    await setImmediate();
  }
  return ready;
}

/** Uploads the ciphertext of a report. */
export async function upload(client: LoadClient, { token, blob }: ReadyReport): Promise<void> {
  await client.putBlob(token, blob.sha256, blob.bytes);
}

/** Submits a report whose ciphertext was uploaded. Throws unless it is taken. */
export async function submit(client: LoadClient, { token, submission }: ReadyReport): Promise<void> {
  const { submitReport } = await client.send(token, submission);
  if (submitReport.__typename !== 'SubmitReportPayload') throw new Error(`not taken: ${submitReport.code}`);
}

function redactedReports(): RedactedReport[] {
  return syntheticReports().map(({ number, file }) => {
    const parsed = parseReportDraft({
      ...file,
      statements: [{ text: syntheticText(number, BODY_BYTES), kind: 'fact' }],
    });
    if (!parsed.ok) throw new Error('the synthetic report is not a report');
    const decisions = {
      ...propose(parsed.draft, findings(parsed.draft)),
      linesRead: 'all' as const,
      attest: 'synthetic generator',
      combination: { answered: true },
      closing: [false, false, false] as const,
    };
    const outcome = redact(parsed.draft, decisions);
    if (!outcome.ok) throw new Error('the synthetic report does not pass the gate');
    return outcome.report;
  });
}

async function sealOne({ person, directory, recipients }: Author, report: RedactedReport): Promise<ReadyReport> {
  const { profile, keys, token } = person;
  const { origin, size, root, note } = directory.log.checkpoint;
  const chunks: Uint8Array[] = [];
  const sealed = await sealReport({
    report,
    attachments: [],
    identity: { org: profile.org, unit: profile.unit, device: keys.device, signPrivateKey: keys.sign.privateKey },
    recipients: recipients.named,
    own: recipients.own,
    checkpoint: { origin, size, root, noteSha256: sha256(note) },
    agreements: directory.agreements,
    now: Math.floor(Date.now() / 1000),
    openSink: () => Promise.resolve(memorySink(chunks)),
  });
  const input = {
    clientMutationId: randomUUID(),
    frame: toBase64(sealed.frame),
    policy: toBase64(sealed.policy),
    card: sealed.card === null ? null : { salt: toBase64(sealed.card.salt), card: toBase64(sealed.card.card) },
    grants: sealed.grants.map(({ bytes }) => toBase64(bytes)),
    grantSet: toBase64(sealed.grantSet),
    checkpointNote: toBase64(note),
  };
  return {
    reportId: sealed.reportId,
    token,
    blob: { sha256: toHex(sealed.body.sha256), bytes: Buffer.concat(chunks) },
    submission: writeRequest(SubmitReportDocument, { input }),
  };
}

function memorySink(chunks: Uint8Array[]): CiphertextSink {
  return {
    write: async (chunk) => void chunks.push(chunk),
    finish: async () => ({
      open: async function* () {
        yield* chunks;
      },
    }),
    abort: async () => void chunks.splice(0),
  };
}
