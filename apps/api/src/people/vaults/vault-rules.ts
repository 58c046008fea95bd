/** Largest vault: the keys of one device with their pins, behind a handful of ways in. */
export const MAX_VAULT_BYTES = 32_768;
/** Bytes of what the recovery words find a vault by. */
export const LOOKUP_BYTES = 32;
/** Attempts to find a vault that one process looks at for one network in a minute. */
export const LOOKUPS_PER_MINUTE = 30;
