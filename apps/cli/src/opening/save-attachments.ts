import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { type OpenedReport, openAttachment, OpeningError } from '@sealbridge/opening';
import { isAttachmentName } from '@sealbridge/sealing';

import { EXIT } from '../output/exit-code.js';
import { Failure, usage } from '../output/failure.js';
import type { Person } from '../session/person.js';
import { fetchCiphertext } from './ciphertext.js';
import { cannotOpen } from './cannot-open.js';

/** A saved attachment. */
export interface SavedAttachment {
  readonly name: string;
  readonly path: string;
}

/** Where the ciphertext of each attachment is: SHA-256 by attachment id, as CORE names it. */
export type AttachmentHashes = ReadonlyMap<string, Uint8Array>;

/** Checks before a report is opened that nothing in `folder` could be replaced. Throws a Failure (exit 2). */
export function requireEmptyFolder(folder: string): void {
  const taken = existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0);
  if (taken) throw usage('E_FILE_EXISTS', 'the folder for attachments is not empty', 'give a new or empty folder');
}

/**
 * Opens every attachment into `folder`, mode 0600. A file appears under its name only when it is whole and its hash is the
 * sealed one; a name that exists is never replaced.
 */
export async function saveAttachments(
  person: Person,
  report: OpenedReport,
  hashes: AttachmentHashes,
  { folder, eventId }: { readonly folder: string; readonly eventId: string },
): Promise<SavedAttachment[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const saved: SavedAttachment[] = [];
  for (const { id, name } of report.attachments) {
    const hash = hashes.get(id);
    if (hash === undefined || !isAttachmentName(name)) throw cannotOpen('E_ATTACHMENT');
    const path = join(folder, name);
    await saveOne(report, id, path, await fetchCiphertext(person, hash, eventId));
    saved.push({ name, path });
  }
  return saved;
}

async function saveOne(
  report: OpenedReport,
  id: OpenedReport['attachments'][number]['id'],
  path: string,
  source: Awaited<ReturnType<typeof fetchCiphertext>>,
): Promise<void> {
  const draft = join(dirname(path), `${randomUUID()}.part`);
  const file = await open(draft, 'wx', 0o600).catch(cannotWrite);
  try {
    await openAttachment(report, id, source, {
      write: (chunk) => file.writeFile(chunk),
      finish: () => file.sync(),
      abort: () => Promise.resolve(),
    });
    await link(draft, path).catch(cannotWrite);
  } catch (error) {
    throw error instanceof OpeningError ? cannotOpen(error.local) : error;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}

/** Of two attachments of one name the second has no place either. */
function cannotWrite(): never {
  throw new Failure({ code: 'E_FILE', exit: EXIT.USAGE, message: 'an attachment cannot be written' });
}
