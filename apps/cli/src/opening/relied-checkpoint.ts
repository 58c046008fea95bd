import { join } from 'node:path';

import { isRootAt, type LogFiles, type VerifiedLog } from '@sealbridge/client';
import { type CheckedOffer, checkReliedOn, OpeningError } from '@sealbridge/opening';

import { writePrivateFile } from '../instance/private-file.js';
import { EXIT } from '../output/exit-code.js';
import { Failure } from '../output/failure.js';
import type { Profile } from '../profile/profile-file.js';

/** What the server showed of a report: the signed frame and the note of the checkpoint it relied on. */
export interface ShownReport {
  readonly frame: Uint8Array;
  readonly note: Uint8Array;
}

/**
 * Throws a Failure (exit 5) unless the sender relied on the log this profile has verified (security-corrections A15). The frame,
 * the note and the own checkpoint then stay in the profile's folder: they show whether the sender or the log told two stories.
 */
export async function requireReliedOn(
  { profile, files }: { readonly profile: Profile; readonly files: LogFiles },
  { checkpoint }: Pick<VerifiedLog, 'checkpoint'>,
  offer: CheckedOffer,
  shown: ShownReport,
): Promise<void> {
  try {
    await checkReliedOn(offer, { note: shown.note, isRootAt: (claim) => isRootAt(files, checkpoint, claim) });
  } catch (error) {
    if (!(error instanceof OpeningError)) throw error;
    const folder = join(profile.folder, 'evidence', offer.core.reportId);
    writePrivateFile(join(folder, 'frame'), shown.frame);
    writePrivateFile(join(folder, 'checkpoint'), shown.note);
    writePrivateFile(join(folder, 'own-checkpoint'), checkpoint.note);
    throw anotherLog(error, folder);
  }
}

function anotherLog({ local }: OpeningError, folder: string): Failure {
  return new Failure({
    code: 'E_OPEN',
    exit: EXIT.VERIFICATION,
    message: 'the report cannot be opened',
    hint: `reason on this device: ${local}, the sender relied on another log; give ${folder} to the auditors`,
  });
}
