export * from './report-draft.js';
export * from './finding.js';
export * from './decisions.js';
export type { Reading, RedactedContent, RedactedReport } from './redacted-report.js';
export { isRedactedReport } from './redacted-report.js';
export { findings } from './findings.js';
export { parseReportDraft, type ParsedReport } from './parse-report.js';
export { parseDecisions, type ParsedDecisions } from './parse-decisions.js';
export { parseDecisionsFile, parseReportFile } from './read-file.js';
