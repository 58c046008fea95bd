// One record at the end of a valid log, right or wrong in one way.
import { encode } from '@sealbridge/cbor';
import { deriveKemPublicKey, deriveSigningKeyPair, fromBase64Url, sha256, toBase64Url } from '@sealbridge/sodium';
import { idToBytes } from '@sealbridge/vocabulary';
import { numbered, recordByHand } from './by-hand.js';
import {
  bytesOf,
  by,
  deviceFields,
  epochFields,
  fresh,
  freshId,
  inHarbour,
  memberFields,
  root,
  twoRoots,
  type VectorWorld,
} from './vector-world.js';

/** Description, record, expected code (null: accepted). */
export type Case = readonly [string, string, string | null];

/** Place in the chain, content and signatures. */
export function chainCases(world: VectorWorld): Case[] {
  const { directory, harbour, northgate, analyst, admin, former, lost } = world;
  const next = directory.state.nextPosition(harbour.org.org);
  const unit = numbered(bytesOf(freshId('unit')), 'harbour/team');
  const add = (options?: Parameters<typeof inHarbour>[3]): string => inHarbour(world, 'UNIT_ADD', unit, options);
  const [zero, one, two] = [0, 1, 2].map((number) => root(harbour.org, number)) as [Signer, Signer, Signer];
  const valid = fromBase64Url(add());
  return [
    ['a unit signed by two roots', add(), null],
    ['a unit signed by the other two roots', add({ signers: [zero, two] }), null],
    ['a unit signed by one administrator', add({ signers: [by(admin)] }), null],
    ['seq skips one', add({ position: { seq: next.seq + 1 } }), 'E_SEQ'],
    ['seq repeats one', add({ position: { seq: next.seq - 1 } }), 'E_SEQ'],
    ['prev is another hash', add({ position: { prev: fresh('prev') } }), 'E_PREV'],
    ['prev is null after the first event', add({ position: { prev: null } }), 'E_RECORD'],
    ['one root alone', add({ signers: [zero] }), 'E_AUTHORITY'],
    ['three roots', add({ signers: [zero, one, two] }), 'E_AUTHORITY'],
    ['no signature', add({ signers: [] }), 'E_AUTHORITY'],
    ['a root and an administrator', add({ signers: [zero, by(admin)] }), 'E_AUTHORITY'],
    ['two administrators instead of one', add({ signers: [by(admin), by(lost)] }), 'E_AUTHORITY'],
    ['a steward device outside an admission', add({ signers: [by(admin, 2)] }), 'E_AUTHORITY'],
    ['roots of another organisation', add({ signers: twoRoots(northgate.org) }), 'E_SIGNER'],
    ['a device without directory.admin', add({ signers: [by(analyst)] }), 'E_SIGNER'],
    ['a device of a removed member', add({ signers: [by(former)] }), 'E_SIGNER'],
    ['a revoked device', add({ signers: [by(lost)] }), 'E_SIGNER'],
    [
      'a device of a steward as administrator',
      add({ signers: [by(directory.stewardDevices[0] ?? admin)] }),
      'E_SIGNER',
    ],
    [
      'a signature by another root key',
      add({ signers: [zero, { ...one, privateKey: two.privateKey }] }),
      'E_SIGNATURE',
    ],
    ['the same root twice', add({ signers: [zero, zero] }), 'E_RECORD'],
    ['signatures unsorted', add({ signers: descending(zero, one), signaturesInOrder: true }), 'E_RECORD'],
    ['a guardian where the organisation signs', add({ signers: [{ ...zero, kind: 3 }, one] }), 'E_AUTHORITY'],
    ['the body of another event', add({ bodyInstead: encode(otherBody(world)) }), 'E_BODY'],
    ['a body that names another organisation', add({ bodyOrg: northgate.org.org }), 'E_BODY'],
    ['a body that names another seq', add({ bodySeq: next.seq + 1 }), 'E_BODY'],
    ['signatures without a body', add({ bodyInstead: null }), 'E_RECORD'],
    ['a private part that nothing announces', add({ privatePart: privatePart() }), 'E_PRIVATE'],
    ['a byte after the record', toBase64Url(Uint8Array.of(...valid, 0)), 'E_RECORD'],
    ['the last byte is missing', toBase64Url(valid.slice(0, -1)), 'E_RECORD'],
    ['an indefinite-length record', toBase64Url(Uint8Array.of(0x9f, ...valid.slice(1), 0xff)), 'E_RECORD'],
    ['an unknown type', inHarbour(world, 'UNIT_RENAME', unit), 'E_TYPE'],
    ['a reserved type', inHarbour(world, 'ROOT_ADD', unit), 'E_TYPE'],
    ['a field that is not known', inHarbour(world, 'UNIT_ADD', new Map([...unit, [2, 'more']])), 'E_RECORD'],
    ['a field that is missing', inHarbour(world, 'UNIT_ADD', numbered(bytesOf(freshId('unit')))), 'E_RECORD'],
  ];
}

