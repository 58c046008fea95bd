import { sha256 } from '@sealbridge/sodium';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const FINGERPRINT_BYTES = 15;
const GROUP_LENGTH = 4;
const BITS_PER_CHARACTER = 5n;

/**
 * What two people read to each other: the first 120 bits of the SHA-256 of a public key or an event hash, as 24 characters
 * of Crockford base32 in six groups of four joined by hyphens.
 */
export function fingerprint(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of sha256(bytes).subarray(0, FINGERPRINT_BYTES)) bits = (bits << 8n) | BigInt(byte);
  const length = (FINGERPRINT_BYTES * 8) / Number(BITS_PER_CHARACTER);
  const characters = Array.from({ length }, (_, index) => {
    const shift = BITS_PER_CHARACTER * BigInt(length - 1 - index);
    return CROCKFORD.charAt(Number((bits >> shift) & 31n));
  });
  const groups = Array.from({ length: length / GROUP_LENGTH }, (_, group) =>
    characters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  );
  return groups.join('-');
}

/** Whether text typed or scanned by a person names the fingerprint: case, hyphens, spaces, O, I and L are forgiven. */
export function matchesFingerprint(typed: string, expected: string): boolean {
  return bareFingerprint(typed) === bareFingerprint(expected);
}

function bareFingerprint(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}
