/** Hours after which an emergency suspension lapses unless a second steward confirms it. */
export const EMERGENCY_SUSPENSION_HOURS = 24;
/** Days for which a vetting holds before it has to be attested again. */
export const ATTESTATION_DAYS = 365;
/** Days before an end at which a reminder is due, farthest first. */
export const REMINDER_DAYS = Object.freeze([90, 30, 7] as const);
/** Hours for which an invitation can be accepted. */
export const INVITATION_HOURS = 7 * 24;
/** Wrong codes after which an invitation is closed. */
export const INVITATION_ATTEMPTS = 5;
/** Days without a sign-in after which a member is disabled (CJIS Security Policy 5.9.5, AC-2(3)). */
export const INACTIVE_DAYS = 90;
