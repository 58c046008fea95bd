// Shares, contributions, sheets and recovery lockboxes written straight from docs/reference/recovery.md, with an arithmetic of GF(2^8) of
// its own, right or wrong in one way.
import { encode, type CborValue } from '@sealbridge/cbor';
import {
  aeadSeal,
  concat,
  deriveKemPublicKey,
  hkdfSha256,
  hpkeSeal,
  sha256,
  toBase64Url,
  toHex,
  u32be,
  utf8,
} from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GUARDIANS = ['guardian 1', 'guardian 2', 'guardian 3'];
const NUMBER = 2;

type Fields = Map<number, CborValue>;

/** The cases of recovery.json. */
export function recoveryCases(): object[] {
  const opened = [...shareCases(), ...contributionCases(), ...combineCases(), ...printedCases(), ...lockboxCases()];
  return [...makeCases(), ...opened];
}

// A random key: what comes out is only that every smallest set of shares gives it back.
function makeCases(): object[] {
  const cases: [guardians: number, threshold: number, sets: number | null][] = [
    [3, 2, 3],
    [4, 2, 6],
    [4, 3, 4],
    [5, 3, 10],
    [2, 2, null],
    [6, 3, null],
    [3, 1, null],
    [5, 4, null],
  ];
  return cases.map(([guardians, threshold, sets]) => ({
    description: `make: ${guardians} guardians, ${threshold} of whom are needed`,
    what: 'make',
    guardians,
    threshold,
    expect: sets === null ? { error: 'E_RECOVERY_KEY' } : { value: sets },
  }));
}

function shareCases(): object[] {
  const [device = ''] = GUARDIANS;
  const sealed = seal('sr1/share', shareFields(0), ['sr1/share', idBytes('org'), NUMBER, idBytes(device)], device);
  const value = { value: valueOf(0) };
  const closed = { error: 'E_SHARE_OPEN' };
  const wrong = { error: 'E_SHARE' };
  const aad = ['sr1/share', idBytes('org'), NUMBER, idBytes(device)];
  const made = (fields: Fields): Uint8Array => seal('sr1/share', fields, aad, device);
  const set = (key: number, entry: CborValue): Uint8Array => made(new Map([...shareFields(0), [key, entry]]));
  const shown = (bytes: Uint8Array, more: object = {}): object => ({
    sealed: toBase64Url(bytes),
    listed: toHex(sha256(bytes)),
    ...more,
  });
  const cases: [string, object, object][] = [
    ['a share', shown(sealed), value],
    ['a share that the directory does not list', { listed: toHex(fresh('listed')) }, { error: 'E_SHARE_HASH' }],
    ['opened with another key', { kemSeed: toHex(fresh('kem other')) }, closed],
    ['opened as another guardian', { device: id('guardian 2') }, closed],
    ['of another organisation', { org: id('org 2') }, closed],
    ['of another key number', { number: 1 }, closed],
    ['sealed for another use', shown(seal('sr1/lockbox', shareFields(0), aad, device)), closed],
    ['one bit flipped', shown(flipped(sealed, 1300)), closed],
    ['a byte too many', shown(concat(sealed, new Uint8Array(1))), closed],
    ['nothing', shown(new Uint8Array(0)), closed],
    ['inside, a share of another guardian', shown(made(shareFields(1))), wrong],
    ['inside, a share of another number', shown(set(2, 1)), wrong],
    ['inside, a share of another organisation', shown(set(1, idBytes('org 2'))), wrong],
    ['inside, a threshold of one', shown(set(4, 1)), wrong],
    ['inside, a manifest without the guardian', shown(set(6, manifest().slice(1))), wrong],
    ['inside, a manifest that is not sorted', shown(set(6, manifest().toReversed())), wrong],
    ['inside, a share of 32 bytes', shown(set(5, fresh('short'))), closed],
    ['inside, one thing more', shown(set(7, 0)), closed],
  ];
  const plain = {
    what: 'share',
    ...shown(sealed),
    device: id(device),
    org: id('org'),
    number: NUMBER,
    kemSeed: seedOf(device),
  };
  return cases.map(([description, given, expect]) => ({
    description: `share: ${description}`,
    ...plain,
    ...given,
    expect,
  }));
}

