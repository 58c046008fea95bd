import {
  isSuspendedWith,
  noAgreement,
  suspendedAgreement,
  type VerifiedDirectory,
  verifyRecipient,
} from '@sealbridge/client';
import { readersOf, type VerifiedRecipient } from '@sealbridge/directory';
import type { RedactedReport } from '@sealbridge/redaction';
import {
  type AttachmentSource,
  SealingError,
  type SealingErrorCode,
  sealReport,
  type SealedReport,
} from '@sealbridge/sealing';
import { sha256 } from '@sealbridge/sodium';

import { EXIT, type ExitCode } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import { makeTemporaryFolder } from '../output/temporary-files.js';
import type { Person } from '../session/person.js';
import { temporarySinks } from './temporary-sink.js';

/** Units that passed the checks before sealing, and how many people that makes. */
export interface Recipients {
  readonly named: readonly VerifiedRecipient[];
  readonly own: VerifiedRecipient;
  readonly readers: number;
}

/** Refusals that an agreement or a marking causes are policy; the rest is a wrong input. */
const EXIT_OF_CODE: Partial<Record<SealingErrorCode, ExitCode>> = {
  E_PURPOSE: EXIT.REFUSED,
  E_MARKING: EXIT.REFUSED,
  E_DATA_CLASS: EXIT.REFUSED,
  E_TERM: EXIT.REFUSED,
};

/** Checks the named units and the own one. Throws a Failure for the first that does not pass. */
export function verifyRecipients(person: Person, directory: VerifiedDirectory, handles: readonly string[]): Recipients {
  const named = [...new Set(handles)].map((handle) => verifyRecipient(directory, handle));
  const own = verifyRecipient(directory, person.profile.unitHandle);
  return { named, own, readers: readersOf(named, person.profile.org) };
}

/** What is sealed, and the signed note of the checkpoint it relies on. */
export interface ReadyReport {
  readonly sealed: SealedReport;
  readonly checkpointNote: Uint8Array;
}

/** Seals a redacted report; ciphertext goes to temporary files. Throws a Failure. */
export async function seal(
  person: Person,
  directory: VerifiedDirectory,
  report: RedactedReport,
  { named, own }: Recipients,
  attachments: readonly AttachmentSource[],
): Promise<ReadyReport> {
  const { profile, keys } = person;
  const { origin, size, root, note } = directory.log.checkpoint;
  try {
    const sealed = await sealReport({
      report,
      attachments,
      identity: { org: profile.org, unit: profile.unit, device: keys.device, signPrivateKey: keys.sign.privateKey },
      recipients: named,
      own,
      checkpoint: { origin, size, root, noteSha256: sha256(note) },
      agreements: directory.agreements,
      ends: directory.ends,
      now: directory.log.now,
      openSink: temporarySinks(makeTemporaryFolder()),
    });
    return { sealed, checkpointNote: note };
  } catch (error) {
    if (!(error instanceof SealingError)) throw error;
    if (error.code === 'E_AGREEMENT' && error.unit !== null) {
      throw isSuspendedWith(directory, error.unit) ? suspendedAgreement(error.unit) : noAgreement(error.unit);
    }
    const about = error.unit === null ? '' : `${error.unit}: `;
    throw new Failure({
      code: error.code,
      exit: EXIT_OF_CODE[error.code] ?? EXIT.USAGE,
      message: `${about}${error.message}`,
    });
  }
}
