// Links, codes and macs of invitations written straight from docs/reference/invitation.md, right or wrong in one way.
import { encode, type CborValue } from '@sealbridge/cbor';
import { argon2id, concat, hkdfSha256, hmacSha256, sha256, toBase64Url, toHex, utf8 } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

const SERVER = 'https://sealbridge.example:8443';
const CODE = '48219035';

/** The cases of invitation.json. */
export function invitationCases(): object[] {
  const secret = fresh('secret');
  const join = utf8('JOIN');
  const mac = (key: Uint8Array, part = 'mac', over = join): string => toHex(hmacSha256(derived(key, part), over));
  const stretched = stretch(secret, CODE);
  const both = concat(secret, stretched);
  const invitation = fresh('id').slice(0, 16);
  const value = {
    server: SERVER,
    invitation: idFromBytes(invitation),
    genesis: toHex(fresh('genesis')),
    policySha256: toHex(fresh('policy')),
    token: toHex(derived(secret, 'token')),
    codeProof: toHex(derived(both, 'code')),
  };
  const ok = { value };
  const bad = { error: 'E_LINK' };
  const wrongMac = { error: 'E_JOIN_MAC' };
  const wrongCode = { error: 'E_CODE' };
  const parts = [invitation, secret, fresh('genesis'), fresh('policy')];
  const at = (link: string): object => ({ link });
  const whole = linkOf(parts);
  const cases: [string, object, object][] = [
    ['a link, a code and a device', {}, ok],
    ['white space around the link', at(`  ${whole}\n`), ok],
    [
      'a server without tls',
      at(linkOf(parts, 'http://127.0.0.1:4000')),
      { value: { ...value, server: 'http://127.0.0.1:4000' } },
    ],
    [
      'a server by its IPv6 address',
      at(linkOf(parts, 'http://[::1]:4000')),
      { value: { ...value, server: 'http://[::1]:4000' } },
    ],
    ['a code with a space', { code: '4821 9035' }, ok],
    ['a code with a hyphen', { code: '4821-9035' }, ok],
    ['another code', { code: '48219036' }, wrongMac],
    ['a code of seven digits', { code: '4821903' }, wrongCode],
    ['a code with a letter', { code: '4821903O' }, wrongCode],
    ['a code in other digits', { code: '\u0664\u0668\u0662\u0661\u0669\u0660\u0663\u0665' }, wrongCode],
    ['no code', { code: '' }, wrongCode],
    ['another secret', at(linkOf([invitation, fresh('other'), ...parts.slice(2)])), wrongMac],
    ['a mac over something else', { mac: mac(both, 'mac', utf8('OTHER')) }, wrongMac],
    ['a mac of the secret without the code', { mac: mac(secret) }, wrongMac],
    ['a mac with a code that is not stretched', { mac: mac(concat(secret, utf8(CODE))) }, wrongMac],
    ['a mac with the key of the code', { mac: mac(both, 'code') }, wrongMac],
    ['a mac that is cut short', { mac: mac(both).slice(0, 32) }, wrongMac],
    ['no mac', { mac: '' }, wrongMac],
    ['the last character is missing', at(whole.slice(0, -1)), bad],
    ['the fragment is missing', at(whole.split('#')[0] ?? ''), bad],
    ['another path', at(whole.replace('/join', '/joining')), bad],
    ['a query', at(whole.replace('#', '?x=1#')), bad],
    ['a user name', at(whole.replace('https://', 'https://northgate@')), bad],
    ['another scheme', at(whole.replace('https:', 'ftp:')), bad],
    ['a script', at(whole.replace(SERVER, 'javascript:')), bad],
    ['a server in capitals', at(linkOf(parts, 'https://SEALBRIDGE.example')), bad],
    ['something more in the fragment', at(linkOf([...parts, 1])), bad],
    ['a secret that is too short', at(linkOf([invitation, secret.slice(1), ...parts.slice(2)])), bad],
    ['no pin of the policy', at(linkOf(parts.slice(0, 3))), bad],
    ['nothing', at(''), bad],
  ];
  const plain = { link: whole, code: CODE, join: toHex(join), mac: mac(both) };
  return cases.map(([description, given, expect]) => ({ description, ...plain, ...given, expect }));
}

function linkOf(parts: readonly CborValue[], server = SERVER): string {
  return `${server}/join#${toBase64Url(encode([...parts]))}`;
}

function derived(ikm: Uint8Array, part: string): Uint8Array {
  return hkdfSha256({ ikm, salt: new Uint8Array(0), info: encode(['sr1/invite', part]), length: 32 });
}

function stretch(secret: Uint8Array, code: string): Uint8Array {
  const salt = derived(secret, 'salt').slice(0, 16);
  return argon2id({ passphrase: utf8(code), salt, length: 32, opsLimit: 3, memLimitBytes: 64 * 1024 * 1024 });
}

function fresh(label: string): Uint8Array {
  return sha256(utf8(`invitation vector/${label}`));
}
