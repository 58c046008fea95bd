/** Why somebody was not vouched for (docs/reference/agency.md). */
export type AgencyErrorCode =
  | 'E_AGENCY_UNKNOWN'
  | 'E_AGENCY_UNAVAILABLE'
  | 'E_AGENCY_STATE'
  | 'E_AGENCY_REFUSED'
  | 'E_AGENCY_CODE'
  | 'E_AGENCY_RATE';

/** A sign-in with an agency that came to nothing. */
export class AgencyError extends Error {
  constructor(readonly code: AgencyErrorCode) {
    super(code);
    this.name = 'AgencyError';
  }
}