function contributionCases(): object[] {
  const aad = (over: object = {}): CborValue[] => {
    const parts = { org: 'org', number: NUMBER, recovery: 'recovery', from: 'guardian 2', to: 'guardian 1', ...over };
    const ids = [parts.recovery, parts.from, parts.to].map(idBytes);
    return ['sr1/share-contribution', idBytes(parts.org), parts.number, ...ids];
  };
  const sealed = (over?: object, share = 1): Uint8Array =>
    seal('sr1/share-contribution', shareFields(share), aad(over), 'guardian 1');
  const closed = { error: 'E_SHARE_OPEN' };
  const cases: [string, Uint8Array, object, object?][] = [
    ['a contribution', sealed(), { value: valueOf(1) }],
    ['for another recovery', sealed({ recovery: 'recovery 2' }), closed],
    ['to another guardian', sealed({ to: 'guardian 3' }), closed],
    ['from another guardian', sealed({ from: 'guardian 3' }), closed],
    ['of another key number', sealed({ number: 1 }), closed],
    ['of another organisation', sealed({ org: 'org 2' }), closed],
    ['given for another guardian', sealed({ from: 'guardian 3' }, 1), { error: 'E_SHARE' }, { from: id('guardian 3') }],
    ['opened with another key', sealed(), closed, { kemSeed: toHex(fresh('kem other')) }],
    ['a sealed share in its place', seal('sr1/share', shareFields(1), aad(), 'guardian 1'), closed],
  ];
  const plain = {
    what: 'contribution',
    device: id('guardian 1'),
    org: id('org'),
    number: NUMBER,
    recovery: id('recovery'),
    from: id('guardian 2'),
    kemSeed: seedOf('guardian 1'),
  };
  return cases.map(([description, bytes, expect, more]) => ({
    description: `contribution: ${description}`,
    sealed: toBase64Url(bytes),
    ...plain,
    ...more,
    expect,
  }));
}

function combineCases(): object[] {
  const share = (at: number): Record<string, unknown> => valueOf(at);
  const corrupt = { ...share(1), share: toHex(flipped(pointOf(1), 5)) };
  const bare = (at: number): Record<string, unknown> => ({ ...share(at), manifest: {} });
  const refused = (device?: string): object => ({
    error: 'E_RECOVERY_SHARES',
    ...(device === undefined ? {} : { device }),
  });
  const seed = { value: toHex(fresh('seed')) };
  const other = { error: 'E_RECOVERY_KEY' };
  const cases: [string, object[], object, object?][] = [
    ['shares 1 and 2', [share(0), share(1)], seed],
    ['shares 3 and 1', [share(2), share(0)], seed],
    ['all shares', [share(0), share(1), share(2)], seed],
    ['shares from paper', [bare(1), bare(2)], seed],
    ['too few', [share(0)], refused()],
    ['none', [], refused()],
    ['too few that say they are enough', [{ ...share(0), threshold: 1 }], refused()],
    ['one twice', [share(0), share(0)], refused()],
    ['one of another key', [share(0), { ...share(1), number: 1 }], refused()],
    ['one of another organisation', [share(0), { ...share(1), org: id('org 2') }], refused()],
    ['a corrupt share is named', [share(0), corrupt], refused(id('guardian 2'))],
    ['a corrupt share of three is named', [share(2), share(0), corrupt], refused(id('guardian 2'))],
    [
      'a share of nobody in the manifest',
      [share(0), { ...share(1), device: id('guardian 9') }],
      refused(id('guardian 9')),
    ],
    ['a corrupt share that no manifest tells', [bare(0), { ...corrupt, manifest: {} }], other],
    [
      'not the key that is logged',
      [share(0), share(1)],
      other,
      { kemPublicKey: toBase64Url(deriveKemPublicKey(fresh('x'))) },
    ],
  ];
  const plain = { what: 'combine', kemPublicKey: toBase64Url(deriveKemPublicKey(fresh('seed'))) };
  return cases.map(([description, shares, expect, more]) => ({
    description: `combine: ${description}`,
    ...plain,
    shares,
    ...more,
    expect,
  }));
}

