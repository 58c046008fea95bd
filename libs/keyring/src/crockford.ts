const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS = 5;
const BYTE_BITS = 8;
const GROUP = 4;
const LOOK_ALIKE: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** Bytes as Crockford base 32, most significant bits first, the last character filled with zero bits. */
export function toCrockford(bytes: Uint8Array): string {
  let [text, value, bits] = ['', 0, 0];
  for (const byte of bytes) {
    value = (value << BYTE_BITS) | byte;
    for (bits += BYTE_BITS; bits >= BITS; bits -= BITS) text += ALPHABET[(value >> (bits - BITS)) & 31] ?? '';
    value &= 0xff;
  }
  return bits === 0 ? text : text + (ALPHABET[(value << (BITS - bits)) & 31] ?? '');
}

/** The bytes of `toCrockford`, or null for other characters, another length or stray bits at the end. */
export function fromCrockford(text: string, length: number): Uint8Array | null {
  const bytes = new Uint8Array(length);
  let [value, bits, at] = [0, 0, 0];
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = ((value << BITS) | digit) & 0xfff;
    bits += BITS;
    if (bits < BYTE_BITS) continue;
    bits -= BYTE_BITS;
    if (at < length) bytes[at] = (value >> bits) & 0xff;
    at += 1;
  }
  return at === length && toCrockford(bytes) === text ? bytes : null;
}

/** What a person typed: capitals, no spaces and hyphens, O for 0, I and L for 1. */
export function readTyped(text: string): string {
  const plain = text.toUpperCase().replaceAll(/[\s-]/g, '');
  return plain.replaceAll(/[OIL]/g, (character) => LOOK_ALIKE[character] ?? character);
}

/** In groups of four with this between them. */
export function inGroups(text: string, between: string): string {
  return (text.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join(between);
}
