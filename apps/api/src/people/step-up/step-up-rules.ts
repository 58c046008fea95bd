/** A challenge for a person in front of an authenticator is good this long, and so is what they approved with it. */
export const STEP_UP_SECONDS = 300;
/** Bytes of the digest of an operation. */
export const OPERATION_BYTES = 32;
