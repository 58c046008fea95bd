// Makes the vector files of this folder, written straight from docs/reference. They are written once and kept: a change of format
// gets new files beside the old.
import { encode, type CborValue } from '@sealbridge/cbor';
import { deriveDeviceKeys, makeUnitEpoch } from '@sealbridge/keyring';
import { aeadSeal, argon2id, concat, hkdfSha256, hpkeSeal, sha256, toBase64Url, toHex, utf8 } from '@sealbridge/sodium';
import { idFromBytes, idToBytes } from '@sealbridge/vocabulary';
import { invitationCases } from './invitation-cases.js';
import { linkCases } from './link-cases.js';
import { noteCases } from './note-cases.js';
import { recoveryCases } from './recovery-cases.js';
import { vaultCases } from './vault-cases.js';
import { wordsCases } from './words-cases.js';

const MIB = 1024 * 1024;
const PASSPHRASE = 'correct horse battery staple';

/** The files by name. */
export function makeKeyringVectors(): Record<string, object> {
  return {
    'key-file.json': { kind: 'key-file', description: 'key files, whole and altered', cases: keyFileCases() },
    'lockbox.json': { kind: 'lockbox', description: 'lockboxes and what the directory lists', cases: lockboxCases() },
    'note.json': { kind: 'note', description: 'sealed notes of applicants', cases: noteCases() },
    'invitation.json': {
      kind: 'invitation',
      description: 'links, codes and macs of invitations',
      cases: invitationCases(),
    },
    'words.json': { kind: 'words', description: 'the 24 words and the keys they give', cases: wordsCases() },
    'vault.json': { kind: 'vault', description: 'vaults, whole and altered', cases: vaultCases() },
    'link.json': { kind: 'link', description: 'codes and messages of device links', cases: linkCases() },
    'recovery.json': {
      kind: 'recovery',
      description: 'shares, contributions, sheets and recovery lockboxes',
      cases: recoveryCases(),
    },
  };
}

interface FileParts {
  readonly format?: string;
  readonly kind?: string;
  readonly kdf?: string;
  readonly passes?: number;
  readonly memory?: number;
  readonly saltBytes?: number;
  readonly secrets?: Map<number, CborValue>;
  readonly passphrase?: string;
  /** Header that stands in the file although another one was used. */
  readonly shownHeader?: (header: Map<number, CborValue>) => Map<number, CborValue>;
  readonly shownSealed?: (sealed: Uint8Array) => Uint8Array;
  readonly shownCommitment?: Uint8Array;
}

