import { fromHex, sha256, toHex } from '@sealbridge/sodium';

import { PROOF_LOOKUP_BYTES } from './agency-rules.js';

const CODE = /^[0-9a-f]{4}(?:-[0-9a-f]{4}){4}$/u;

/** What a proof for the holder of this token is found by. */
export function lookupOf(token: Uint8Array): Uint8Array {
  return sha256(token).slice(0, PROOF_LOOKUP_BYTES);
}

/** The lookup as a command line shows it: hexadecimal digits in five groups of four. */
export function writeProofCode(lookup: Uint8Array): string {
  return (toHex(lookup).match(/.{4}/gu) ?? []).join('-');
}

/** Reads what `writeProofCode` wrote; null for anything else. */
export function parseProofCode(text: string): Uint8Array | null {
  return CODE.test(text) ? fromHex(text.replaceAll('-', '')) : null;
}
