/** COSE algorithms in the order we ask for them: Ed25519, ES256, RS256. */
export const PASSKEY_ALGORITHMS: readonly number[] = [-8, -7, -257];
/** Longest credential id (WebAuthn Level 3, section 4: at most 1023 bytes). */
export const MAX_CREDENTIAL_ID_BYTES = 1023;
/** A challenge for a person in front of an authenticator is good this long: people are slow. */
export const PASSKEY_CHALLENGE_SECONDS = 300;
/** Passkeys of one device. */
export const MAX_PASSKEYS = 10;
/** Bytes of the user handle a device has towards authenticators; it says nothing of the person. */
export const USER_HANDLE_BYTES = 16;
/** Longest client data, in bytes. */
export const MAX_CLIENT_DATA_BYTES = 4096;
/** Longest authenticator data of an assertion, in bytes. */
export const MAX_AUTHENTICATOR_DATA_BYTES = 4096;
/** Longest attestation object, in bytes: certificates of other makers' attestations are not asked for. */
export const MAX_ATTESTATION_BYTES = 16_384;
/** Longest signature, in bytes: RSA of 4096 bits. */
export const MAX_SIGNATURE_BYTES = 512;
/** What authenticators call the ways they are reached (WebAuthn Level 3, AuthenticatorTransport). */
export const TRANSPORTS = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
/** One of TRANSPORTS. */
export type Transport = (typeof TRANSPORTS)[number];

/** Who vouches for an authenticator: nobody, the passkey's own key, or a certificate of its maker. */
export type AttestationKind = 'none' | 'self' | 'certified';

/** What a relying party asks of passkeys. */
export interface PasskeyRules {
  /** COSE numbers of the algorithms a passkey may have. */
  readonly algorithms: readonly number[];
  /** Attestations that are taken. */
  readonly attestations: readonly AttestationKind[];
  /** Whether the person must have been verified by the authenticator, not only have been there. */
  readonly userVerification: boolean;
  /** Whether a page inside one of another origin may ask. */
  readonly crossOrigin: boolean;
}

/**
 * What this server asks (security §2.6): the person verified, never inside another's page. No attestation is asked for, so what a
 * maker's certificate says cannot tell people's devices apart.
 */
export const PASSKEY_RULES: PasskeyRules = {
  algorithms: PASSKEY_ALGORITHMS,
  attestations: ['none', 'self'],
  userVerification: true,
  crossOrigin: false,
};
