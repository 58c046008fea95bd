import { createReadStream, statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';

import type { RedactedReport } from '@sealbridge/redaction';
import { type AttachmentSource, isAttachmentName } from '@sealbridge/sealing';
import { LIMITS } from '@sealbridge/vocabulary';

import { usage } from '../output/failure.js';

const UNKNOWN_TYPE = 'application/octet-stream';
/** What a reader's device is told about a file; nothing is guessed from its content. */
const TYPE_OF_EXTENSION: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.webp': 'image/webp',
};

/**
 * The attachments of a report as sources, checked for being there and within their limit. Paths are relative to the report
 * file, or to the working directory when that is stdin. Throws a Failure (exit 2).
 */
export function attachmentSources(report: RedactedReport, reportPath: string): AttachmentSource[] {
  const base = reportPath === '-' ? process.cwd() : dirname(resolve(reportPath));
  const sources = report.attachments.map(({ path }, index) => attachmentSource(resolve(base, path), index));
  if (new Set(sources.map(({ name }) => name)).size === sources.length) return sources;
  throw usage('E_ATTACHMENT', 'two attachments have the same file name: readers could not tell them apart');
}

function attachmentSource(path: string, index: number): AttachmentSource {
  const where = `attachments[${index}]`;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) throw usage('E_ATTACHMENT', `${where}: no such file`);
  if (found.size > LIMITS.MAX_ATTACHMENT_BYTES) throw usage('E_ATTACHMENT_SIZE', `${where}: longer than 25 MiB`);
  const name = basename(path);
  if (!isAttachmentName(name)) throw usage('E_ATTACHMENT', `${where}: the file name cannot be sent`);
  const mediaType = TYPE_OF_EXTENSION[extname(name).toLowerCase()] ?? UNKNOWN_TYPE;
  return { name, mediaType, open: () => createReadStream(path) };
}
