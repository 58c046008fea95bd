import {
  deriveKemPublicKey,
  deriveSigningKeyPair,
  randomBytes,
  SIGNING_SEED_BYTES,
  KEM_SEED_BYTES,
  wipe,
  type KemKeyPair,
  type SigningKeyPair,
} from '@sealbridge/sodium';
import { idFromBytes, type Id } from '@sealbridge/vocabulary';

const ID_BYTES = 16;

/** The private keys of one device and who it is. They are made on the device and never leave it unwrapped. */
export interface DeviceKeys {
  readonly kind: 'device';
  readonly org: Id;
  readonly member: Id;
  readonly device: Id;
  readonly sign: SigningKeyPair;
  readonly kem: KemKeyPair;
}

/** Who a device is. */
export interface DeviceIdentity {
  readonly org: Id;
  readonly member: Id;
  readonly device: Id;
}

/** Random keys for a new device of a member; the device id is random too. */
export function makeDeviceKeys(owner: { readonly org: Id; readonly member: Id }): DeviceKeys {
  const identity = { ...owner, device: idFromBytes(randomBytes(ID_BYTES)) };
  return deriveDeviceKeys(identity, randomBytes(SIGNING_SEED_BYTES), randomBytes(KEM_SEED_BYTES));
}

/** The keys of two 32-byte seeds. Public keys are always derived, so that they cannot belong to somebody else. */
export function deriveDeviceKeys(identity: DeviceIdentity, signSeed: Uint8Array, kemSeed: Uint8Array): DeviceKeys {
  return {
    kind: 'device',
    org: identity.org,
    member: identity.member,
    device: identity.device,
    sign: deriveSigningKeyPair(signSeed),
    kem: { publicKey: deriveKemPublicKey(kemSeed), seed: kemSeed.slice() },
  };
}

/** Overwrites the private keys. Best effort; the object is useless afterwards. */
export function wipeDeviceKeys({ sign, kem }: DeviceKeys): void {
  wipe(sign.privateKey, sign.seed, kem.seed);
}
