import { VerifiedRecipient, type AgreementRecord } from '@sealbridge/directory';
import type { CheckpointRef } from '@sealbridge/envelope';
import { isRedactedReport, type RedactedReport } from '@sealbridge/redaction';
import { LIMITS, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import type { AttachmentSource, CiphertextSink } from './streams.js';

/** Who seals. `signPrivateKey` is the device's Ed25519 key in libsodium's 64-byte form. */
export interface SealingIdentity {
  readonly org: Id;
  readonly unit: Id;
  readonly device: Id;
  readonly signPrivateKey: Uint8Array;
}

/** The version that a new version follows. */
export interface PreviousVersion {
  readonly reportId: Id;
  readonly version: number;
  readonly reportHash: Uint8Array;
  /** The newest grant set of the report. */
  readonly grantSet: { readonly seq: number; readonly hash: Uint8Array };
}

/** Everything that goes into a sealed report. `now` is UNIX seconds. */
export interface SealingInput {
  readonly report: RedactedReport;
  /** The files of `report.attachments`, in the same order. */
  readonly attachments: readonly AttachmentSource[];
  readonly identity: SealingIdentity;
  readonly recipients: readonly VerifiedRecipient[];
  /** The originator's own unit, which always gets a grant. */
  readonly own: VerifiedRecipient;
  /** The checkpoint on which the recipients were checked. */
  readonly checkpoint: CheckpointRef;
  /** Agreements that the caller has verified. */
  readonly agreements: readonly AgreementRecord[];
  /** Ends that a party has named for agreements, by id, in UNIX seconds: no grant outlasts them. Absent for none. */
  readonly ends?: ReadonlyMap<Id, number>;
  readonly now: number;
  /** Gives one sink per stream: the body and each attachment. */
  readonly openSink: () => Promise<CiphertextSink>;
  /** Absent for a new report. */
  readonly previous?: PreviousVersion;
}

/**
 * Checks who and what takes part, at run time too: a caller in JavaScript, or one that casts, gets no further. Throws
 * SealingError E_NOT_REDACTED, E_RECIPIENTS, E_OWN_UNIT or E_ATTACHMENT.
 */
export function requireParties({ report, attachments, identity, recipients, own }: SealingInput): void {
  requireThat(isRedactedReport(report), 'E_NOT_REDACTED', 'the report has not passed redaction');
  const verified = [...recipients, own].every((recipient) => VerifiedRecipient.isVerified(recipient));
  requireThat(verified, 'E_RECIPIENTS', 'a recipient has not passed the check before sealing');
  requireThat(own.org === identity.org && own.unit === identity.unit, 'E_OWN_UNIT', 'the own unit is another one');
  const units = new Set([...recipients, own].map(({ unit }) => unit));
  const count = recipients.length;
  requireThat(count > 0 && count <= LIMITS.MAX_RECIPIENT_UNITS, 'E_RECIPIENTS', 'no recipient, or too many');
  requireThat(units.size === count + 1, 'E_RECIPIENTS', 'a unit is named twice, or is the own unit');
  const complete = attachments.length === report.attachments.length;
  requireThat(complete, 'E_ATTACHMENT', 'the files are not those of the report');
}
