/** A proof of an agency is good for this long, and for one session. */
export const PROOF_SECONDS = 600;
/** How long somebody may take at the identity provider. */
export const ATTEMPT_SECONDS = 600;
/** The provider must have asked the person within this time. */
export const MAX_AUTHENTICATION_AGE_SECONDS = 300;
/** How long the provider may take to answer us, in seconds. */
export const PROVIDER_TIMEOUT_SECONDS = 5;
/** What was read of a provider's configuration and keys is read again after this long. */
export const PROVIDER_CACHE_MS = 3_600_000;
/** Bytes of the token whose holder a proof is for. */
export const PROOF_TOKEN_BYTES = 32;
/** Bytes of its SHA-256 that find the proof, and that a command line shows before there is one. */
export const PROOF_LOOKUP_BYTES = 10;
/**
 * Where the people of an organisation come back to from their provider, below the public origin. Each has an address of its own, so that
 * what one provider answered is never taken to another (mix-up, RFC 9700 section 4.4).
 */
export const callbackPath = (organisation: string): string => `/agency/${organisation}/callback`;
/** Where they go on. */
export const SIGN_IN_PATH = '/sign-in';
