/** A whole event record: the largest is an epoch of a unit with MAX_LOCKBOXES devices. */
export const MAX_RECORD_BYTES = 64 * 1024;
/** A leaf: five small fields. */
export const MAX_LEAF_BYTES = 256;
/** The private part of a member. */
export const MAX_PRIVATE_BYTES = 1024;
/** The body of an agreement. */
export const MAX_AGREEMENT_BYTES = 8 * 1024;
/** An agreement with its signatures. */
export const MAX_AGREEMENT_RECORD_BYTES = MAX_AGREEMENT_BYTES + 1024;
/** What a party says about the standing of an agreement. */
export const MAX_STANDING_BYTES = 512;
/** A standing with its signatures. */
export const MAX_STANDING_RECORD_BYTES = 1024;
/** What stewards say about the policy. */
export const MAX_RULES_BYTES = 4 * 1024;
/** The same with its signatures. */
export const MAX_RULES_RECORD_BYTES = MAX_RULES_BYTES + 1024;
/** Parameters that one policy document can have. */
export const MAX_RULES_PARAMETERS = 32;
/** How long a statement about the policy can wait for its second signature: 30 days. */
export const MAX_RULES_AGE_SECONDS = 30 * 24 * 3600;
/** A vetting statement with its signatures. */
export const MAX_VET_RECORD_BYTES = 32 * 1024;
/** Rounds of one application: the admission and the attestations of the years after. */
export const MAX_VET_ROUND = 1000;
/** An invitation. */
export const MAX_INVITE_BYTES = 8 * 1024;
/** An invitation with its signature. */
export const MAX_INVITE_RECORD_BYTES = MAX_INVITE_BYTES + 1024;
/** What a joining device says of itself: two public keys and a proof. */
export const MAX_JOIN_BYTES = 1536;
/** The origin of a log, in UTF-16 units. */
export const MAX_ORIGIN_LENGTH = 255;
/** Devices that can hold the key of one unit's epoch. */
export const MAX_LOCKBOXES = 500;
/** Active devices of one member, up to which the member itself lets in another. */
export const MAX_OWN_DEVICES = 10;
/** Guardians of an organisation: fewer could not spare one, more would not be known to each other. */
export const MIN_GUARDIANS = 3;
export const MAX_GUARDIANS = 5;
/** How many of them together rebuild the recovery key. */
export const MIN_RECOVERY_THRESHOLD = 2;
export const MAX_RECOVERY_THRESHOLD = 3;
/** The longest time between the start of a recovery and its completion, in hours. */
export const MAX_RECOVERY_DELAY_HOURS = 72;
/** Lockboxes for the new device, and recovery lockboxes, that one completion of a recovery holds: both fit in a record. */
export const MAX_RECOVERY_LOCKBOXES = 500;
/** Units of one member. */
export const MAX_UNITS_OF_MEMBER = 64;
/** Jurisdictions of one member or agreement. */
export const MAX_JURISDICTIONS = 300;
/** Signatures that any rule asks for: two roots each of two organisations. */
export const MAX_SIGNATURES = 4;
/** A name of an organisation or a person, in UTF-16 units. */
export const MAX_NAME_LENGTH = 200;
/** Retention an agreement can grant, in months. */
export const MAX_RETENTION_MONTHS = 120;

/** Sealing needs a cosignature no older than this (security-corrections C2). */
export const MAX_CHECKPOINT_AGE_SECONDS = 3600;
/** An epoch is due for rotation after 90 days. */
export const MAX_EPOCH_AGE_HOURS = 90 * 24;
/** A due epoch is refused after this grace; a closed one has none (security-corrections B5). */
export const EPOCH_GRACE_HOURS = 24;
/** How far the time of a statement may be from the clock of whoever takes it on. */
export const MAX_CLOCK_DIFFERENCE_SECONDS = 3600;
/** Seconds in an hour: the directory counts UNIX hours. */
export const SECONDS_PER_HOUR = 3600;
