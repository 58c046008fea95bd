export { LOCAL_OPENING_CODES, OpeningError, type LocalOpeningCode } from './error.js';
export type { CiphertextSource, PlaintextSink } from './streams.js';
export { checkOffer, type CheckedOffer, type OfferInput, type SeenReport } from './offer.js';
export { checkReliedOn, type CheckpointEvidence } from './relied-checkpoint.js';
export type { GrantUse, ReadingUnit } from './open-grant.js';
export { makeOpenRequest, type OpenRequestInput, type SignedOpenRequest } from './open-request.js';
export { openReport, type OpeningInput } from './open-report.js';
export { closeReport, type OpenedReport } from './opened-report.js';
export { openAttachment } from './open-attachment.js';