type Signer = ReturnType<typeof root>;

function descending(a: Signer, b: Signer): Signer[] {
  return [a, b].toSorted((x, y) => Buffer.compare(y.signer, x.signer));
}

function otherBody({ harbour }: VectorWorld): Map<number, Parameters<typeof encode>[0]> {
  const fields = numbered(bytesOf(freshId('other unit')), 'harbour/other');
  return numbered('sr1db', idToBytes(harbour.org.org), 1, 'UNIT_ADD', new Uint8Array(16), 490_000, fields);
}

function privatePart(name = 'Synthetic Person'): Uint8Array {
  return encode(numbered(fresh('private').slice(0, 16), bytesOf(freshId('person')), name));
}

/** Organisations, units and members. */
export function peopleCases(world: VectorWorld): Case[] {
  const { harbour, northgate, analyst, former } = world;
  const unit = (id: Uint8Array, handle: string): string => inHarbour(world, 'UNIT_ADD', numbered(id, handle));
  const member = (...replaced: Parameters<typeof memberFields>[1] & object): string =>
    inHarbour(world, 'MEMBER_ADD', memberFields(world, replaced));
  const remove = (id: Uint8Array, reason = 'left'): string => inHarbour(world, 'MEMBER_REMOVE', numbered(id, reason));
  const newId = bytesOf(freshId('unit'));
  const part = privatePart();
  const hash = sha256(part);
  return [
    ['a unit id that is in use', unit(bytesOf(northgate.unit), 'harbour/team'), 'E_DUPLICATE_ID'],
    ['a unit id that is a member', unit(bytesOf(analyst.member), 'harbour/team'), 'E_DUPLICATE_ID'],
    ['a unit handle that is in use', unit(newId, 'harbour'), 'E_DUPLICATE_HANDLE'],
    ['a unit handle of another organisation', unit(newId, 'northgate/team'), 'E_FIELD'],
    ['a unit handle in capitals', unit(newId, 'harbour/Team'), 'E_FIELD'],
    ['a member', member(), null],
    ['a member id that is in use', member([0, bytesOf(former.member)]), 'E_DUPLICATE_ID'],
    ['a member of a unit of another organisation', member([1, [bytesOf(northgate.unit)]]), 'E_UNKNOWN_UNIT'],
    ['roles unsorted', member([2, ['org_admin', 'analyst']]), 'E_FIELD'],
    ['a role twice', member([2, ['analyst', 'analyst']]), 'E_FIELD'],
    ['an unknown role', member([2, ['owner']]), 'E_RECORD'],
    ['an unknown clearance', member([3, 'SECRET']), 'E_RECORD'],
    ['no jurisdiction', member([5, []]), 'E_FIELD'],
    ['a malformed jurisdiction', member([5, ['xa']]), 'E_FIELD'],
    ['a seat outside the stewards', member([6, 'ngo']), 'E_FIELD'],
    ['the role of a steward outside the stewards', member([2, ['steward']]), 'E_FIELD'],
    ['a malformed country', member([7, 'XAA']), 'E_FIELD'],
    [
      'a member with a private part',
      inHarbour(world, 'MEMBER_ADD', memberFields(world, [[15, hash]]), { privatePart: part }),
      null,
    ],
    ['a member whose private part is withheld', member([15, hash]), null],
    [
      'another private part than announced',
      inHarbour(world, 'MEMBER_ADD', memberFields(world, [[15, hash]]), { privatePart: privatePart('Another Person') }),
      'E_PRIVATE',
    ],
    ['removing a member', remove(bytesOf(analyst.member)), null],
    ['removing a member twice', remove(bytesOf(former.member)), 'E_UNKNOWN_MEMBER'],
    ['removing a member of another organisation', remove(bytesOf(world.liaison.member)), 'E_UNKNOWN_MEMBER'],
    ['removing for an unknown reason', remove(bytesOf(analyst.member), 'bored'), 'E_RECORD'],
    ['a second admission in a chain', inHarbour(world, 'ORG_ADMIT', admission('harbour2')), 'E_ADMISSION'],
    ...admissionCases(world),
    ['an organisation id that is in use', admitAs(world, { org: harbour.unit }), 'E_DUPLICATE_ID'],
  ];
}

