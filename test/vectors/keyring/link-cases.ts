// The three messages of a link written straight from docs/reference/device-link.md, right or wrong in one way.
import { encode, type CborValue } from '@sealbridge/cbor';
import {
  argon2id,
  deriveKemPublicKey,
  deriveSigningKeyPair,
  hkdfSha256,
  hmacSha256,
  sha256,
  signTyped,
  toBase64Url,
  toHex,
  utf8,
} from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

const CODE = 'ABCD-EFGH-JKMN-PQRS';

type Fields = Map<number, CborValue>;
type Part = 'request' | 'offer' | 'proof';

interface HandLink {
  readonly request?: (own: Fields) => Fields;
  readonly offer?: (own: Fields) => Fields;
  readonly proof?: (own: Fields) => Fields;
  /** Signs the proof. */
  readonly signer?: string;
  readonly claim?: CborValue[];
  readonly macKey?: Uint8Array;
  readonly label?: (part: Part) => CborValue[];
}

/** The cases of link.json. */
export function linkCases(): object[] {
  const whole = linkByHand();
  const made = (change: HandLink): object => linkByHand(change);
  const set =
    (key: number, value: CborValue): ((own: Fields) => Fields) =>
    (own) =>
      new Map([...own, [key, value]]);
  const ok = { value: valueByHand() };
  const mac = { error: 'E_LINK_MAC' };
  const bad = { error: 'E_LINK_MESSAGE' };
  const other = { error: 'E_LINK_OTHER' };
  const proof = { error: 'E_LINK_PROOF' };
  const code = { error: 'E_LINK_CODE' };
  const bytesOf = (part: Part, link: Record<string, unknown> = whole): object => ({ [part]: link[part] });
  const cases: [string, object, object][] = [
    ['a link', {}, ok],
    ['a code in small letters and without hyphens', { code: ' abcdefgh jkmnpqrs ' }, ok],
    ['another code', { code: 'ABCD-EFGH-JKMN-PQRT' }, mac],
    ['a code of fifteen characters', { code: 'ABCD-EFGH-JKMN-PQR' }, code],
    ['a code with a letter that is none', { code: 'ABCD-EFGH-JKMN-PQRU' }, code],
    ['no code', { code: '' }, code],
    [
      'a request with another key under the right lookup',
      { ...bytesOf('request', linkByHand({ request: set(3, otherKey()) })) },
      mac,
    ],
    ['a request with another key and a mac by another code', { ...requestBy(fresh('other mac key')) }, mac],
    ['a mac by the lookup', made({ macKey: derived('lookup') }), mac],
    ['a mac by the code that is not stretched', made({ macKey: hkdf(utf8(CODE.replaceAll('-', '')), 'mac') }), mac],
    ['a mac without its part', made({ label: () => ['sr1/link'] }), mac],
    ['an offer in the place of the request', { request: whole['offer'], requestMac: whole['offerMac'] }, mac],
    ['an offer in the place of the proof', { proof: whole['offer'], proofMac: whole['offerMac'] }, mac],
    ['a mac that is cut short', { requestMac: String(whole['requestMac']).slice(0, 32) }, mac],
    ['an offer for another request', made({ offer: set(5, fresh('other request')) }), other],
    ['an offer for another link', made({ offer: set(1, idBytes('other link')) }), other],
    ['a proof for another offer', made({ proof: set(3, fresh('other offer')) }), other],
    ['a proof for another link', made({ proof: set(1, idBytes('other link')) }), other],
    ['a proof by another key', made({ signer: 'other sign' }), proof],
    ['a proof for another member', made({ claim: claimOf('other member') }), proof],
    ['a proof for another device', made({ claim: claimOf('member', 'other device') }), proof],
    ['a proof for another kem key', made({ claim: claimOf('member', 'device', 'other kem') }), proof],
    ['a signing key of small order', made({ request: set(3, new Uint8Array(32)) }), bad],
    ['a kem key that is none', made({ request: set(4, new Uint8Array(1216).fill(0xff)) }), bad],
    ['a short kem key', made({ request: set(4, new Uint8Array(1215)) }), bad],
    ['a request of another format', made({ request: set(0, 'sr2lr') }), bad],
    ['a request with one thing more', made({ request: set(5, 0) }), bad],
    ['an offer with one thing more', made({ offer: set(6, 0) }), bad],
    ['an offer with pins of a role that is none', made({ offer: set(4, pins(['king'])) }), bad],
    ['an offer with roles that are not sorted', made({ offer: set(4, pins(['liaison', 'analyst'])) }), bad],
    ['a proof with a short signature', made({ proof: set(2, new Uint8Array(63)) }), bad],
  ];
  return cases.map(([description, given, expect]) => ({ description, code: CODE, ...whole, ...given, expect }));
}

