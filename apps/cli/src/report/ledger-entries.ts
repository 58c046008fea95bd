import { setTimeout as sleep } from 'node:timers/promises';

import { isIncluded, serverLogFiles, syncDirectory, type VerifiedDirectory, verifyingLog } from '@sealbridge/client';

import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Person } from '../session/person.js';
import { unfit } from './ledger-check.js';

const ON_THE_LOG_WITHIN_MS = 10_000;
const POLL_MS = 250;

/** Place and hash of an entry, as the server lists it. */
interface ListedEntry {
  readonly index: number;
  readonly leafHash: Uint8Array;
}

/**
 * The directory at a checkpoint under which every listed entry is proved to lie at its index with its leaf hash. Throws a Failure:
 * exit 5 for an entry that is not there, exit 6 when the log has not come that far within ten seconds.
 */
export async function directoryWithEntries(
  person: Person,
  entries: readonly ListedEntry[],
): Promise<VerifiedDirectory> {
  const directory = await directoryBeyond(person, Math.max(-1, ...entries.map(({ index }) => index)));
  const files = serverLogFiles(person.server, person.token);
  for (const { index, leafHash } of entries) {
    const isThere =
      index >= 0 && (await verifyingLog(() => isIncluded(files, directory.log.checkpoint, index, leafHash)));
    if (!isThere) throw unfit(index, 'the log has another entry there');
  }
  return directory;
}

async function directoryBeyond(person: Person, index: number): Promise<VerifiedDirectory> {
  for (const end = Date.now() + ON_THE_LOG_WITHIN_MS; ; await sleep(POLL_MS)) {
    const directory = await syncDirectory(person);
    if (directory.log.edge.size > index) return directory;
    if (Date.now() >= end) throw notLogged();
  }
}

function notLogged(): Failure {
  return new Failure({
    code: 'E_NOT_LOGGED',
    exit: EXIT.CONFLICT,
    message: 'the ledger names an entry that is not on the log yet',
    hint: 'try again in a moment; if it stays so, tell the auditors',
  });
}