function printedCases(): object[] {
  const text = printed(0);
  const closed = { error: 'E_SHARE_OPEN' };
  const typo = { error: 'E_PRINTED_SHARE' };
  const at = (index: number): string =>
    `${text.slice(0, index)}${text[index] === '7' ? '8' : '7'}${text.slice(index + 1)}`;
  const cases: [string, object, object][] = [
    ['a sheet', {}, { value: toHex(pointOf(0)) }],
    [
      'typed in small letters with hyphens',
      { text: text.toLowerCase().replaceAll(' ', '-') },
      { value: toHex(pointOf(0)) },
    ],
    [
      'typed with letters that look alike',
      { text: text.replaceAll('0', 'O').replaceAll('1', 'l') },
      { value: toHex(pointOf(0)) },
    ],
    ['other words', { entropy: toHex(fresh('words 2')) }, closed],
    ['of another guardian', { device: id('guardian 2') }, closed],
    ['of another organisation', { org: id('org 2') }, closed],
    ['of another key number', { number: 1 }, { error: 'E_SHARE' }],
    ['a character typed wrongly', { text: at(30) }, typo],
    ['the last character missing', { text: text.slice(0, -1) }, typo],
    ['a character too many', { text: `${text}0` }, typo],
    ['a letter that is none', { text: `U${text.slice(1)}` }, typo],
    ['nothing', { text: '' }, typo],
  ];
  const plain = {
    what: 'printed',
    text,
    entropy: toHex(fresh('words')),
    device: id('guardian 1'),
    org: id('org'),
    number: NUMBER,
  };
  return cases.map(([description, given, expect]) => ({
    description: `printed: ${description}`,
    ...plain,
    ...given,
    expect,
  }));
}

function lockboxCases(): object[] {
  const aad = (epoch = 4): CborValue[] => ['sr1/recovery-lockbox', idBytes('org'), idBytes('unit'), epoch, NUMBER];
  const box = (over: CborValue[], info = 'sr1/recovery-lockbox', seed = fresh('epoch')): Uint8Array => {
    const publicKey = deriveKemPublicKey(fresh('seed'));
    const { enc, ct } = hpkeSeal({ publicKey, info: utf8(info), aad: encode(over), plaintext: seed });
    return encode([enc, ct]);
  };
  const bytes = box(aad());
  const shown = (other: Uint8Array): object => ({ lockbox: toBase64Url(other), lockboxSha256: toHex(sha256(other)) });
  const closed = { error: 'E_LOCKBOX_OPEN' };
  const cases: [string, object, object][] = [
    ['a lockbox', {}, { value: toHex(fresh('epoch')) }],
    ['one that is not listed', { lockbox: toBase64Url(box(aad())) }, { error: 'E_LOCKBOX_HASH' }],
    ['listed, of another epoch', shown(box(aad(3))), closed],
    ['an old one for a newer epoch', { epoch: 5 }, closed],
    ['for another unit', { unit: id('unit 2') }, closed],
    ['for another organisation', { org: id('org 2') }, closed],
    ['for another recovery key', { number: 1 }, closed],
    ['opened with another recovery key', { recoverySeed: toHex(fresh('other')) }, closed],
    ['sealed as a lockbox of a device', shown(box(aad(), 'sr1/lockbox')), closed],
    ['planted, with a seed of another key', shown(box(aad(), undefined, fresh('planted'))), { error: 'E_LOCKBOX_KEY' }],
    ['listed, but empty', shown(new Uint8Array(0)), closed],
  ];
  const plain = {
    what: 'lockbox',
    ...shown(bytes),
    org: id('org'),
    unit: id('unit'),
    epoch: 4,
    number: NUMBER,
    recoverySeed: toHex(fresh('seed')),
    kemPublicKey: toBase64Url(deriveKemPublicKey(fresh('epoch'))),
  };
  return cases.map(([description, given, expect]) => ({
    description: `lockbox: ${description}`,
    ...plain,
    ...given,
    expect,
  }));
}

