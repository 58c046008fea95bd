// Steps 1 to 11 of the reader order.
import { encode } from '@sealbridge/cbor';
import { concat, toBase64Url, toHex } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { FIXTURE_HOUR, FIXTURE_ORIGIN } from '../../support/directory-fixture.js';
import { field, numbered, sealByHand, type Deviations, type HandEnvelope } from './by-hand.js';
import { fresh, freshId } from './content.js';
import type { Case } from './case.js';
import type { EnvelopeWorld } from './world.js';

/** Cases about form, signatures, signers, the chain of grant sets and policies. */
export function signerCases(world: EnvelopeWorld, plain: HandEnvelope): Case[] {
  const one = (description: string, error: string | undefined, change: Deviations, reading?: object): Case => ({
    description,
    envelope: sealByHand(world, { noAttachment: true, ...change }),
    ...(error === undefined ? {} : { error }),
    ...(reading === undefined ? {} : { reading: { ...reading } }),
  });
  const { admin, annexAnalyst, liaison, lost, analyst, earlyIndex, lateIndex } = world;
  const laterSet = { version: 2, seq: 1, prevReport: plain.reportHash, prevSet: plain.grantSetHash };
  return [
    { description: 'opens' },
    { description: 'opens again when the same grant set was seen', reading: { seen: seen(plain, 1, 0) } },
    { description: 'opens without a card in clear', parts: { card: null } },
    ...formCases(world, plain, one),
    one('frame signature of another device', 'E_SIGNATURE', { frame: field(1, idToBytes(admin.device)) }),
    one('frame signature with one bit flipped', 'E_SIGNATURE', { frame: flipSignature }),
    one('frame signed in another domain', 'E_SIGNATURE', { frameDomain: 'sr1.open' }),
    one('frame names a device the directory does not know', 'E_SIGNER', {
      frame: field(1, idToBytes(freshId('nobody'))),
    }),
    one('core names another signer than its frame', 'E_SIGNATURE', { core: field(5, idToBytes(admin.device)) }),
    one('grant set names another signer than its frame', 'E_SIGNATURE', { set: field(11, idToBytes(admin.device)) }),
    one('grant set signature of another device', 'E_SIGNATURE', { setFrame: field(1, idToBytes(admin.device)) }),
    {
      description: 'another report than the one asked for',
      reading: { reportId: freshId('other') },
      error: 'E_OTHER_REPORT',
    },
    {
      description: 'second MAC over the same core, signed again by the author (A1)',
      parts: { frame: toBase64Url(sealByHand(world, { noAttachment: true, mac: () => fresh('mac') }).frame) },
      error: 'E_GRANTSET',
    },
    one('grant set of another report', 'E_GRANTSET', { set: field(1, idToBytes(freshId('other'))) }),
    one('grant set of another version', 'E_GRANTSET', { set: field(2, 2) }),
    one('grant set of another report hash', 'E_GRANTSET', { set: field(3, fresh('other')) }),
    one('grant set of another organisation', 'E_GRANTSET', { set: field(12, idToBytes(world.northgate.org.org)) }),
    one('author without the right to share', 'E_SIGNER', { author: admin }),
    one('author of another unit', 'E_SIGNER', { author: annexAnalyst }),
    one('author of another organisation', 'E_SIGNER', { author: liaison }),
    one('grant set signed without the right to share', 'E_SIGNER', { setAuthor: admin }),
    one('grant set signed by another unit (A7)', 'E_SIGNER', { setAuthor: annexAnalyst }),
    one('grant set signed by the recipient', 'E_SIGNER', { setAuthor: liaison }),
    one('grant set of a device that was revoked later', undefined, { setAuthor: lost }, { grantSetIndex: earlyIndex }),
    one('grant set back-dated by a revoked device (A5)', 'E_SIGNER', { setAuthor: lost }, { grantSetIndex: lateIndex }),
    one('author revoked after the checkpoint relied on', undefined, { author: lost }, { grantSetIndex: lateIndex }),
    one(
      'author revoked before the checkpoint relied on',
      'E_SIGNER',
      { author: lost, core: checkpointAt(13, lateIndex) },
      { grantSetIndex: lateIndex + 1 },
    ),
    one(
      'grant set placed before the checkpoint it relied on',
      'E_SIGNER',
      {},
      { grantSetIndex: world.checkpointSize - 1 },
    ),
    one('core relied on a later checkpoint than the place of its set', 'E_SIGNER', {
      core: checkpointAt(13, earlyIndex + 1),
    }),
    one('core relied on another log', 'E_SIGNER', {
      core: field(13, ['other.invalid/log', 10, fresh('root'), fresh('note')]),
    }),
    one('grant set relied on another log', 'E_SIGNER', {
      set: field(9, ['other.invalid/log', 10, fresh('root'), fresh('note')]),
    }),
    one('version 2 opens after version 1 was seen', undefined, laterSet, { seen: seen(plain, 1, 0) }),
    {
      description: 'old version replayed: a higher seq was seen',
      reading: { seen: seen(plain, 1, 1) },
      error: 'E_ROLLBACK',
    },
    {
      description: 'old version replayed: a higher version was seen',
      reading: { seen: seen(plain, 2, 0) },
      error: 'E_ROLLBACK',
    },
    one(
      'another grant set with the seq that was seen',
      'E_ROLLBACK',
      { set: field(10, FIXTURE_HOUR + 1) },
      { seen: seen(plain, 1, 0) },
    ),
    one('withdrawn', 'E_WITHDRAWN', { set: field(7, 'WITHDRAWN') }),
    one('author is the analyst, set by the analyst', undefined, { author: analyst, setAuthor: analyst }),
    ...policyCases(plain, one),
  ];
}

