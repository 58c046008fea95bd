import type { SaltedCard } from '@sealbridge/envelope';
import { wipe } from '@sealbridge/sodium';
import { requireThat } from './error.js';
import { isCheckedOffer, type CheckedOffer } from './offer.js';
import { openBody } from './open-body.js';
import { openGrant, type GrantUse } from './open-grant.js';
import { keepSecrets, type OpenedReport } from './opened-report.js';
import type { CiphertextSource } from './streams.js';

/** What opening needs beyond the offer. */
export interface OpeningInput extends GrantUse {
  readonly body: CiphertextSource;
  /** The card that came in clear beside the frame, or null. */
  readonly card: SaltedCard | null;
}

/**
 * Opens a report: steps 13 to 23 of "Reader order" in docs/reference/envelope.md over an offer that passed the others. Gives
 * nothing before all of them passed. Throws OpeningError, one outward code for every reason. Call `closeReport` when done.
 */
export async function openReport(offer: CheckedOffer, input: OpeningInput): Promise<OpenedReport> {
  requireThat(isCheckedOffer(offer), 'E_SIGNATURE');
  const { core } = offer;
  const dek = openGrant(offer, input);
  try {
    const { body, card } = await openBody(dek, core, input.body, input.card);
    const { facets: _facets, policyHash: _policyHash, ...content } = body;
    const report: OpenedReport = {
      ...content,
      reportHash: offer.reportHash,
      hour: core.hour,
      policy: offer.policy,
      card,
      seen: { version: core.version, seq: offer.grantSet.seq, grantSetHash: offer.grantSetHash },
    };
    keepSecrets(report, { dek, core });
    return report;
  } catch (error) {
    wipe(dek);
    throw error;
  }
}
