export * from './report-draft.js';
export * from './finding.js';
export * from './decisions.js';
export type { Reading, RedactedContent, RedactedReport } from './redacted-report.js';
export { isRedactedReport } from './redacted-report.js';
