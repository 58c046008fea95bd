// The 24 words: published vectors of BIP-39 (24 words of the English list), and text that is refused.
import { encode } from '@sealbridge/cbor';
import { deriveSigningKeyPair, hkdfSha256, toHex } from '@sealbridge/sodium';

const ZERO = `${'abandon '.repeat(23)}art`;
const LEGAL = 'legal winner thank year wave sausage worth useful '
  .repeat(3)
  .trim()
  .replace(/useful$/, 'title');
const LETTER = 'letter advice cage absurd amount doctor acoustic avoid '
  .repeat(3)
  .trim()
  .replace(/avoid$/, 'bless');
const ZOO = `${'zoo '.repeat(23)}vote`;

/** The cases of words.json. */
export function wordsCases(): object[] {
  const of = (byte: number): object => ({ value: valueOf(new Uint8Array(32).fill(byte)) });
  const refused = { error: 'E_WORDS' };
  const cases: [string, string, object][] = [
    ['entropy of zeros', ZERO, of(0)],
    ['entropy of 7f', LEGAL, of(0x7f)],
    ['entropy of 80', LETTER, of(0x80)],
    ['entropy of ones', ZOO, of(0xff)],
    ['in capitals', ZOO.toUpperCase(), of(0xff)],
    ['with white space of any kind', `\n${LEGAL.replaceAll(' ', ' \t\r\n\u3000')}  `, of(0x7f)],
    ['in full width letters, which NFKD makes plain', fullWidth(LETTER), of(0x80)],
    ['a wrong checksum', ZERO.replace(/art$/, 'about'), refused],
    ['two words that changed places', swapped(LEGAL), refused],
    ['a word that is not on the list', ZERO.replace(/^abandon/, 'abandoned'), refused],
    ['four letters in place of a word', ZERO.replace(/^abandon/, 'aban'), refused],
    ['23 words', ZERO.replace(/^abandon /, ''), refused],
    ['25 words', `${ZERO} art`, refused],
    ['12 words of another length of entropy', `${'abandon '.repeat(11)}about`, refused],
    ['a comma after a word', ZERO.replace(/^abandon/, 'abandon,'), refused],
    ['a letter with an accent', ZERO.replace(/^abandon/, 'ab\u00e1ndon'), refused],
    ['nothing', '', refused],
  ];
  return cases.map(([description, words, expect]) => ({ description, words, expect }));
}

function valueOf(entropy: Uint8Array): object {
  const part = (name: string): Uint8Array =>
    hkdfSha256({ ikm: entropy, salt: new Uint8Array(0), info: encode(['sr1/words', name]), length: 32 });
  return {
    entropy: toHex(entropy),
    lookup: toHex(part('lookup')),
    signPublicKey: toHex(deriveSigningKeyPair(part('sign')).publicKey),
    shareKey: toHex(part('share')),
  };
}

function fullWidth(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
}

function swapped(text: string): string {
  const [first = '', second = '', ...rest] = text.split(' ');
  return [second, first, ...rest].join(' ');
}
