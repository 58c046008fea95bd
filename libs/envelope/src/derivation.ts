import { encode, type CborValue } from '@sealbridge/cbor';
import { concat, HASH_BYTES, hkdfSha256, hmacSha256, STREAM_KEY_BYTES, u32be, utf8 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

/** HPKE info of a grant. */
export const DEK_INFO = utf8('sr1/dek');

/** Which version of which report a data encryption key is for. */
export interface KeyScope {
  readonly reportId: Id;
  readonly version: number;
}

/** The key of the body stream. */
export function deriveBodyKey(dek: Uint8Array, scope: KeyScope): Uint8Array {
  return derive(dek, scope, ['sr1/body'], STREAM_KEY_BYTES);
}

/** The key of one attachment's stream. */
export function deriveAttachmentKey(dek: Uint8Array, scope: KeyScope, attachmentId: Id): Uint8Array {
  return derive(dek, scope, ['sr1/att', idToBytes(attachmentId)], STREAM_KEY_BYTES);
}

/** The MAC over CORE, which commits to the key: Poly1305 does not (security.md 2.1, security-corrections A1). */
export function commitToKey(dek: Uint8Array, scope: KeyScope, core: Uint8Array): Uint8Array {
  return hmacSha256(derive(dek, scope, ['sr1/mac'], HASH_BYTES), core);
}

// Labels are CBOR arrays, never joined texts (security-corrections A13).
function derive(dek: Uint8Array, scope: KeyScope, label: readonly CborValue[], length: number): Uint8Array {
  const salt = concat(idToBytes(scope.reportId), u32be(scope.version));
  return hkdfSha256({ ikm: dek, salt, info: encode(label), length });
}
