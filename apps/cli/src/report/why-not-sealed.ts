import type { AgreementRecord, VerifiedRecipient } from '@sealbridge/directory';
import type { RedactedReport } from '@sealbridge/redaction';
import { objectionOf } from '@sealbridge/sealing';

/**
 * The reason why a report is sealed to no reader of a unit under any of the agreements with its organisation, or null. A marking above
 * the ceiling is left to the readers, each of whom is told so: `wrong_purpose`, or the code with which `report submit` refuses.
 */
export function whyNotSealed(
  report: RedactedReport,
  between: readonly AgreementRecord[],
  recipient: Pick<VerifiedRecipient, 'purposes'>,
): string | null {
  const objections = between.map((record) => objectionOf(record, report, recipient));
  if (objections.includes(null) || objections.includes('E_MARKING')) return null;
  const last = objections.at(-1) ?? null;
  return last === 'E_PURPOSE' ? 'wrong_purpose' : last;
}
