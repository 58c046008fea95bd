// The world that the committed vectors are made from, and short ways to write records into it.
import type { CborValue } from '@sealbridge/cbor';
import { rootKeyId, writeEventRecord, type ChainPosition } from '@sealbridge/directory';
import type { DeviceKeys, RootKeys } from '@sealbridge/keyring';
import { deriveKemPublicKey, deriveSigningKeyPair, sha256, toBase64Url, toHex, utf8 } from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { makeSmallWorld, type FixtureOrg, type SmallWorld } from '../../support/directory-fixture.js';
import { numbered, proofByHand, recordByHand, type Deviations, type HandSigner } from './by-hand.js';

const ID_BYTES = 16;

/** The small world with people who make trouble. */
export interface VectorWorld extends SmallWorld {
  /** An administrator of harbour who was removed. */
  readonly former: DeviceKeys;
  /** An administrator's device of harbour that was revoked, and its place on the log. */
  readonly lost: DeviceKeys;
  readonly lostIndex: number;
  /** A member of harbour who belongs to no unit. */
  readonly outsideUnit: DeviceKeys;
  /** A steward without a seat. */
  readonly seatless: DeviceKeys;
  /** A member of the stewards with a seat and without the role. */
  readonly clerk: DeviceKeys;
}

/** Builds the world; what is not random in it follows from a seed. */
export async function makeVectorWorld(): Promise<VectorWorld> {
  const world = await makeSmallWorld('vectors');
  const { directory, harbour } = world;
  const former = directory.person(harbour.org, [harbour], ['org_admin']);
  const lost = directory.person(harbour.org, [harbour], ['org_admin']);
  const outsideUnit = directory.person(harbour.org, [], ['analyst']);
  const seatless = directory.person(directory.stewards, [], ['steward']);
  const clerk = directory.device(
    directory.stewards,
    directory.member(directory.stewards, [], ['org_admin'], { seat: 'public' }),
  );
  directory.publishOwn(harbour.org, { type: 'MEMBER_REMOVE', member: former.member, reason: 'left' });
  directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: lost.device, reason: 'lost' });
  return { ...world, former, lost, lostIndex: directory.entries.length - 1, outsideUnit, seatless, clerk };
}

/** Genesis pin and all records of a world as they stand in a vector file. */
export function baseOf({ directory }: SmallWorld): { genesis: string; base: string[] } {
  const base = directory.records.map(({ record }) => toBase64Url(writeEventRecord(record)));
  return { genesis: toHex(directory.genesis), base };
}

/** 32 bytes that follow from a label, for seeds and ids nobody used yet. */
export function fresh(label: string): Uint8Array {
  return sha256(utf8(`vector/${label}`));
}

/** An id that follows from a label. */
export function freshId(label: string): Id {
  return idFromBytes(fresh(label).slice(0, ID_BYTES));
}

/** An id as it stands in CBOR. */
export function bytesOf(id: Id): Uint8Array {
  return idToBytes(id);
}

/** The root of this number as a signer. */
export function root({ roots }: FixtureOrg, number: number): HandSigner {
  const { sign } = roots[number] as RootKeys;
  return { kind: 0, signer: idToBytes(rootKeyId(sign.publicKey)), privateKey: sign.privateKey };
}

/** Two roots of an organisation, as authority asks. */
export function twoRoots(org: FixtureOrg): HandSigner[] {
  return [root(org, 0), root(org, 1)];
}

/** A device as a signer of kind 1, or 2 for an admission. */
export function by({ device, sign }: DeviceKeys, kind = 1): HandSigner {
  return { kind, signer: idToBytes(device), privateKey: sign.privateKey };
}

/** A record of harbour's chain, at its end and signed by two roots unless told otherwise. */
export function inHarbour(
  { directory, harbour }: SmallWorld,
  type: string,
  fields: Map<number, CborValue>,
  options: Deviations & { readonly signers?: readonly HandSigner[]; readonly position?: Partial<ChainPosition> } = {},
): string {
  const position = { ...directory.state.nextPosition(harbour.org.org), ...options.position };
  return toBase64Url(recordByHand(position, type, fields, options.signers ?? twoRoots(harbour.org), options));
}

/** Fields of a plain MEMBER_ADD of harbour, with replacements by key. */
export function memberFields(
  { harbour }: SmallWorld,
  replaced: readonly (readonly [number, CborValue])[] = [],
): Map<number, CborValue> {
  const units = [idToBytes(harbour.unit)];
  const fields = numbered(bytesOf(freshId('member')), units, ['analyst'], 'RED', 500_000, ['*'], null, 'XA');
  return new Map([...fields, [15, null], ...replaced]);
}

/** What a DEVICE_ADD may be made wrong in. */
export interface DeviceOptions {
  readonly device?: Id;
  readonly member?: Id;
  readonly signPublicKey?: Uint8Array;
  readonly kemPublicKey?: Uint8Array;
  /** KEM key and position that the proof names, and the key that makes it. */
  readonly provenKem?: Uint8Array;
  readonly provenPosition?: ChainPosition;
  readonly proofKey?: Uint8Array;
  readonly proof?: Uint8Array;
}

/** Fields of a DEVICE_ADD for harbour's analyst. */
export function deviceFields(world: SmallWorld, options: DeviceOptions = {}): Map<number, CborValue> {
  const pair = deriveSigningKeyPair(fresh('sign'));
  const ids = { member: options.member ?? world.analyst.member, device: options.device ?? freshId('device') };
  const kem = options.kemPublicKey ?? deriveKemPublicKey(fresh('kem'));
  const position = options.provenPosition ?? world.directory.state.nextPosition(world.harbour.org.org);
  const made = proofByHand(position, ids, options.provenKem ?? kem, options.proofKey ?? pair.privateKey);
  const sign = options.signPublicKey ?? pair.publicKey;
  return numbered(idToBytes(ids.device), idToBytes(ids.member), sign, kem, options.proof ?? made);
}

/** Fields of a UNIT_EPOCH of harbour's unit with these lockbox holders, in the order given. */
export function epochFields(
  { harbour }: SmallWorld,
  holders: readonly DeviceKeys[],
  replaced: readonly (readonly [number, CborValue])[] = [],
): Map<number, CborValue> {
  const lockboxes = holders.map(({ device }) => [idToBytes(device), fresh(`lockbox ${device}`)]);
  const kem = deriveKemPublicKey(fresh('epoch'));
  const fields = numbered(idToBytes(harbour.unit), 2, kem, lockboxes, 'scheduled', 'from_join');
  return new Map([...fields, ...replaced]);
}
