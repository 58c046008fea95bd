/** Addresses a member may set in a day: each gets a mail that its owner may not have asked for. */
export const ADDRESSES_PER_DAY = 3;
/** How long a code is good. */
export const CODE_HOURS = 24;
/** How often a code may be tried. */
export const CODE_ATTEMPTS = 5;
/** Digits of a code. */
export const CODE_DIGITS = 8;
/** How long notices are kept. */
export const NOTICE_DAYS = 400;
/** Minutes after which a mail that was certainly not taken is tried again, within its day. */
export const RETRY_MINUTES: readonly number[] = [1, 5, 15, 60];
/** A member who was not seen for so long is told, and so are the administrators: INACTIVE_DAYS less two weeks. */
export const INACTIVE_NEAR_DAYS = 76;
/** How long after it a lapsed suspension is still told: whoever looks less often reads the log. */
export const LAPSED_TOLD_DAYS = 7;
/** Days before the key of a unit is 90 days old at which its administrators are told; they are told again when it is. */
export const ROTATION_NEAR_DAYS = 15;
