import { CborError, decodeStrict, encode, readFields, type CborValue, type FieldReader } from '@sealbridge/cbor';
import { signJoinProof, verifyJoinProof } from '@sealbridge/directory';
import {
  equal,
  HASH_BYTES,
  isAcceptableKemKey,
  isAcceptableSigningKey,
  KEM_PUBLIC_KEY_BYTES,
  KEM_SEED_BYTES,
  randomBytes,
  sha256,
  SIGNATURE_BYTES,
  SIGNING_PUBLIC_KEY_BYTES,
  SIGNING_SEED_BYTES,
} from '@sealbridge/sodium';
import { idFromBytes, idToBytes, type Id } from '@sealbridge/vocabulary';
import { deriveDeviceKeys, type DeviceKeys } from './device-keys.js';
import { KeyringError } from './keyring-error.js';
import { requireTag, tagged, type LinkMessage } from './link-code.js';
import { pinsValue, readPins, type Pins } from './pins.js';

const REQUEST = 'sr1lr';
const OFFER = 'sr1lo';
const PROOF = 'sr1lp';
const ID_BYTES = 16;
const MAX_MESSAGE_BYTES = 24 * 1024;

/** The keys of a device that does not know yet whose it will be. */
export type NewDevice = Pick<DeviceKeys, 'device' | 'sign' | 'kem'>;

/** What the new device says of itself. */
export interface LinkRequest {
  readonly link: Id;
  readonly device: Id;
  readonly signPublicKey: Uint8Array;
  readonly kemPublicKey: Uint8Array;
}

/** What the device that lets in answers: whose device the new one becomes, and what it relies on from then on. */
export interface LinkOffer {
  readonly org: Id;
  readonly member: Id;
  readonly pins: Pins;
}

/** Random keys and a random id for a device that is to be linked. */
export function makeNewDevice(): NewDevice {
  const { device, sign, kem } = deriveDeviceKeys(
    { org: randomId(), member: randomId(), device: randomId() },
    randomBytes(SIGNING_SEED_BYTES),
    randomBytes(KEM_SEED_BYTES),
  );
  return { device, sign, kem };
}

/** REQUEST of docs/reference/device-link.md for a new device, with a random link id. */
export function makeLinkRequest(macKey: Uint8Array, { device, sign, kem }: NewDevice): LinkMessage {
  const parts = [idToBytes(randomId()), idToBytes(device), sign.publicKey, kem.publicKey];
  return tagged(macKey, 'request', numbered(REQUEST, ...parts));
}

/** Reads REQUEST. Throws E_LINK_MAC, E_LINK_MESSAGE. */
export function openLinkRequest(macKey: Uint8Array, message: LinkMessage): LinkRequest {
  requireTag(macKey, 'request', message);
  const request = read(REQUEST, message.bytes, (fields) => ({
    link: readId(fields, 1),
    device: readId(fields, 2),
    signPublicKey: fields.bytes(3, SIGNING_PUBLIC_KEY_BYTES),
    kemPublicKey: fields.bytes(4, KEM_PUBLIC_KEY_BYTES),
  }));
  const acceptable = isAcceptableSigningKey(request.signPublicKey) && isAcceptableKemKey(request.kemPublicKey);
  if (!acceptable) throw malformed();
  return request;
}

/** OFFER in answer to a REQUEST that was opened with the same key. Throws like openLinkRequest. */
export function makeLinkOffer(macKey: Uint8Array, request: LinkMessage, { org, member, pins }: LinkOffer): LinkMessage {
  const { link } = openLinkRequest(macKey, request);
  const ids = [link, org, member].map(idToBytes);
  return tagged(macKey, 'offer', numbered(OFFER, ...ids, pinsValue(pins), sha256(request.bytes)));
}

