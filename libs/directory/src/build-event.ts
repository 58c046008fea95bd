import { encode } from '@sealbridge/cbor';
import { randomBytes, sha256, signTyped, type SigningKeyPair } from '@sealbridge/sodium';
import { idToBytes, type Id } from '@sealbridge/vocabulary';
import { bodyHash, SALT_BYTES, writeBody } from './body.js';
import type { DeviceAdd, DirectoryEvent, MemberAdd } from './event.js';
import type { RecoveryStarted } from './event-recovery.js';
import type { JoinRequest } from './invitation/join.js';
import { eventRecord, type EventRecord } from './event-record.js';
import { writeLeaf } from './leaf.js';
import { compareEpochs, compareText } from './order.js';
import { hashPrivatePart, newPrivatePart, type PrivatePart, writePrivatePart } from './private-part.js';
import { rootKeyId, sortSignatures, type EventSignature, type SignerKind } from './signature.js';

/** The next free place of an organisation's chain. */
export interface ChainPosition {
  readonly org: Id;
  readonly seq: number;
  readonly prev: Uint8Array | null;
}

/** When an event is made, and the salts if they must be known (vectors); random otherwise. */
export interface EventContext {
  /** UNIX hour. */
  readonly hour: number;
  readonly salt?: Uint8Array;
}

/** An event before anybody signed it. */
export interface UnsignedEvent {
  readonly leafBytes: Uint8Array;
  readonly bodyBytes: Uint8Array;
  readonly privateBytes: Uint8Array | null;
}

/** Who signs, in what capacity. */
export interface EventSigner {
  readonly kind: SignerKind;
  readonly signer: Id;
  readonly privateKey: Uint8Array;
}

/** An event at a place of a chain. Lists that must be sorted are sorted here. Nothing is verified: `apply` does that. */
export function makeEvent(
  position: ChainPosition,
  event: DirectoryEvent,
  context: EventContext,
  privateBytes: Uint8Array | null = null,
): UnsignedEvent {
  const bodyBytes = writeBody({
    org: position.org,
    seq: position.seq,
    salt: context.salt ?? randomBytes(SALT_BYTES),
    hour: context.hour,
    event: sorted(event),
  });
  return { leafBytes: writeLeaf({ ...position, bodyHash: bodyHash(bodyBytes) }), bodyBytes, privateBytes };
}

/** Who stands behind a new member. */
export interface NamedPerson {
  readonly id: Id;
  readonly name: string;
  readonly salts?: Pick<PrivatePart, 'salt' | 'personSalt'>;
}

/** MEMBER_ADD with the private part that names the person behind the handle; `person.salts` are for vectors. */
export function makeMemberAdd(
  position: ChainPosition,
  fields: Omit<MemberAdd, 'type' | 'privateHash'>,
  person: NamedPerson | null,
  context: EventContext,
): UnsignedEvent {
  const part = person === null ? null : { ...newPrivatePart(person.id, person.name), ...person.salts };
  const privateHash = part === null ? null : hashPrivatePart(part);
  const privateBytes = part === null ? null : writePrivatePart(part);
  return makeEvent(position, { type: 'MEMBER_ADD', ...fields, privateHash }, context, privateBytes);
}

/** DEVICE_ADD with its proof of possession, for which the new signing key is needed; nothing else of it is. */
export function makeDeviceAdd(
  position: ChainPosition,
  fields: Omit<DeviceAdd, 'type' | 'proof' | 'invitation'>,
  signPrivateKey: Uint8Array,
  context: EventContext,
): UnsignedEvent {
  const proof = signTyped('sr1.pop', proofOfPossession(position, fields), signPrivateKey);
  return makeEvent(position, { type: 'DEVICE_ADD', ...fields, proof, invitation: null }, context);
}

/** DEVICE_ADD of a device that came by an invitation: keys and proof are those of its JOIN. */
export function makeInvitedDeviceAdd(
  position: ChainPosition,
  { member, device, signPublicKey, kemPublicKey, proof, invitation }: JoinRequest,
  context: EventContext,
): UnsignedEvent {
  const fields = { device, member, signPublicKey, kemPublicKey, proof, invitation };
  return makeEvent(position, { type: 'DEVICE_ADD', ...fields }, context);
}

