import { encode } from '@sealbridge/cbor';
import { aeadOpen, aeadSeal, equal, fromUtf8, hkdfSha256, hmacSha256, utf8 } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';

const KEY_BYTES = 32;
/** Longest address there is: what is stored has one length, whoever's address it is. */
const PADDED_LENGTH = 254;

/**
 * Members' addresses as the database holds them: sealed to their member under a key outside it. Codes are stored as a MAC under
 * another key from the same file, so that a copy of the table does not let eight digits be tried.
 */
export class SealedAddress {
  readonly #sealing: Uint8Array;
  readonly #codes: Uint8Array;

  /** Given the notice key of the instance, 32 bytes, the same on every node. */
  constructor(noticeKey: Uint8Array) {
    this.#sealing = derive(noticeKey, 'sealbridge/notice/address');
    this.#codes = derive(noticeKey, 'sealbridge/notice/code');
  }

  seal(member: Id, address: string): Uint8Array {
    return aeadSeal({ key: this.#sealing, plaintext: utf8(address.padEnd(PADDED_LENGTH)), aad: aadOf(member) });
  }

  /** Throws CryptoError E_OPEN for another member's, or when the key is not the one it was sealed under. */
  open(member: Id, sealed: Uint8Array): string {
    return fromUtf8(aeadOpen({ key: this.#sealing, sealed, aad: aadOf(member) })).trimEnd();
  }

  /** What tells one address from another without being one: 32 bytes that nobody can try addresses against without the key. */
  mark(member: Id, address: string | null): Uint8Array {
    return hmacSha256(this.#codes, encode(['address', idToBytes(member), address]));
  }

  /** The MAC that is stored of a code. */
  codeMac(member: Id, code: string): Uint8Array {
    return hmacSha256(this.#codes, encode(['code', idToBytes(member), code]));
  }

  /** Whether a code is the one of the MAC, in constant time. */
  isCode(member: Id, code: string, mac: Uint8Array): boolean {
    return equal(this.codeMac(member, code), mac);
  }
}

function derive(ikm: Uint8Array, info: string): Uint8Array {
  return hkdfSha256({ ikm, salt: new Uint8Array(), info: utf8(info), length: KEY_BYTES });
}

function aadOf(member: Id): Uint8Array {
  return encode(['sr1/notice-address', idToBytes(member)]);
}
