/** Applications of organisations that wait for a decision at the same time; the next has to wait. */
export const MAX_OPEN_APPLICATIONS = 1_000;
/** An application that nobody touched for so many days does not count for the cap any more: a flood keeps others out no longer. */
export const OPEN_DAYS = 14;
/** Statements of one round of an application: an applicant that was asked forty times is better spoken to. */
export const MAX_STATEMENTS_PER_ROUND = 40;
/** How far the time in a question for the status may be off: it proves who asks now. */
export const STATUS_SKEW_SECONDS = 300;
/** Seconds after which an application that met the cap may be sent again. */
export const CAP_RETRY_SECONDS = 3_600;
/** How far the time of a statement may be off the server's clock, in seconds (docs/reference/vetting.md). */
export const STATEMENT_SKEW_SECONDS = 3_600;
