export { SEALING_ERROR_CODES, SealingError, type SealingErrorCode } from './error.js';
export type { AttachmentSource, ByteSource, CiphertextSink, SealedBlob } from './streams.js';
export { isAttachmentName, isMediaType } from './attachment-name.js';
export type { PreviousVersion, SealingIdentity, SealingInput } from './sealing-input.js';
export type { SealedGrant } from './seal-grants.js';
export { sealReport, type SealedReport } from './seal-report.js';
export { dataClassesOf, objectionOf } from './terms.js';