function valueOf(at: number): Record<string, unknown> {
  const hashes = manifest().map(([device, hash]) => [idFromBytes(device), toHex(hash)]);
  return {
    org: id('org'),
    number: NUMBER,
    device: id(GUARDIANS[at] ?? ''),
    threshold: 2,
    share: toHex(pointOf(at)),
    manifest: Object.fromEntries(hashes) as unknown,
  };
}

function shareFields(at: number): Fields {
  const values: CborValue[] = [
    'sr1s',
    idBytes('org'),
    NUMBER,
    idBytes(GUARDIANS[at] ?? ''),
    2,
    pointOf(at),
    manifest(),
  ];
  return new Map(values.map((value, index) => [index, value]));
}

function manifest(): [Uint8Array, Uint8Array][] {
  const hashes = GUARDIANS.map((name, at): [Uint8Array, Uint8Array] => [idBytes(name), sha256(pointOf(at))]);
  return hashes.sort(([a], [b]) => (toHex(a) < toHex(b) ? -1 : 1));
}

// The line s + a x over GF(2^8), at x = 17, 34, 51; the values first, then the point.
function pointOf(at: number): Uint8Array {
  const x = 17 * (at + 1);
  const slope = fresh('slope');
  const values = fresh('seed').map((byte, index) => byte ^ times(slope[index] ?? 0, x));
  return concat(values, Uint8Array.of(x));
}

// In GF(2^8) with the polynomial x^8 + x^4 + x^3 + x + 1.
function times(a: number, b: number): number {
  let [product, left] = [0, a];
  for (let right = b; right > 0; right >>= 1) {
    if ((right & 1) === 1) product ^= left;
    left = left & 0x80 ? ((left << 1) & 0xff) ^ 0x1b : left << 1;
  }
  return product;
}

function printed(at: number): string {
  const ikm = fresh('words');
  const key = hkdfSha256({ ikm, salt: new Uint8Array(0), info: encode(['sr1/words', 'share']), length: 32 });
  const aad = encode(['sr1/printed-share', idBytes('org'), NUMBER, idBytes(GUARDIANS[at] ?? '')]);
  const content = concat(u32be(NUMBER), aeadSeal({ key, plaintext: pointOf(at), aad }));
  const bits = [...concat(content, sha256(content).slice(0, 4))]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  const digits = bits.match(/.{1,5}/g) ?? [];
  const text = digits.map((five) => ALPHABET[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '').join('');
  return (text.match(/.{1,4}/g) ?? []).join(' ');
}

function seal(info: string, fields: Fields, aad: CborValue[], to: string): Uint8Array {
  const publicKey = deriveKemPublicKey(fresh(`kem ${to}`));
  const { enc, ct } = hpkeSeal({ publicKey, info: utf8(info), aad: encode(aad), plaintext: encode(fields) });
  return encode([enc, ct]);
}

function seedOf(guardian: string): string {
  return toHex(fresh(`kem ${guardian}`));
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ 1);
}

function id(label: string): string {
  return idFromBytes(idBytes(label));
}

function idBytes(label: string): Uint8Array {
  return fresh(`id ${label}`).slice(0, 16);
}

function fresh(label: string): Uint8Array {
  return sha256(utf8(`recovery vector/${label}`));
}
