// Makes the vector file of this folder. Values of SHA-256, HMAC, HKDF and Ed25519 come out of Node's own crypto (OpenSSL), those
// of Argon2id, X-Wing, HPKE and the streams out of libs/sodium, which is checked against published vectors and against
// @hpke/core beside them. Written once and kept.
import { createHash, createHmac, createPrivateKey, hkdfSync, sign } from 'node:crypto';
import {
  aeadSeal,
  argon2id,
  concat,
  deriveKemPublicKey,
  deriveSigningKeyPair,
  hpkeSeal,
  makeStreamSealer,
  sha256,
  SIGNATURE_DOMAINS,
  signTyped,
  toBase64Url,
  toHex,
  utf8,
} from '@sealbridge/sodium';
import { sealWithTag } from '../envelope/raw-stream.js';

const LOW_ORDER_X25519 = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];
const SMALL_ORDER_ED25519 = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
];
const PKCS8_ED25519 = '302e020100300506032b657004220420';

/** The files by name. */
export function makeSodiumVectors(): Record<string, object> {
  const cases = [...hashCases(), ...signatureCases(), ...kemCases(), ...sealCases(), ...textCases()];
  return { 'operations.json': { description: 'operations of libs/sodium', cases } };
}

function one(description: string, operation: string, input: Record<string, string>, expect: object): object {
  return { description, operation, input, expect };
}

function fresh(label: string): Uint8Array {
  return sha256(utf8(`sodium vector/${label}`));
}

function hashCases(): object[] {
  const message = Buffer.from('a message');
  const key = Buffer.alloc(70, 3);
  const okm = hkdfSync('sha256', fresh('ikm'), fresh('salt'), message, 100);
  const salt = fresh('salt').slice(0, 16);
  const passphrase = 'correct horse';
  const limits = { opsLimit: 1, memLimitBytes: 8192, length: 32 };
  const derived = argon2id({ passphrase: utf8(passphrase), salt, ...limits });
  const hkdf = { ikm: toHex(fresh('ikm')), salt: toHex(fresh('salt')), info: message.toString('hex') };
  const stretch = { passphrase, salt: toHex(salt), passes: '1', memory: '8192', length: '32' };
  return [
    one(
      'SHA-256',
      'sha256',
      { message: message.toString('hex') },
      { value: createHash('sha256').update(message).digest('hex') },
    ),
    one(
      'HMAC with a long key',
      'hmacSha256',
      { key: key.toString('hex'), message: message.toString('hex') },
      { value: createHmac('sha256', key).update(message).digest('hex') },
    ),
    one('HKDF over four blocks', 'hkdfSha256', { ...hkdf, length: '100' }, { value: Buffer.from(okm).toString('hex') }),
    one('HKDF longer than 255 blocks', 'hkdfSha256', { ...hkdf, length: '8161' }, { error: 'E_LENGTH' }),
    one('Argon2id', 'argon2id', stretch, { value: toHex(derived) }),
    one('Argon2id with a short salt', 'argon2id', { ...stretch, salt: '00' }, { error: 'E_LENGTH' }),
    one('Argon2id with too little memory', 'argon2id', { ...stretch, memory: '8191' }, { error: 'E_BAD_KEY' }),
  ];
}