function admissionCases(world: VectorWorld): Case[] {
  const { directory, admin, harbour, seatless, clerk } = world;
  const [ngo] = directory.stewardDevices.map((device) => by(device, 2)) as [Signer];
  const fields = admission('beacon');
  const rootKeys = harbour.org.roots.map(({ sign }) => sign.publicKey);
  const smallOrder = new Uint8Array(32).fill(1, 0, 1);
  return [
    ['an admission by both seats', admitAs(world, {}), null],
    ['an admission by one steward', admitAs(world, { signers: [ngo] }), 'E_AUTHORITY'],
    ['an admission by a steward without a seat', admitAs(world, { signers: [ngo, by(seatless, 2)] }), 'E_AUTHORITY'],
    ['an admission by a seat without the right', admitAs(world, { signers: [ngo, by(clerk, 2)] }), 'E_SIGNER'],
    ['an admission by devices that are not of stewards', admitAs(world, { signers: [ngo, by(admin, 2)] }), 'E_SIGNER'],
    ['an admission by its own roots', admitAs(world, { signers: twoRoots(harbour.org) }), 'E_AUTHORITY'],
    [
      'a handle of an organisation that is in use',
      admitAs(world, { fields: admission('harbour') }),
      'E_DUPLICATE_HANDLE',
    ],
    ['an organisation handle with a slash', admitAs(world, { fields: admission('bea/con') }), 'E_FIELD'],
    [
      'root keys of another organisation',
      admitAs(world, { fields: new Map([...fields, [3, rootKeys]]) }),
      'E_DUPLICATE_KEY',
    ],
    ['two root keys', admitAs(world, { fields: new Map([...fields, [3, freshRoots().slice(1)]]) }), 'E_FIELD'],
    ['one root key twice', admitAs(world, { fields: new Map([...fields, [3, twice()]]) }), 'E_DUPLICATE_KEY'],
    [
      'a root key of small order',
      admitAs(world, { fields: new Map([...fields, [3, [smallOrder, ...freshRoots().slice(1)]]]) }),
      'E_SIGNING_KEY',
    ],
    [
      'a chain that begins without an admission',
      admitAs(world, { type: 'UNIT_ADD', fields: numbered(fresh('u').slice(0, 16), 'beacon') }),
      'E_ADMISSION',
    ],
    [
      'second stewards',
      admitAs(world, { fields: new Map([...fields, [1, 'stewards']]), signers: freshRootSigners() }),
      'E_GENESIS',
    ],
  ];
}

function admitAs(
  { directory }: VectorWorld,
  options: {
    readonly org?: ReturnType<typeof freshId>;
    readonly type?: string;
    readonly fields?: Map<number, Parameters<typeof encode>[0]>;
    readonly signers?: readonly Signer[];
  },
): string {
  const signers = options.signers ?? directory.stewardDevices.map((device) => by(device, 2));
  const position = { org: options.org ?? freshId('beacon'), seq: 0, prev: null };
  const fields = options.fields ?? admission('beacon');
  return toBase64Url(recordByHand(position, options.type ?? 'ORG_ADMIT', fields, signers));
}

function admission(handle: string): Map<number, Parameters<typeof encode>[0]> {
  return numbered(handle, 'ngo', 'XA', freshRoots(), 'Synthetic beacon');
}

function freshRootPairs(): ReturnType<typeof deriveSigningKeyPair>[] {
  return [0, 1, 2].map((number) => deriveSigningKeyPair(fresh(`root ${number}`)));
}

function freshRoots(): Uint8Array[] {
  return freshRootPairs().map(({ publicKey }) => publicKey);
}

function twice(): Uint8Array[] {
  const [first = new Uint8Array(32), second = first] = freshRoots();
  return [first, first, second];
}

function freshRootSigners(): Signer[] {
  return freshRootPairs()
    .slice(0, 2)
    .map(({ publicKey, privateKey }) => ({ kind: 0, signer: sha256(publicKey).slice(0, 16), privateKey }));
}