function linkByHand(change: HandLink = {}): Record<string, unknown> {
  const key = change.macKey ?? derived('mac');
  const own = (part: Part, fields: Fields): Uint8Array => encode(change[part]?.(fields) ?? fields);
  const [sign, kem] = [deriveSigningKeyPair(fresh('sign')), deriveKemPublicKey(fresh('kem'))];
  const link = idBytes('link');
  const request = own('request', numbered('sr1lr', link, idBytes('device'), sign.publicKey, kem));
  const owner = [idBytes('org'), idBytes('member')];
  const offer = own('offer', numbered('sr1lo', link, ...owner, pins(['analyst']), sha256(request)));
  const signer = deriveSigningKeyPair(fresh(change.signer ?? 'sign'));
  const signature = signTyped('sr1.join', encode(change.claim ?? claimOf('member')), signer.privateKey);
  const proof = own('proof', numbered('sr1lp', link, signature, sha256(offer)));
  const label = change.label ?? ((part: Part): CborValue[] => ['sr1/link', part]);
  const mac = (part: Part, bytes: Uint8Array): string => toHex(hmacSha256(key, encode([...label(part), bytes])));
  return {
    request: toBase64Url(request),
    requestMac: mac('request', request),
    offer: toBase64Url(offer),
    offerMac: mac('offer', offer),
    proof: toBase64Url(proof),
    proofMac: mac('proof', proof),
  };
}

function requestBy(macKey: Uint8Array): object {
  const { request, requestMac } = linkByHand({ macKey, request: (own) => new Map([...own, [3, otherKey()]]) });
  return { request, requestMac };
}

function valueByHand(): object {
  const id = (label: string): string => idFromBytes(idBytes(label));
  return {
    lookup: toHex(derived('lookup')),
    ids: ['link', 'device', 'org', 'member'].map(id),
    unit: id('unit'),
    origin: 'demo.invalid/1',
    signer: toHex(deriveSigningKeyPair(fresh('sign')).publicKey),
  };
}

function claimOf(member: string, device = 'device', kem = 'kem'): CborValue[] {
  return [idBytes('org'), idBytes(member), idBytes(device), idBytes('link'), sha256(deriveKemPublicKey(fresh(kem)))];
}

function pins(roles: CborValue[]): CborValue {
  const texts = ['https://sealbridge.example', 'northgate', idBytes('unit'), 'northgate', roles, fresh('genesis')];
  return numbered(...(texts as CborValue[]), 'log demo.invalid/1\n', 'demo.invalid/1');
}

function otherKey(): Uint8Array {
  return deriveSigningKeyPair(fresh('other sign')).publicKey;
}

function derived(part: string): Uint8Array {
  const salt = new Uint8Array(16);
  salt.set(utf8('sr1/device-link'));
  const passphrase = utf8(CODE.replaceAll('-', ''));
  return hkdf(argon2id({ passphrase, salt, opsLimit: 3, memLimitBytes: 64 * 1024 * 1024, length: 32 }), part);
}

function hkdf(ikm: Uint8Array, part: string): Uint8Array {
  return hkdfSha256({ ikm, salt: new Uint8Array(0), info: encode(['sr1/link', part]), length: 32 });
}

function idBytes(label: string): Uint8Array {
  return fresh(`id ${label}`).slice(0, 16);
}

function fresh(label: string): Uint8Array {
  return sha256(utf8(`link vector/${label}`));
}

function numbered(...values: CborValue[]): Fields {
  return new Map(values.map((value, index) => [index, value]));
}