function signatureCases(): object[] {
  const seed = fresh('seed');
  const { publicKey, privateKey } = deriveSigningKeyPair(seed);
  const node = createPrivateKey({
    key: Buffer.concat([Buffer.from(PKCS8_ED25519, 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const body = utf8('a body');
  const paeText = (domain: string): Buffer => Buffer.from(`DSSEv1 ${domain.length} ${domain} ${body.length} a body`);
  const signature = toHex(signTyped('sr1.open', body, privateKey));
  const verify = { domain: 'sr1.open', body: toHex(body), signature, publicKey: toHex(publicKey) };
  return [
    ...SIGNATURE_DOMAINS.map((domain) =>
      one(
        `signature in domain ${domain}`,
        'signTyped',
        { domain, body: toHex(body), seed: toHex(seed) },
        { value: sign(null, paeText(domain), node).toString('hex') },
      ),
    ),
    one(
      'typed hash',
      'hashTyped',
      { domain: 'sr1.core', body: toHex(body) },
      { value: createHash('sha256').update(paeText('sr1.core')).digest('hex') },
    ),
    one('a domain that is not registered', 'hashTyped', { domain: 'sr1.none', body: '' }, { error: 'E_DOMAIN' }),
    one('a signature', 'verifyTyped', verify, { value: true }),
    one('a signature in another domain', 'verifyTyped', { ...verify, domain: 'sr1.export' }, { value: false }),
    one('a signature over another body', 'verifyTyped', { ...verify, body: '00' }, { value: false }),
    one('a signature of 63 bytes', 'verifyTyped', { ...verify, signature: signature.slice(2) }, { value: false }),
    one(
      'a signature with S beyond the group order',
      'verifyTyped',
      { ...verify, signature: `${signature.slice(0, 64)}${'ff'.repeat(32)}` },
      { value: false },
    ),
    ...SMALL_ORDER_ED25519.map((key) =>
      one(
        `signing key of small order ${key.slice(0, 8)}`,
        'isAcceptableSigningKey',
        { publicKey: key },
        { value: false },
      ),
    ),
    one('an honest signing key', 'isAcceptableSigningKey', { publicKey: toHex(publicKey) }, { value: true }),
  ];
}

function kemCases(): object[] {
  const seed = fresh('kem');
  const publicKey = deriveKemPublicKey(seed);
  const [info, aad] = [utf8('sr1/dek'), fresh('aad')];
  const { enc, ct } = hpkeSeal({ publicKey, info, aad, plaintext: fresh('dek') });
  const open = { seed: toHex(seed), enc: toBase64Url(enc), ct: toHex(ct), info: toHex(info), aad: toHex(aad) };
  const withX25519 = (hex: string): string => toBase64Url(concat(publicKey.slice(0, 1184), Buffer.from(hex, 'hex')));
  const notCanonical = concat(Uint8Array.of(0xff, 0xff, 0xff), publicKey.slice(3));
  return [
    one('X-Wing public key of a seed', 'kemPublicKey', { seed: toHex(seed) }, { value: toHex(sha256(publicKey)) }),
    one('an honest KEM key', 'isAcceptableKemKey', { publicKey: toBase64Url(publicKey) }, { value: true }),
    one(
      'a KEM key with a non-canonical ML-KEM part',
      'isAcceptableKemKey',
      { publicKey: toBase64Url(notCanonical) },
      { value: false },
    ),
    ...LOW_ORDER_X25519.map((hex) =>
      one(
        `a KEM key with the low-order X25519 part ${hex.slice(0, 8)}`,
        'isAcceptableKemKey',
        { publicKey: withX25519(hex) },
        { value: false },
      ),
    ),
    one(
      'a KEM key that is a byte short',
      'isAcceptableKemKey',
      { publicKey: toBase64Url(publicKey.slice(1)) },
      { value: false },
    ),
    one('HPKE', 'hpkeOpen', open, { value: toHex(fresh('dek')) }),
    one('HPKE with another info', 'hpkeOpen', { ...open, info: toHex(utf8('sr1/lockbox')) }, { error: 'E_OPEN' }),
    one('HPKE with another aad', 'hpkeOpen', { ...open, aad: '' }, { error: 'E_OPEN' }),
    one('HPKE with another key', 'hpkeOpen', { ...open, seed: toHex(fresh('other')) }, { error: 'E_OPEN' }),
    one(
      'HPKE with a short encapsulation',
      'hpkeOpen',
      { ...open, enc: toBase64Url(enc.slice(1)) },
      { error: 'E_OPEN' },
    ),
    one(
      'HPKE with a low-order X25519 part in the encapsulation',
      'hpkeOpen',
      { ...open, enc: toBase64Url(concat(enc.slice(0, 1088), new Uint8Array(32))) },
      { error: 'E_OPEN' },
    ),
  ];
}

function sealCases(): object[] {
  const key = fresh('aead');
  const sealed = aeadSeal({ key, plaintext: utf8('text'), aad: utf8('aad') });
  const aead = { key: toHex(key), sealed: toHex(sealed), aad: toHex(utf8('aad')) };
  const sealer = makeStreamSealer(key);
  const first = sealer.push(utf8('one'), { last: false, aad: utf8('aad') });
  const second = sealer.push(utf8('two'), { last: true });
  const stream = { key: toHex(key), header: toHex(sealer.header), aad: toHex(utf8('aad')) };
  const tagged = (tag: 'PUSH' | 'REKEY'): Record<string, string> => {
    const { header, ct } = sealWithTag(tag, key, utf8('one'), utf8('aad'));
    return { ...stream, header: toHex(header), chunks: toHex(ct) };
  };
  const both = `${toHex(first)} ${toHex(second)}`;
  return [
    one('AEAD', 'aeadOpen', aead, { value: toHex(utf8('text')) }),
    one('AEAD with another aad', 'aeadOpen', { ...aead, aad: '' }, { error: 'E_OPEN' }),
    one('AEAD that is empty', 'aeadOpen', { ...aead, sealed: '' }, { error: 'E_OPEN' }),
    one(
      'stream',
      'streamOpen',
      { ...stream, chunks: both },
      { value: [`${toHex(utf8('one'))} more`, `${toHex(utf8('two'))} last`] },
    ),
    one(
      'stream with its chunks swapped',
      'streamOpen',
      { ...stream, chunks: `${toHex(second)} ${toHex(first)}` },
      { error: 'E_OPEN' },
    ),
    one(
      'stream with a chunk after FINAL',
      'streamOpen',
      { ...stream, chunks: `${both} ${toHex(second)}` },
      { error: 'E_STREAM' },
    ),
    one('stream with another aad', 'streamOpen', { ...stream, aad: '', chunks: both }, { error: 'E_OPEN' }),
    one('stream with tag PUSH', 'streamOpen', tagged('PUSH'), { error: 'E_STREAM' }),
    one('stream with tag REKEY', 'streamOpen', tagged('REKEY'), { error: 'E_STREAM' }),
  ];
}

function textCases(): object[] {
  const refused = { error: 'E_ENCODING' };
  return [
    one('hexadecimal', 'fromHex', { text: '00ff' }, { value: '00ff' }),
    one('hexadecimal in upper case', 'fromHex', { text: '00FF' }, refused),
    one('base64url', 'fromBase64Url', { text: '-_8' }, { value: 'fbff' }),
    one('base64url with stray bits', 'fromBase64Url', { text: '-_9' }, refused),
    one('base64url with padding', 'fromBase64Url', { text: '-_8=' }, refused),
    one('base64', 'fromBase64', { text: '+/8=' }, { value: 'fbff' }),
    one('base64 without padding', 'fromBase64', { text: '+/8' }, refused),
    one('UTF-8 with a leading byte order mark', 'fromUtf8', { bytes: 'efbbbf61' }, { value: '\ufeffa' }),
    one('bytes that are not UTF-8', 'fromUtf8', { bytes: 'c328' }, refused),
  ];
}
