import { LIMITS } from '@sealbridge/vocabulary';

const KIB = 1024;

/** The suite number of `sr1`; there is no other and no negotiation. */
export const SUITE = 1;
/** The padding scheme of `sr1`. */
export const PADDING_SCHEME = 1;

/** Every size limit of an envelope, in bytes unless the name says otherwise (docs/reference/envelope.md). */
export const ENVELOPE_LIMITS = Object.freeze({
  MAX_CORE_BYTES: 4 * KIB,
  /** CORE with its frame: MAC, signature, signer and their CBOR. */
  MAX_FRAME_BYTES: 4 * KIB + 256,
  MAX_POLICY_BYTES: 4 * KIB,
  MAX_CARD_BYTES: 64 * KIB,
  MAX_GRANT_BYTES: 2 * KIB,
  MAX_GRANT_SET_BYTES: 4 * KIB,
  MAX_GRANT_SET_FRAME_BYTES: 4 * KIB + 256,
  /** A padded body. */
  MAX_BODY_BYTES: 2 * KIB * KIB,
  MAX_REQUEST_BYTES: KIB,
  /** A statement about keys: a credential id alone may have 1,023 bytes. */
  MAX_STATEMENT_BYTES: 2 * KIB,
  /** Ways to the keys of one device. */
  MAX_WAYS: 16,
  /** Values in a grant set: 64 recipients and the own unit, filled to a multiple of 8. */
  MAX_GRANT_SET_VALUES: 72,
  MAX_AGREEMENTS: LIMITS.MAX_RECIPIENT_UNITS,
  /** Characters of the name of a log or of the address of a server. */
  MAX_ORIGIN_CHARACTERS: 255,
  MAX_ATTACHMENT_NAME_CHARACTERS: 255,
  MAX_MEDIA_TYPE_CHARACTERS: 127,
});

/** The highest version of a report: it enters the derivation of keys as 32 bits. */
export const MAX_VERSION = 0xffff_ffff;

/** Longest id of a credential (WebAuthn level 3, section 4). */
export const MAX_CREDENTIAL_ID_BYTES = 1023;
/** Length in bytes of an id. */
export const ID_BYTES = 16;
/** Length in bytes of a data encryption key. */
export const DEK_BYTES = 32;
/** Length in bytes of the salt of a card. */
export const FACETS_SALT_BYTES = 32;
/** Length in bytes of the salt of a commitment. */
export const COMMITMENT_SALT_BYTES = 16;