type Make = (description: string, error: string | undefined, change: Deviations, reading?: object) => Case;

function formCases({ harbour }: EnvelopeWorld, plain: HandEnvelope, one: Make): Case[] {
  const part = (description: string, name: keyof HandEnvelope, bytes: Uint8Array, error: string): Case => ({
    description,
    parts: { [name]: toBase64Url(bytes) },
    error,
  });
  const tooLong = new Uint8Array(5000);
  return [
    part('frame over its limit', 'frame', tooLong, 'E_SIZE'),
    part('policy that is empty', 'policy', new Uint8Array(0), 'E_POLICY'),
    part('grant set over its limit', 'grantSet', tooLong, 'E_SIZE'),
    part('grant over its limit', 'grant', tooLong, 'E_SIZE'),
    part('frame with a byte too many', 'frame', concat(plain.frame, Uint8Array.of(0)), 'E_CBOR'),
    part('frame cut short', 'frame', plain.frame.slice(0, -1), 'E_CBOR'),
    part('frame that is an array', 'frame', encode([1, 2]), 'E_CBOR'),
    part('frame of an indefinite length', 'frame', indefinite(plain.frame), 'E_CBOR'),
    one('frame of another format', 'E_SUITE', { frame: field(0, 'sr2.core') }),
    one('frame with an unknown field', 'E_CBOR', { frame: field(5, 0) }),
    one('frame with a MAC of 31 bytes', 'E_CBOR', { frame: field(3, new Uint8Array(31)) }),
    one('core of another format', 'E_SUITE', { core: field(0, 'sr2') }),
    one('core of another suite', 'E_SUITE', { core: field(6, 2) }),
    one('core of another padding', 'E_SUITE', { core: field(14, 2) }),
    one('core with an unknown field', 'E_CBOR', { core: field(16, null) }),
    one('core without its hour', 'E_CBOR', { core: field(11, undefined) }),
    one('core whose hour is a text', 'E_CBOR', { core: field(11, '490000') }),
    one('core whose suite is not in its shortest form', 'E_CBOR', { coreBytes: longSuite }),
    one('core of version 0', 'E_FIELD', { version: 0 }),
    one('core of version 1 that follows another', 'E_FIELD', { prevReport: fresh('before') }),
    one('core of version 2 that follows none', 'E_FIELD', { version: 2 }),
    one('core with the same attachment twice', 'E_FIELD', { core: field(10, [attachment(1), attachment(1)]) }),
    one('core with 21 attachments', 'E_CBOR', {
      core: field(
        10,
        Array.from({ length: 21 }, (_, id) => attachment(id)),
      ),
    }),
    one('core whose organisation is not an id', 'E_CBOR', { core: field(4, idToBytes(harbour.org.org).slice(1)) }),
    one('grant set of another format', 'E_SUITE', { set: field(0, 'sr2s') }),
    one('grant set in an unknown state', 'E_CBOR', { set: field(7, 'PAUSED') }),
    one('grant set 0 that follows another', 'E_FIELD', { prevSet: fresh('before') }),
    one('grant set 1 that follows none', 'E_FIELD', { seq: 1 }),
    one('grant set frame of another format', 'E_SUITE', { setFrame: field(0, 'sr1.core') }),
    one('policy of another format', 'E_SUITE', { policy: field(0, 'sr2p') }),
    one('policy with an unknown marking', 'E_CBOR', { policy: field(1, 'WHITE') }),
    one('policy with purposes out of order', 'E_FIELD', {
      policy: field(5, ['victim_safeguarding', 'trafficking_investigation']),
    }),
    one('policy with a purpose twice', 'E_FIELD', { policy: field(5, ['victim_safeguarding', 'victim_safeguarding']) }),
  ];
}

