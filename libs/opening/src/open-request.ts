import { COMMITMENT_SALT_BYTES, commitToText, writeOpenRequest } from '@sealbridge/envelope';
import { randomBytes, signTyped } from '@sealbridge/sodium';
import type { Id, LegalBasis, ProhibitedUse, Purpose } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { isCheckedOffer, type CheckedOffer } from './offer.js';

/** What a reader states when asking for the key. `now` is UNIX seconds. */
export interface OpenRequestInput {
  readonly logOrigin: string;
  /** SHA-256 of the public key of the node that is asked. */
  readonly nodeKeyId: Uint8Array;
  /** From the node, used once. */
  readonly nonce: Uint8Array;
  readonly now: number;
  readonly grantId: Id;
  readonly purpose: Purpose;
  /** Null where none is needed. */
  readonly legalBasis: LegalBasis | null;
  /** The uses that the version sealed under or the newest one rules out, which the reader was shown. */
  readonly acceptedUses: readonly ProhibitedUse[];
  readonly caseRef: string;
  readonly justification: string;
  /** Size of the log up to which the reader knows the directory. */
  readonly directorySize: number;
  readonly device: Id;
  readonly signPrivateKey: Uint8Array;
}

/** A signed OPEN REQUEST. Texts and salts go to the server beside it; only the commitments go on the log. */
export interface SignedOpenRequest {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly caseRefSalt: Uint8Array;
  readonly justificationSalt: Uint8Array;
}

/**
 * Signs a request to open a checked offer. It names the grant set the reader saw, which the originator can compare with its
 * own newest (security-corrections A6, C5). Throws OpeningError E_SIGNATURE for an offer that was not checked.
 */
export function makeOpenRequest(offer: CheckedOffer, input: OpenRequestInput): SignedOpenRequest {
  requireThat(isCheckedOffer(offer), 'E_SIGNATURE');
  const caseRefSalt = randomBytes(COMMITMENT_SALT_BYTES);
  const justificationSalt = randomBytes(COMMITMENT_SALT_BYTES);
  const bytes = writeOpenRequest({
    origin: input.logOrigin,
    nodeKeyId: input.nodeKeyId,
    nonce: input.nonce,
    time: input.now,
    reportId: offer.core.reportId,
    version: offer.core.version,
    reportHash: offer.reportHash,
    grantId: input.grantId,
    grantSetHash: offer.grantSetHash,
    grantSetSeq: offer.grantSet.seq,
    purpose: input.purpose,
    caseRefCommitment: commitToText(caseRefSalt, input.caseRef),
    justificationCommitment: commitToText(justificationSalt, input.justification),
    directorySize: input.directorySize,
    signer: input.device,
    legalBasis: input.legalBasis,
    acceptedUses: input.acceptedUses,
  });
  return { bytes, signature: signTyped('sr1.open', bytes, input.signPrivateKey), caseRefSalt, justificationSalt };
}