function keyFileCases(): object[] {
  const { org, member, device } = identity();
  const [signSeed, kemSeed] = [fresh('sign'), fresh('kem')];
  const whole = fileByHand();
  const value = { org, member, device, signSeed: toHex(signSeed), kemSeed: toHex(kemSeed) };
  const rootSecrets = (number: number): Map<number, CborValue> => numbered('sr1kr', idToBytes(org), number, signSeed);
  const rootFile = fileByHand({ kind: 'root', secrets: rootSecrets(2) });
  const bad = { error: 'E_KEY_FILE' };
  const parameters = { error: 'E_KEY_FILE_PARAMETERS' };
  const set =
    (key: number, entry: CborValue): NonNullable<FileParts['shownHeader']> =>
    (header) =>
      new Map([...header, [key, entry]]);
  const cases: [string, Uint8Array, object, object?][] = [
    ['a device key file', whole, { value }],
    [
      'a passphrase that is NFC in the file and NFD when typed',
      fileByHand({ passphrase: 'caf\u00e9' }),
      { value },
      { passphrase: 'cafe\u0301' },
    ],
    ['a wrong passphrase', whole, { error: 'E_PASSPHRASE' }, { passphrase: `${PASSPHRASE} ` }],
    ['an empty passphrase', whole, { error: 'E_PASSPHRASE_FORM' }, { passphrase: '' }],
    ['a passphrase of 1025 bytes', whole, { error: 'E_PASSPHRASE_FORM' }, { passphrase: 'x'.repeat(1025) }],
    ['a root key file', rootFile, { value: { org, number: 2, signSeed: toHex(signSeed) } }, { open: 'root' }],
    ['a root key file opened as that of a device', rootFile, bad],
    ['a device key file opened as that of a root', whole, bad, { open: 'root' }],
    ['a fourth root key', fileByHand({ kind: 'root', secrets: rootSecrets(3) }), bad, { open: 'root' }],
    ['an empty file', new Uint8Array(0), bad],
    ['the first half', whole.slice(0, whole.length / 2), bad],
    ['the last byte is missing', whole.slice(0, -1), bad],
    ['a byte too many', concat(whole, new Uint8Array(1)), bad],
    ['one bit of the salt is flipped', flipped(whole, 40), bad],
    ['one bit of the sealed part is flipped', flipped(whole, whole.length - 60), bad],
    ['sealed part altered and checksum made anew', fileByHand({ shownSealed: (sealed) => flipped(sealed, 30) }), bad],
    ['sealed part empty', fileByHand({ shownSealed: () => new Uint8Array(0) }), bad],
    [
      'commitment altered and checksum made anew',
      fileByHand({ shownCommitment: fresh('commitment') }),
      { error: 'E_PASSPHRASE' },
    ],
    [
      'header altered and checksum made anew',
      fileByHand({ shownHeader: set(5, fresh('salt 2').slice(0, 16)) }),
      { error: 'E_PASSPHRASE' },
    ],
    ['two passes', fileByHand({ shownHeader: set(3, 2) }), parameters],
    ['eleven passes', fileByHand({ shownHeader: set(3, 11) }), parameters],
    ['less than 64 MiB', fileByHand({ shownHeader: set(4, 64 * MIB - 1) }), parameters],
    ['more than 1 GiB', fileByHand({ shownHeader: set(4, 1024 * MIB + 1) }), parameters],
    ['an unknown key derivation', fileByHand({ shownHeader: set(2, 'argon2i13') }), bad],
    ['an unknown kind', fileByHand({ shownHeader: set(1, 'unit') }), bad],
    ['a header field that is not known', fileByHand({ shownHeader: set(6, 'more') }), bad],
    ['another format', fileByHand({ format: 'sr2kf' }), bad],
    ['secrets of a root in a device file', fileByHand({ secrets: rootSecrets(0) }), bad],
    ['secrets with a short seed', fileByHand({ secrets: deviceSecrets(signSeed.slice(1), kemSeed) }), bad],
  ];
  return cases.map(([description, file, expect, more]) => ({
    description,
    open: 'device',
    file: toBase64Url(file),
    passphrase: PASSPHRASE,
    expect,
    ...more,
  }));
}

function fileByHand(parts: FileParts = {}): Uint8Array {
  const { format = 'sr1kf', passes = 3, memory = 64 * MIB, passphrase = PASSPHRASE } = parts;
  const salt = fresh('salt').slice(0, 16);
  const header = numbered('sr1kf', parts.kind ?? 'device', 'argon2id13', passes, memory, salt);
  const headerBytes = encode(header);
  const master = argon2id({ passphrase: utf8(passphrase), salt, opsLimit: passes, memLimitBytes: memory, length: 32 });
  const part = (name: string): Uint8Array =>
    hkdfSha256({ ikm: master, salt: new Uint8Array(0), info: encode(['sr1/keyfile', name, headerBytes]), length: 32 });
  const plaintext = encode(parts.secrets ?? deviceSecrets(fresh('sign'), fresh('kem')));
  const sealed = aeadSeal({ key: part('key'), plaintext, aad: encode(['sr1/keyfile', headerBytes]) });
  const shownHeader = parts.shownHeader === undefined ? headerBytes : encode(parts.shownHeader(header));
  const shownSealed = parts.shownSealed === undefined ? sealed : parts.shownSealed(sealed);
  const content = encode(numbered(format, shownHeader, parts.shownCommitment ?? part('commitment'), shownSealed));
  return concat(content, sha256(content));
}

