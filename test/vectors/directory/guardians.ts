// Guardians of harbour in the vector world, and the events about recovery written by hand.
import { encode, type CborValue } from '@sealbridge/cbor';
import type { DeviceKeys } from '@sealbridge/keyring';
import { deriveKemPublicKey, deriveSigningKeyPair, sha256, signTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { numbered, type HandSigner } from './by-hand.js';
import type { Step } from './steps.js';
import { by, bytesOf, epochFields, fresh, freshId, twoRoots, type VectorWorld } from './vector-world.js';

/** Hours between a start and a completion in these vectors. */
export const DELAY = 24;

/** A guardian as the event names it. */
export type GuardianFields = Map<number, CborValue>;

/** What a RECOVERY_KEY may be made wrong in. */
export interface KeyOptions {
  readonly number?: number;
  readonly kem?: Uint8Array;
  readonly threshold?: number;
  readonly delay?: number;
  readonly guardians?: readonly GuardianFields[];
  readonly signers?: readonly HandSigner[];
  readonly later?: number;
}

/** What a RECOVERY_STARTED may be made wrong in. */
export interface StartOptions {
  readonly label?: string;
  readonly recovery?: Id;
  readonly keyNumber?: number;
  readonly member?: Id;
  readonly device?: Id;
  readonly signPublicKey?: Uint8Array;
  readonly kem?: Uint8Array;
  readonly proven?: { readonly recovery?: Id; readonly member?: Id; readonly kem?: Uint8Array };
  readonly reason?: string;
  readonly by?: HandSigner;
  readonly signers?: readonly HandSigner[];
  readonly later?: number;
}

/** What a RECOVERY_COMPLETED may be made wrong in. */
export interface CompleteOptions {
  readonly recovery?: Id;
  readonly lockboxes?: readonly CborValue[];
  readonly kem?: Uint8Array;
  readonly shares?: number;
  readonly recoveryLockboxes?: readonly CborValue[];
  readonly by?: HandSigner;
  readonly later?: number;
}

/** The people of these vectors: a guardian of the own organisation, one of a partner, one of the stewards. */
export function guardiansOf({ admin, liaison, directory }: VectorWorld): readonly [DeviceKeys, DeviceKeys, DeviceKeys] {
  return [admin, liaison, directory.stewardDevices[0] ?? admin];
}

/** A guardian as an event names it; `kem` and `sign` stand for keys that are not those of the device. */
export function guardian(keys: DeviceKeys, replaced: { sign?: Uint8Array; kem?: Uint8Array } = {}): GuardianFields {
  const ids = [keys.org, keys.member, keys.device].map(bytesOf);
  const { sign = keys.sign.publicKey, kem = keys.kem.publicKey } = replaced;
  return numbered(...ids, sign, kem, fresh(`share ${keys.device}`));
}

/** A guardian as a signer. */
export function asGuardian(keys: DeviceKeys): HandSigner {
  return by(keys, 3);
}

/** Guardians in the order an event names them. */
export function sorted(guardians: readonly GuardianFields[]): GuardianFields[] {
  return guardians.toSorted((a, b) => Buffer.compare(a.get(2) as Uint8Array, b.get(2) as Uint8Array));
}

/** Writes events about recovery in harbour's chain. */
export class RecoverySteps {
  readonly #world: VectorWorld;
  readonly #org: Id;

  constructor(world: VectorWorld) {
    this.#world = world;
    this.#org = world.harbour.org.org;
  }

  /** RECOVERY_KEY number 1, two of the three guardians, a delay of a day, signed by two roots. */
  key(options: KeyOptions = {}): Step {
    const number = options.number ?? 1;
    const guardians = options.guardians ?? sorted(guardiansOf(this.#world).map((keys) => guardian(keys)));
    const kem = options.kem ?? deriveKemPublicKey(fresh(`recovery key ${number}`));
    const fields = numbered(number, kem, options.threshold ?? 2, options.delay ?? DELAY, [...guardians]);
    return this.step('RECOVERY_KEY', fields, options.signers ?? twoRoots(this.#world.harbour.org), options.later);
  }

  /** RECOVERY_LOCKBOX for the first epoch of harbour's unit, signed by the analyst. */
  lockbox(keyNumber = 1, epoch = 1, signers: readonly HandSigner[] = [by(this.#world.analyst)]): Step {
    const hash = fresh(`recovery lockbox ${keyNumber} ${epoch}`);
    return this.step('RECOVERY_LOCKBOX', numbered(bytesOf(this.#world.harbour.unit), epoch, keyNumber, hash), signers);
  }

  /** RECOVERY_STARTED for the analyst by the partner's guardian. */
  start(options: StartOptions = {}): Step {
    const label = options.label ?? 'recovery';
    const recovery = options.recovery ?? freshId(label);
    const member = options.member ?? this.#world.analyst.member;
    const device = options.device ?? freshId(`${label} device`);
    const pair = deriveSigningKeyPair(fresh(`${label} sign`));
    const kem = options.kem ?? deriveKemPublicKey(fresh(`${label} kem`));
    const named = { recovery, member, kem, ...options.proven };
    const claim = encode([...[this.#org, named.member, device, named.recovery].map(bytesOf), sha256(named.kem)]);
    const proof = signTyped('sr1.join', claim, pair.privateKey);
    const ids = [member, device].map(bytesOf);
    const sign = options.signPublicKey ?? pair.publicKey;
    const last = [sign, kem, proof, options.reason ?? 'lost'] as const;
    const fields = numbered(bytesOf(recovery), options.keyNumber ?? 1, ...ids, ...last);
    const signer = options.by ?? asGuardian(guardiansOf(this.#world)[1]);
    return this.step('RECOVERY_STARTED', fields, options.signers ?? [signer], options.later);
  }

  /** RECOVERY_APPROVED by the steward unless by somebody else. */
  approve(signer = asGuardian(guardiansOf(this.#world)[2]), recovery = freshId('recovery'), later = 0): Step {
    return this.step('RECOVERY_APPROVED', numbered(bytesOf(recovery)), [signer], later);
  }

  /** RECOVERY_CANCELLED. */
  cancel(signers: readonly HandSigner[], recovery = freshId('recovery'), reason = 'not_asked'): Step {
    return this.step('RECOVERY_CANCELLED', numbered(bytesOf(recovery), reason), signers);
  }

  /** RECOVERY_COMPLETED a day later by the partner's guardian, with the lockbox of the first epoch. */
  complete(options: CompleteOptions = {}): Step {
    const { recovery = freshId('recovery'), shares = 3, later = DELAY } = options;
    const lockboxes = options.lockboxes ?? [this.entry(1, 'for the new device')];
    const next = options.recoveryLockboxes ?? [this.entry(1, 'under the next key')];
    const kem = options.kem ?? deriveKemPublicKey(fresh(`recovery key after ${recovery}`));
    const hashes = Array.from({ length: shares }, (_, number) => fresh(`next share ${number}`));
    const fields = numbered(bytesOf(recovery), [...lockboxes], kem, hashes, [...next]);
    return this.step('RECOVERY_COMPLETED', fields, [options.by ?? asGuardian(guardiansOf(this.#world)[1])], later);
  }

  /** An entry of one of the lists of a completion. */
  entry(epoch: number, label: string, unit = this.#world.harbour.unit): CborValue {
    return [bytesOf(unit), epoch, fresh(`${label} ${epoch}`)];
  }

  /** The next epoch of harbour's unit, for these devices. */
  epoch(holders: readonly DeviceKeys[], ...replaced: (readonly [number, CborValue])[]): Step {
    const inOrder = holders.toSorted((a, b) => (a.device < b.device ? -1 : 1));
    return this.step('UNIT_EPOCH', epochFields(this.#world, inOrder, replaced), twoRoots(this.#world.harbour.org));
  }

  /** An emergency suspension of a member by a steward. */
  suspend(org: Id, member: Id, steward: DeviceKeys): Step {
    const fields = numbered(bytesOf(member), 'emergency', 'other');
    return { ...this.step('SUSPEND', fields, [by(steward, 2)]), org };
  }

  /** An event of harbour's chain. */
  step(type: string, fields: Map<number, CborValue>, signers: readonly HandSigner[], later = 0): Step {
    return { org: this.#org, type, fields, signers, later };
  }
}
