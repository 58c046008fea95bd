import { LIMITS } from '@sealbridge/vocabulary';

/** Recipient units and the originator's own. */
export const MAX_GRANTS = LIMITS.MAX_RECIPIENT_UNITS + 1;
/** A cosigned checkpoint with every witness of a large policy. */
export const MAX_NOTE_BYTES = 16 * 1024;
/** How far the hour of an envelope may be from the server's. */
export const MAX_HOURS_OFF = 1;
/** How far the clock of a reader may be off when it signs an open request. */
export const OPEN_CLOCK_SKEW_SECONDS = 300;
/** An opening offer is good for one attempt within this time. */
export const OFFER_SECONDS = 300;
/** Slices in which a blob is stored and served. */
export const BLOB_CHUNK_BYTES = 64 * 1024;
/** The largest ciphertext: an attachment of 25 MiB, padded, with 17 bytes more for every 64 KiB. */
export const MAX_BLOB_BYTES = 27 * 1024 * 1024;
/** A repeated request is known as one for this time. */
export const IDEMPOTENCY_HOURS = 24;
/** Uploads and downloads of one device at the same time. */
export const MAX_STREAMS_PER_DEVICE = 32;
/** Ciphertext that no report names is removed after this time. */
export const UNREFERENCED_HOURS = 24;
/** Ciphertext of one organisation that no report names yet. */
export const MAX_UNREFERENCED_BYTES = 1024 * 1024 * 1024;