function deviceSecrets(signSeed: Uint8Array, kemSeed: Uint8Array): Map<number, CborValue> {
  const { org, member, device } = identity();
  return numbered('sr1kd', idToBytes(org), idToBytes(member), idToBytes(device), signSeed, kemSeed);
}

function lockboxCases(): object[] {
  const { org, device } = identity();
  const keys = deriveDeviceKeys(identity(), fresh('sign'), fresh('kem'));
  const target = { org, unit: id('unit'), epoch: 3, device, deviceEventHash: fresh('device event') };
  const holder = { device, kemPublicKey: keys.kem.publicKey, deviceEventHash: target.deviceEventHash };
  const { kem, lockboxes } = makeUnitEpoch(target, [holder]);
  const bytes = lockboxes[0]?.bytes ?? new Uint8Array(0);
  const planted = makeUnitEpoch(target, [holder]).lockboxes[0]?.bytes ?? new Uint8Array(0);
  const listed = {
    ...target,
    deviceEventHash: toHex(target.deviceEventHash),
    lockboxSha256: toHex(sha256(bytes)),
    kemPublicKey: toBase64Url(kem.publicKey),
  };
  const plain = { lockbox: toBase64Url(bytes), device, kemSeed: toHex(keys.kem.seed), listed };
  const listing = (other: Uint8Array): object => ({
    lockbox: toBase64Url(other),
    listed: { ...listed, lockboxSha256: toHex(sha256(other)) },
  });
  const refused = { error: 'E_LOCKBOX_OPEN' };
  const short = hpkeSeal({
    publicKey: keys.kem.publicKey,
    info: utf8('sr1/lockbox'),
    aad: fresh('aad'),
    plaintext: fresh('s'),
  });
  const cases = [
    { description: 'the listed lockbox', expect: { value: toHex(kem.seed) } },
    {
      description: 'a lockbox that is not the listed one',
      lockbox: toBase64Url(planted),
      expect: { error: 'E_LOCKBOX_HASH' },
    },
    { description: 'one bit flipped', lockbox: toBase64Url(flipped(bytes, 700)), expect: { error: 'E_LOCKBOX_HASH' } },
    {
      description: 'a planted lockbox that the directory lists, with a seed of another key',
      ...listing(planted),
      expect: { error: 'E_LOCKBOX_KEY' },
    },
    { description: 'for another organisation', listed: { ...listed, org: id('other org') }, expect: refused },
    { description: 'for another unit', listed: { ...listed, unit: id('other unit') }, expect: refused },
    { description: 'for another epoch', listed: { ...listed, epoch: 4 }, expect: refused },
    { description: 'for another device', listed: { ...listed, device: id('other device') }, expect: refused },
    {
      description: 'for another enrolment of the device',
      listed: { ...listed, deviceEventHash: toHex(fresh('x')) },
      expect: refused,
    },
    { description: 'opened with another key', kemSeed: toHex(fresh('other kem')), expect: refused },
    {
      description: 'listed, but one bit flipped in the ciphertext',
      ...listing(flipped(bytes, bytes.length - 1)),
      expect: refused,
    },
    { description: 'listed, but a byte too many', ...listing(concat(bytes, new Uint8Array(1))), expect: refused },
    { description: 'listed, but empty', ...listing(new Uint8Array(0)), expect: refused },
    {
      description: 'listed, but additional data of another kind',
      ...listing(encode([short.enc, short.ct])),
      expect: refused,
    },
  ];
  return cases.map((one) => ({ ...plain, ...one }));
}

function identity(): { org: ReturnType<typeof id>; member: ReturnType<typeof id>; device: ReturnType<typeof id> } {
  return { org: id('org'), member: id('member'), device: id('device') };
}

function id(label: string): ReturnType<typeof idFromBytes> {
  return idFromBytes(fresh(`id ${label}`).slice(0, 16));
}

function fresh(label: string): Uint8Array {
  return sha256(utf8(`keyring vector/${label}`));
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

function numbered(...values: CborValue[]): Map<number, CborValue> {
  return new Map(values.map((value, index) => [index, value]));
}
