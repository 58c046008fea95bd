import { encode } from '@sealbridge/cbor';
import { STREAM_OVERHEAD_BYTES } from '@sealbridge/sodium';
import { idToBytes, LIMITS, type Id } from '@sealbridge/vocabulary';
import { requireThat } from './error.js';
import { ENVELOPE_LIMITS } from './limits.js';
import { paddedLength, type StreamKind } from './padding.js';

/** Plaintext bytes in every chunk of a stream but the last. */
export const CHUNK_BYTES = 65_536;
/** Ciphertext bytes in every chunk of a stream but the last. */
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + STREAM_OVERHEAD_BYTES;
/** The longest ciphertext of a body, without its header. */
export const MAX_BODY_CIPHERTEXT_BYTES = ciphertextLength(ENVELOPE_LIMITS.MAX_BODY_BYTES);
/** The longest ciphertext of an attachment, without its header. */
export const MAX_ATTACHMENT_CIPHERTEXT_BYTES = ciphertextLength(
  paddedLength('attachment', LIMITS.MAX_ATTACHMENT_BYTES),
);

/** Length of the ciphertext of `padded` bytes, without the header. */
export function ciphertextLength(padded: number): number {
  return padded + Math.max(1, Math.ceil(padded / CHUNK_BYTES)) * STREAM_OVERHEAD_BYTES;
}

/**
 * Length of the padded plaintext in a ciphertext of `length` bytes. Throws EnvelopeError E_FIELD when no padded plaintext
 * of this kind gives that length, E_SIZE when it is over the limit.
 */
export function requireCiphertextLength(kind: StreamKind, length: number): number {
  const max = kind === 'body' ? MAX_BODY_CIPHERTEXT_BYTES : MAX_ATTACHMENT_CIPHERTEXT_BYTES;
  requireThat(length <= max, 'E_SIZE', `the ${kind} is over its limit`);
  const chunks = Math.ceil(length / SEALED_CHUNK_BYTES);
  const padded = length - chunks * STREAM_OVERHEAD_BYTES;
  const possible = padded > 0 && ciphertextLength(padded) === length && paddedLength(kind, padded - 1) === padded;
  requireThat(possible, 'E_FIELD', `the ${kind} has a length that padding cannot give`);
  return padded;
}

/** What the first chunk of a body is bound to. */
export function bodyAad(reportId: Id, version: number): Uint8Array {
  return encode(['sr1/body', idToBytes(reportId), version]);
}

/** What the first chunk of an attachment is bound to (security-corrections A12). */
export function attachmentAad(reportId: Id, version: number, attachmentId: Id): Uint8Array {
  return encode(['sr1/att', idToBytes(reportId), version, idToBytes(attachmentId)]);
}
