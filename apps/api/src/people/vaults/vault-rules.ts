/** Largest vault: the keys of one device with their pins, behind a handful of ways in. */
export const MAX_VAULT_BYTES = 32_768;
/** Versions rise by one with each change; nobody gets here but by mistake. */
export const MAX_VAULT_VERSION = 2_147_483_647;
/** Bytes of what the recovery words find a vault by. */
export const LOOKUP_BYTES = 32;