/** Devices, epochs and lockboxes. */
export function keyCases(world: VectorWorld): Case[] {
  const { harbour, analyst, admin, lost, liaison, former, outsideUnit } = world;
  const device = (options?: Parameters<typeof deviceFields>[1]): string =>
    inHarbour(world, 'DEVICE_ADD', deviceFields(world, options));
  const epoch = (
    holders: Parameters<typeof epochFields>[1],
    ...replaced: Parameters<typeof epochFields>[2] & object
  ): string => inHarbour(world, 'UNIT_EPOCH', epochFields(world, holders, replaced));
  const sorted = [analyst, admin].toSorted((a, b) => (a.device < b.device ? -1 : 1));
  const lockbox = (number: number, holder: Uint8Array): string =>
    inHarbour(world, 'LOCKBOX_ADD', numbered(bytesOf(harbour.unit), number, holder, fresh('late lockbox')));
  const elsewhere = { org: harbour.org.org, seq: 1, prev: fresh('prev') };
  const nonCanonical = new Uint8Array(1216).fill(0xff);
  const zeroX25519 = deriveKemPublicKey(fresh('kem')).fill(0, 1184);
  const otherKem = deriveKemPublicKey(fresh('another kem'));
  const revoke = (id: Uint8Array): string => inHarbour(world, 'DEVICE_REVOKE', numbered(id, 'replaced'));
  return [
    ['a device', device(), null],
    ['a proof of possession of zeros', device({ proof: new Uint8Array(64) }), 'E_POP'],
    ['a proof by another key', device({ proofKey: analyst.sign.privateKey }), 'E_POP'],
    ['a proof over another KEM key', device({ provenKem: otherKem }), 'E_POP'],
    ['a proof made for another place of the chain', device({ provenPosition: elsewhere }), 'E_POP'],
    ['a KEM key whose ML-KEM part is not canonical', device({ kemPublicKey: nonCanonical }), 'E_KEM_KEY'],
    ['a KEM key whose X25519 part is zero', device({ kemPublicKey: zeroX25519 }), 'E_KEM_KEY'],
    ['a KEM key that is too short', device({ kemPublicKey: nonCanonical.slice(1) }), 'E_RECORD'],
    ['a signing key of small order', device({ signPublicKey: new Uint8Array(32) }), 'E_SIGNING_KEY'],
    ['a device id that is in use', device({ device: lost.device }), 'E_DUPLICATE_ID'],
    [
      'a signing key that is in use',
      device({ signPublicKey: lost.sign.publicKey, proofKey: lost.sign.privateKey }),
      'E_DUPLICATE_KEY',
    ],
    ['a KEM key that is in use', device({ kemPublicKey: liaison.kem.publicKey }), 'E_DUPLICATE_KEY'],
    ['a device of a removed member', device({ member: former.member }), 'E_UNKNOWN_MEMBER'],
    ['a device of a member of another organisation', device({ member: liaison.member }), 'E_UNKNOWN_MEMBER'],
    ['revoking a device', revoke(bytesOf(analyst.device)), null],
    ['revoking a device twice', revoke(bytesOf(lost.device)), 'E_UNKNOWN_DEVICE'],
    ['revoking a device of another organisation', revoke(bytesOf(liaison.device)), 'E_UNKNOWN_DEVICE'],
    ['the next epoch', epoch(sorted), null],
    ['the epoch skips one', epoch(sorted, [1, 3]), 'E_EPOCH'],
    ['the epoch repeats one', epoch(sorted, [1, 1]), 'E_EPOCH'],
    ['a second first epoch', epoch(sorted, [4, 'first']), 'E_EPOCH'],
    ['an unknown history', epoch(sorted, [5, 'none']), 'E_RECORD'],
    ['an epoch of a unit of another organisation', epoch(sorted, [0, bytesOf(world.northgate.unit)]), 'E_UNKNOWN_UNIT'],
    ['an epoch key that is not canonical', epoch(sorted, [2, nonCanonical]), 'E_KEM_KEY'],
    ['an epoch key that is in use', epoch(sorted, [2, world.epochs.harbour.kem.publicKey]), 'E_DUPLICATE_KEY'],
    ['lockboxes unsorted', epoch(sorted.toReversed()), 'E_LOCKBOX'],
    ['a lockbox twice', epoch([analyst, analyst]), 'E_LOCKBOX'],
    ['no lockbox', epoch([]), 'E_LOCKBOX'],
    ['a lockbox for a revoked device', epoch([lost]), 'E_LOCKBOX'],
    ['a lockbox for a device of another organisation', epoch([liaison]), 'E_LOCKBOX'],
    ['a lockbox for a member outside the unit', epoch([outsideUnit]), 'E_LOCKBOX'],
    ['a second lockbox for a device', lockbox(1, bytesOf(analyst.device)), 'E_LOCKBOX'],
    ['a late lockbox for a member outside the unit', lockbox(1, bytesOf(outsideUnit.device)), 'E_LOCKBOX'],
    ['a late lockbox for an epoch that does not exist', lockbox(9, bytesOf(analyst.device)), 'E_EPOCH'],
  ];
}