function policyCases(plain: HandEnvelope, one: Make): Case[] {
  const looser: [string, number, string | number | string[]][] = [
    ['marking', 1, 'GREEN'],
    ['handling', 2, 'PAP:GREEN'],
    ['urgency', 3, 'strategic'],
    ['purposes', 5, ['threat_to_life', 'trafficking_investigation', 'victim_safeguarding']],
    ['term', 6, FIXTURE_HOUR + 24 * 366],
    ['retention', 8, 13],
  ];
  return [
    one('policy bytes that CORE does not name', 'E_POLICY', { core: field(8, fresh('other')) }),
    one('policy bytes that GRANTSET does not name', 'E_POLICY', { set: field(8, fresh('other')) }),
    {
      description: 'policy of another report',
      parts: { policy: toBase64Url(encode(numbered('sr1p', 'RED'))) },
      error: 'E_POLICY',
    },
    one('tighter policy in the grant set', undefined, { setPolicy: field(1, 'RED') }),
    ...looser.map(([name, key, value]) =>
      one(`looser ${name} in the grant set`, 'E_POLICY', { setPolicy: field(key, value) }),
    ),
    one('more discovery in the grant set', 'E_POLICY', {
      policy: field(4, 'recipients'),
      setPolicy: field(4, 'circle'),
    }),
    {
      description: 'grant set policy that is not the shipped one',
      parts: { setPolicy: toBase64Url(concat(plain.policy)) },
      envelope: plain,
    },
  ];
}

function seen(envelope: HandEnvelope, version: number, seq: number): object {
  return { version, seq, grantSetHash: toHex(envelope.grantSetHash) };
}

function checkpointAt(key: number, size: number): NonNullable<Deviations['core']> {
  return field(key, [FIXTURE_ORIGIN, size, fresh('root'), fresh('note')]);
}

function attachment(number: number): (Uint8Array | number)[] {
  return [idToBytes(freshId(`file ${number}`)), new Uint8Array(24), 65_553, fresh('ct')];
}

function flipSignature(fields: ReadonlyMap<number, unknown>): ReturnType<NonNullable<Deviations['frame']>> {
  const signature = (fields.get(4) as Uint8Array).slice();
  signature[10] = (signature[10] ?? 0) ^ 1;
  return field(4, signature)(fields as Parameters<ReturnType<typeof field>>[0]);
}

// Key 6, value 1 as 06 01 becomes 06 18 01.
function longSuite(core: Uint8Array): Uint8Array {
  const at = core.findIndex((byte, index) => byte === 6 && core[index + 1] === 1 && core[index + 2] === 7);
  return concat(core.slice(0, at + 1), Uint8Array.of(0x18), core.slice(at + 1));
}

function indefinite(map: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0xbf), map.slice(1), Uint8Array.of(0xff));
}
