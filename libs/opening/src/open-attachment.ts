import {
  attachmentAad,
  checkPadding,
  deriveAttachmentKey,
  paddedLength,
  requireCiphertextLength,
  type AttachmentRef,
  type BodyAttachment,
} from '@sealbridge/envelope';
import { equal, newSha256 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { OpeningError, reading, requireThat } from './error.js';
import { checkCiphertext, openStream, type StreamToOpen } from './open-stream.js';
import { secretsOf, type OpenedReport } from './opened-report.js';
import type { CiphertextSource, PlaintextSink } from './streams.js';

/**
 * Opens one attachment into `sink` (step 24): the whole ciphertext is hashed first, then decrypted chunk by chunk, and size
 * and hash of the plaintext compared with BODY. The sink is aborted when anything is wrong. Throws OpeningError.
 */
export async function openAttachment(
  report: OpenedReport,
  attachmentId: Id,
  source: CiphertextSource,
  sink: PlaintextSink,
): Promise<void> {
  try {
    const { stream, entry } = locate(report, attachmentId);
    await checkCiphertext(source, stream.ref);
    await decryptInto(stream, entry, source, sink);
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.finish();
}

function locate(
  report: OpenedReport,
  attachmentId: Id,
): { readonly stream: StreamToOpen; readonly entry: BodyAttachment } {
  const kept = secretsOf(report);
  const entry = report.attachments.find(({ id }) => id === attachmentId);
  const ref = kept?.core.attachments.find(({ id }) => id === attachmentId);
  if (kept === null || entry === undefined || ref === undefined) throw new OpeningError('E_ATTACHMENT');
  requireThat(isPaddedTo(ref, entry), 'E_PADDING');
  const { reportId, version } = kept.core;
  const key = deriveAttachmentKey(kept.dek, kept.core, attachmentId);
  return { stream: { key, aad: attachmentAad(reportId, version, attachmentId), ref }, entry };
}

function isPaddedTo(ref: AttachmentRef, { size }: BodyAttachment): boolean {
  return requireCiphertextLength('attachment', ref.length) === paddedLength('attachment', size);
}

async function decryptInto(
  stream: StreamToOpen,
  entry: BodyAttachment,
  source: CiphertextSource,
  sink: PlaintextSink,
): Promise<void> {
  const padding = checkPadding('attachment', entry.size);
  const hash = newSha256();
  for await (const chunk of openStream(stream, source.open())) {
    const plaintext = reading(() => padding.take(chunk));
    hash.update(plaintext);
    if (plaintext.length > 0) await sink.write(plaintext);
  }
  reading(() => {
    padding.end();
  });
  requireThat(equal(hash.digest(), entry.sha256), 'E_ATTACHMENT');
}
