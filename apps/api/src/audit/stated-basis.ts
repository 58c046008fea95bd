import { EnvelopeError, parseOpenRequest } from '@sealbridge/envelope';
import type { AuditPayload } from '@sealbridge/transparency';
import type { LegalBasis } from '@sealbridge/vocabulary';

/** The legal basis that a reader's device signed in the request of an opening; null where there is none, or no such request. */
export function statedBasis({
  action,
  deviceRequest,
}: Pick<AuditPayload, 'action' | 'deviceRequest'>): LegalBasis | null {
  if (action !== 'report.open' || deviceRequest === null) return null;
  try {
    return parseOpenRequest(deviceRequest.bytes).legalBasis;
  } catch (error) {
    if (error instanceof EnvelopeError) return null;
    throw error;
  }
}
