import type { CheckpointRef } from '@sealbridge/envelope';
import { equal, sha256 } from '@sealbridge/sodium';
import { requireThat } from './error.js';
import type { CheckedOffer } from './offer.js';

/** What a reader compares the checkpoints of a report with. */
export interface CheckpointEvidence {
  /** The signed note that was shipped beside the envelope. */
  readonly note: Uint8Array;
  /** Whether the log, as the reader has verified it, had this root at this size. */
  readonly isRootAt: (checkpoint: Pick<CheckpointRef, 'size' | 'root'>) => Promise<boolean>;
}

/**
 * Step 12 of "Reader order" in docs/reference/envelope.md (security-corrections A15): the checkpoint that CORE relied on is the one
 * that was shipped, and it and that of GRANTSET are of the reader's own log. Who signed either was shown another log than the
 * reader, or made it up. Throws OpeningError E_CHECKPOINT; what `isRootAt` throws is passed on.
 */
export async function checkReliedOn({ core, grantSet }: CheckedOffer, evidence: CheckpointEvidence): Promise<void> {
  requireThat(equal(sha256(evidence.note), core.checkpoint.noteSha256), 'E_CHECKPOINT');
  for (const { checkpoint } of [core, grantSet]) requireThat(await evidence.isRootAt(checkpoint), 'E_CHECKPOINT');
}