/** Reads the OFFER to this REQUEST. Throws E_LINK_MAC, E_LINK_MESSAGE, E_LINK_OTHER. */
export function openLinkOffer(macKey: Uint8Array, request: LinkMessage, offer: LinkMessage): LinkOffer {
  const { link } = openLinkRequest(macKey, request);
  requireTag(macKey, 'offer', offer);
  const { to, answers, ...read_ } = read(OFFER, offer.bytes, (fields) => ({
    to: readId(fields, 1),
    org: readId(fields, 2),
    member: readId(fields, 3),
    pins: readPins(fields.map(4)),
    answers: fields.bytes(5, HASH_BYTES),
  }));
  requireAnswer(to === link, answers, request);
  return read_;
}

/** PROOF in answer to an OFFER, and the keys as they belong to their owner now. Throws like openLinkOffer. */
export function makeLinkProof(
  macKey: Uint8Array,
  newDevice: NewDevice,
  request: LinkMessage,
  offer: LinkMessage,
): { readonly keys: DeviceKeys; readonly pins: Pins; readonly proof: LinkMessage } {
  const { link } = openLinkRequest(macKey, request);
  const { org, member, pins } = openLinkOffer(macKey, request, offer);
  const { device, sign, kem } = newDevice;
  const claim = { org, member, device, invitation: link, signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey };
  const signature = signJoinProof(claim, sign.privateKey);
  const proof = tagged(macKey, 'proof', numbered(PROOF, idToBytes(link), signature, sha256(offer.bytes)));
  return { keys: { kind: 'device', org, member, device, sign, kem }, pins, proof };
}

/**
 * Reads the PROOF to this REQUEST and OFFER: the signature that DEVICE_ADD or RECOVERY_STARTED carries. Throws E_LINK_MAC,
 * E_LINK_MESSAGE, E_LINK_OTHER, E_LINK_PROOF.
 */
export function openLinkProof(
  macKey: Uint8Array,
  request: LinkMessage,
  offer: LinkMessage,
  proof: LinkMessage,
): Uint8Array {
  const { link, device, signPublicKey, kemPublicKey } = openLinkRequest(macKey, request);
  const { org, member } = openLinkOffer(macKey, request, offer);
  requireTag(macKey, 'proof', proof);
  const { to, signature, answers } = read(PROOF, proof.bytes, (fields) => ({
    to: readId(fields, 1),
    signature: fields.bytes(2, SIGNATURE_BYTES),
    answers: fields.bytes(3, HASH_BYTES),
  }));
  requireAnswer(to === link, answers, offer);
  const claim = { org, member, device, invitation: link, signPublicKey, kemPublicKey };
  if (verifyJoinProof(claim, signature)) return signature;
  throw new KeyringError('E_LINK_PROOF', 'the proof of possession does not verify');
}

function requireAnswer(sameLink: boolean, answers: Uint8Array, to: LinkMessage): void {
  if (sameLink && equal(answers, sha256(to.bytes))) return;
  throw new KeyringError('E_LINK_OTHER', 'the message answers another one');
}

function read<T>(format: string, bytes: Uint8Array, take: (fields: FieldReader) => T): T {
  try {
    const fields = readFields(decodeStrict(bytes, { maxBytes: MAX_MESSAGE_BYTES }));
    fields.code(0, [format]);
    const value = take(fields);
    fields.end();
    return value;
  } catch (error) {
    if (error instanceof CborError || (error instanceof KeyringError && error.code === 'E_VAULT')) throw malformed();
    throw error;
  }
}

function malformed(): KeyringError {
  return new KeyringError('E_LINK_MESSAGE', 'the message is malformed or holds a key that is not acceptable');
}

function readId(fields: FieldReader, key: number): Id {
  return idFromBytes(fields.bytes(key, ID_BYTES));
}

function randomId(): Id {
  return idFromBytes(randomBytes(ID_BYTES));
}

function numbered(...values: CborValue[]): Uint8Array {
  return encode(new Map(values.map((value, index) => [index, value])));
}