/** ROOT_ROTATE with the proofs of the three new roots, in the order given; the roots of before sign it. */
export function makeRootRotate(
  position: ChainPosition,
  newRoots: readonly SigningKeyPair[],
  context: EventContext,
): UnsignedEvent {
  const proofs = newRoots.map(({ publicKey, privateKey }, number) =>
    signTyped('sr1.pop', proofOfRoot(position, number, publicKey), privateKey),
  );
  const rootKeys = newRoots.map(({ publicKey }) => publicKey);
  return makeEvent(position, { type: 'ROOT_ROTATE', rootKeys, proofs }, context);
}

/**
 * RECOVERY_STARTED for a device that proved its keys by JOIN over the id of the recovery (`invitation` of the join): made by a guardian
 * who has checked who asks.
 */
export function makeRecoveryStarted(
  position: ChainPosition,
  { member, device, signPublicKey, kemPublicKey, proof, invitation: recovery }: JoinRequest,
  { keyNumber, reason }: Pick<RecoveryStarted, 'keyNumber' | 'reason'>,
  context: EventContext,
): UnsignedEvent {
  const fields = { recovery, keyNumber, member, device, signPublicKey, kemPublicKey, proof, reason };
  return makeEvent(position, { type: 'RECOVERY_STARTED', ...fields }, context);
}

/** What a new root signs: CBOR[org, "root", number, seq, prev, public key]; roots are numbered from 0. */
export function proofOfRoot(position: ChainPosition, number: number, publicKey: Uint8Array): Uint8Array {
  return encode([idToBytes(position.org), 'root', number, position.seq, position.prev, publicKey]);
}

/** What the new key of a device signs (security-corrections C11). */
export function proofOfPossession(
  position: ChainPosition,
  { member, device, kemPublicKey }: Pick<DeviceAdd, 'member' | 'device' | 'kemPublicKey'>,
): Uint8Array {
  const ids = [position.org, member, device].map(idToBytes);
  return encode([...ids, position.seq, position.prev, sha256(kemPublicKey)]);
}

/** One signature over an event, made where the key is; the parts meet in `signedEvent`. */
export function signEvent(event: Pick<UnsignedEvent, 'leafBytes'>, by: EventSigner): EventSignature {
  return { kind: by.kind, signer: by.signer, signature: signTyped('sr1.dir', event.leafBytes, by.privateKey) };
}

/** The signer that a root key is. */
export function rootSigner(keys: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array }): EventSigner {
  return { kind: 'root', signer: rootKeyId(keys.publicKey), privateKey: keys.privateKey };
}

/** The record of an event and its signatures. Throws E_FIELD when a field breaks a rule. */
export function signedEvent(event: UnsignedEvent, signatures: readonly EventSignature[]): EventRecord {
  return eventRecord({ ...event, signatures: sortSignatures(signatures) });
}

function sorted(event: DirectoryEvent): DirectoryEvent {
  if (event.type === 'UNIT_EPOCH') {
    return { ...event, lockboxes: event.lockboxes.toSorted((a, b) => compareText(a.device, b.device)) };
  }
  if (event.type === 'RECOVERY_KEY') {
    return { ...event, guardians: event.guardians.toSorted((a, b) => compareText(a.device, b.device)) };
  }
  if (event.type === 'RECOVERY_COMPLETED') {
    const lockboxes = event.lockboxes.toSorted(compareEpochs);
    return { ...event, lockboxes, recoveryLockboxes: event.recoveryLockboxes.toSorted(compareEpochs) };
  }
  if (event.type === 'UNIT_PURPOSES') return { ...event, purposes: event.purposes.toSorted(compareText) };
  if (event.type === 'MEMBER_UPDATE') return { ...event, jurisdictions: event.jurisdictions.toSorted(compareText) };
  if (event.type !== 'MEMBER_ADD') return event;
  return {
    ...event,
    units: event.units.toSorted(compareText),
    roles: event.roles.toSorted(compareText),
    jurisdictions: event.jurisdictions.toSorted(compareText),
  };
}
