import { CborError, decodeStrict, readFields } from '@sealbridge/cbor';
import { KEM_PUBLIC_KEY_BYTES, SIGNING_PUBLIC_KEY_BYTES } from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';

import { Rejected } from '../../platform/graphql/rejected.js';
import { invalid } from '../../platform/graphql/user-error.js';

/** Bytes of a lookup and of a MAC. */
export const PROOF_BYTES = 32;
/** How long a code is good. */
export const LINK_MINUTES = 15;
/** How long a link is kept after that; nothing is left then of who let whom in but the log. */
export const LINK_KEPT_MINUTES = 60;
/** Lookups of one question. */
export const MAX_LOOKUPS = 32;
/** Longest messages, in bytes. An offer holds a policy file. */
export const MAX_REQUEST_BYTES = 2_048;
export const MAX_OFFER_BYTES = 24_576;
export const MAX_PROOF_BYTES = 1_024;

const ID_BYTES = 16;
const REQUEST_LABEL = 'sr1lr';

/** What the server reads of a REQUEST: which link, and which device asks. */
export interface LinkRequest {
  readonly link: Id;
  readonly device: Id;
}

/** Reads a REQUEST (docs/reference/device-link.md). Throws Rejected E_LINK for anything else; its MAC is not the server's to check. */
export function readLinkRequest(bytes: Uint8Array): LinkRequest {
  try {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_REQUEST_BYTES }));
    fields.code(0, [REQUEST_LABEL]);
    const request = { link: idFromBytes(fields.bytes(1, ID_BYTES)), device: idFromBytes(fields.bytes(2, ID_BYTES)) };
    fields.bytes(3, SIGNING_PUBLIC_KEY_BYTES);
    fields.bytes(4, KEM_PUBLIC_KEY_BYTES);
    fields.end();
    return request;
  } catch (error) {
    if (error instanceof CborError)
      throw new Rejected(invalid('E_LINK', 'this is not the request of a link', 'request'));
    throw error;
  }
}

/** Throws Rejected unless the bytes have the length of a lookup or a MAC. */
export function requireProof(bytes: Uint8Array, path: string): void {
  if (bytes.length !== PROOF_BYTES) throw new Rejected(invalid('E_SIZE', 'this is 32 bytes', path));
}

/** Throws Rejected when a message is longer than it can be, or empty. */
export function requireMessage(bytes: Uint8Array, max: number, path: string): void {
  if (bytes.length === 0 || bytes.length > max)
    throw new Rejected(invalid('E_SIZE', `this is at most ${max} bytes`, path));
}
