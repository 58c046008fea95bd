/** A challenge is good for one attempt within this time. */
export const CHALLENGE_SECONDS = 60;
/** How far the clock of a device may be off at sign-in. */
export const CLOCK_SKEW_SECONDS = 120;
/** A session ends after this time without a request ... */
export const IDLE_MINUTES = 15;
/** ... and after this time whatever happens. */
export const ABSOLUTE_HOURS = 8;
/** The row of a session is kept this long after its end. */
export const ENDED_HOURS = 24;
/** Failures of one device at one address that lock it there (CJIS AC-7). */
export const FAILURES_PER_DEVICE = 5;
/**
 * Failures of all devices at one address that lock the address. Higher than for a device: an office behind one address must
 * not be shut out by one colleague (security-corrections D13).
 */
export const FAILURES_PER_ADDRESS = 25;
/** How long a lock lasts, and how long a failure is remembered. */
export const LOCK_MINUTES = 15;
/** Bytes of a bearer token; only its SHA-256 is stored. */
export const TOKEN_BYTES = 32;
/** Bytes of a challenge. */
export const NONCE_BYTES = 32;
