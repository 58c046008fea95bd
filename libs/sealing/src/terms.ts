import { isLive, type AgreementRecord, type VerifiedRecipient } from '@sealbridge/directory';
import { isSubset, type Policy } from '@sealbridge/envelope';
import type { RedactedReport } from '@sealbridge/redaction';
import { handlingRank, markingRank, type DataClass, type Id, type Purpose } from '@sealbridge/vocabulary';
import { requireThat, SealingError, type SealingErrorCode } from './error.js';
import { hourAfter, hourAfterMonths, hourOf } from './term.js';

/** What one recipient may do with a report, and the agreement that says so. */
export interface RecipientTerms {
  readonly recipient: VerifiedRecipient;
  readonly agreement: { readonly id: Id; readonly versionHash: Uint8Array };
  readonly purposes: readonly Purpose[];
  /** UNIX hour in which opening ends. */
  readonly notAfter: number;
  readonly retentionMonths: number;
}

/** What the terms of a report are made from. `now` is UNIX seconds. */
export interface TermsInput {
  readonly report: RedactedReport;
  readonly originOrg: Id;
  readonly recipients: readonly VerifiedRecipient[];
  /** Verified agreements of the originator; others are passed over. */
  readonly agreements: readonly AgreementRecord[];
  /** Earlier ends of agreements, by id, UNIX seconds. */
  readonly ends?: ReadonlyMap<Id, number>;
  readonly now: number;
}

/** The policy of a report and the terms of each recipient. */
export interface Terms {
  readonly policy: Policy;
  readonly recipients: readonly RecipientTerms[];
}

/**
 * Finds for each recipient an agreement that is live and allows this report. No agreement, no key. Throws SealingError
 * E_AGREEMENT, E_MARKING, E_DATA_CLASS, E_PURPOSE or E_TERM with the recipient's handle.
 */
export function settleTerms(input: TermsInput): Terms {
  const { report, now } = input;
  const latest = latestHour(report);
  const recipients = input.recipients.map((recipient) => recipientTerms(input, recipient, latest));
  const policy = {
    tlp: report.tlp,
    handling: report.handling,
    urgency: report.urgency,
    discovery: report.discovery,
    purposes: [...new Set(recipients.flatMap(({ purposes }) => purposes))],
    openUntil: Math.max(...recipients.map(({ notAfter }) => notAfter)),
    agreements: [...new Set(recipients.map(({ agreement }) => agreement.id))],
    retentionMonths: Math.max(...recipients.map(({ retentionMonths }) => retentionMonths)),
  };
  requireThat(policy.openUntil > hourOf(now), 'E_TERM', 'the report could not be opened for even an hour');
  return { policy, recipients };
}

function recipientTerms(input: TermsInput, recipient: VerifiedRecipient, latest: number): RecipientTerms {
  const { report, now } = input;
  const record = allowingAgreement(input, recipient);
  const { agreement, hash } = record;
  // the server takes no grant that outlasts its agreement
  const end = Math.min(agreement.end, input.ends?.get(agreement.agreement) ?? Infinity);
  const notAfter = Math.min(latest, hourAfterMonths(now, agreement.retentionMonths), hourOf(end));
  requireThat(notAfter > hourOf(now), 'E_TERM', 'the report could not be opened for even an hour', recipient.handle);
  return {
    recipient,
    agreement: { id: agreement.agreement, versionHash: hash },
    purposes: purposesFor(report, record, recipient),
    notAfter,
    retentionMonths: agreement.retentionMonths,
  };
}

// The first agreement that allows everything; else the reason of the last one that was looked at.
function allowingAgreement({ report, originOrg, agreements, now }: TermsInput, to: VerifiedRecipient): AgreementRecord {
  const between = agreements.filter(
    ({ agreement }) => agreement.orgs.includes(originOrg) && agreement.orgs.includes(to.org) && isLive(agreement, now),
  );
  let reason: SealingErrorCode = 'E_AGREEMENT';
  for (const record of between) {
    const objection = objectionOf(record, report, to);
    if (objection === null) return record;
    reason = objection;
  }
  throw new SealingError(reason, REASONS[reason] ?? 'no agreement allows it', to.handle);
}

const REASONS: Partial<Record<SealingErrorCode, string>> = {
  E_AGREEMENT: 'there is no live agreement with this organisation',
  E_MARKING: 'the marking is above what the agreement allows',
  E_DATA_CLASS: 'the agreement does not cover everything in the report',
  E_PURPOSE: 'the agreement does not allow these purposes, or the unit does not work for them',
};

/**
 * What a grant for a recipient would allow: what the report names, else all that the agreement allows and the unit works for. Empty when
 * the report names what one of the two rules out.
 */
function purposesFor(
  { purposes: named }: Pick<RedactedReport, 'purposes'>,
  { agreement }: Pick<AgreementRecord, 'agreement'>,
  { purposes: worksFor }: Pick<VerifiedRecipient, 'purposes'>,
): readonly Purpose[] {
  const possible = agreement.purposes.filter((purpose) => worksFor.includes(purpose));
  if (named === undefined) return possible;
  return isSubset(named, possible) ? named : [];
}

/** Why a report is not sealed to a recipient under an agreement between the two organisations; null when nothing speaks against it. */
export function objectionOf(
  record: AgreementRecord,
  report: RedactedReport,
  to: Pick<VerifiedRecipient, 'purposes'>,
): SealingErrorCode | null {
  const { agreement } = record;
  if (markingRank(report.tlp) > markingRank(agreement.markingCeiling)) return 'E_MARKING';
  if (handlingRank(report.handling) > handlingRank(agreement.handlingCeiling)) return 'E_MARKING';
  if (!isSubset(dataClassesOf(report), agreement.dataClasses)) return 'E_DATA_CLASS';
  return purposesFor(report, record, to).length > 0 ? null : 'E_PURPOSE';
}

/** The classes of data that a report holds, for which an agreement has to provide. */
export function dataClassesOf(report: Pick<RedactedReport, 'identifiers' | 'attachments'>): DataClass[] {
  return [
    'pattern_card',
    'statements',
    ...(report.identifiers.length > 0 ? (['identifiers'] as const) : []),
    ...(report.attachments.length > 0 ? (['attachments'] as const) : []),
  ];
}

function latestHour({ openUntil, consent }: RedactedReport): number {
  const ends = [openUntil, consent.expires].filter((date) => date !== undefined);
  return Math.min(Infinity, ...ends.map(hourAfter));
}
