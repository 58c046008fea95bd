// Guardians and recoveries in the directory of tests: really signed, with hashes in the place of shares and lockboxes.
import {
  epochKey,
  makeEvent,
  makeInvitedDeviceAdd,
  makeRecoveryStarted,
  parseJoin,
  makeJoin,
  type EpochLockbox,
  type EventRecord,
  type EventSigner,
  type RecoveryReason,
} from '@sealbridge/directory';
import { deriveDeviceKeys, type DeviceKeys } from '@sealbridge/keyring';
import { deriveKemPublicKey } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import type { DirectoryFixture, FixtureOrg, SmallWorld } from './directory-fixture.js';

/** An organisation whose guardians are named, and short ways to what they do. */
export class GuardianFixture {
  readonly #directory: DirectoryFixture;
  readonly #org: FixtureOrg;
  readonly guardians: readonly DeviceKeys[];

  /** Names the guardians by two roots: two of them, and a day, unless told otherwise. */
  constructor(
    directory: DirectoryFixture,
    org: FixtureOrg,
    guardians: readonly DeviceKeys[],
    options: { readonly threshold?: number; readonly delayHours?: number } = {},
  ) {
    this.#directory = directory;
    this.#org = org;
    this.guardians = guardians;
    this.name(options);
  }

  /** RECOVERY_KEY with the next number. */
  name({ threshold = 2, delayHours = 24 }: { readonly threshold?: number; readonly delayHours?: number } = {}): void {
    const number = (this.#directory.state.recoveryOf(this.#org.org)?.number ?? 0) + 1;
    const guardians = this.guardians.map(({ org, member, device, sign, kem }) => ({
      ...{ org, member, device, signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey },
      sealedShareSha256: this.#directory.derive('share'),
    }));
    const kemPublicKey = deriveKemPublicKey(this.#directory.derive('recovery key'));
    const event = { type: 'RECOVERY_KEY', number, kemPublicKey, threshold, delayHours, guardians } as const;
    this.#directory.publishOwn(this.#org, event);
  }

  /** RECOVERY_LOCKBOX of an epoch under the key in force, by two roots. */
  lockbox(unit: Id, epoch: number): void {
    const keyNumber = this.#directory.state.recoveryOf(this.#org.org)?.number ?? 0;
    const sha256 = this.#directory.derive('recovery lockbox');
    this.#directory.publishOwn(this.#org, { type: 'RECOVERY_LOCKBOX', unit, epoch, keyNumber, sha256 });
  }

  /** RECOVERY_STARTED by the first guardian; gives the id and the keys of the new device. */
  start(member: Id, reason: RecoveryReason = 'lost', by = 0): { readonly recovery: Id; readonly keys: DeviceKeys } {
    const directory = this.#directory;
    const recovery = directory.id('recovery');
    const identity = { org: this.#org.org, member, device: directory.id('recovered device') };
    const keys = deriveDeviceKeys(identity, directory.derive('sign'), directory.derive('kem'));
    const fields = { signPublicKey: keys.sign.publicKey, kemPublicKey: keys.kem.publicKey, invitation: recovery };
    const join = parseJoin(makeJoin({ ...identity, ...fields }, keys.sign.privateKey));
    const keyNumber = directory.state.recoveryOf(this.#org.org)?.number ?? 0;
    const position = directory.state.nextPosition(this.#org.org);
    const unsigned = makeRecoveryStarted(position, join, { keyNumber, reason }, directory.context());
    directory.publish(unsigned, [this.signer(by)]);
    return { recovery, keys };
  }

  /** RECOVERY_APPROVED by the second guardian. */
  approve(recovery: Id, by = 1): void {
    this.#publish({ type: 'RECOVERY_APPROVED', recovery }, by);
  }

  /** RECOVERY_CANCELLED by the third guardian. */
  cancel(recovery: Id, by = 2): void {
    this.#publish({ type: 'RECOVERY_CANCELLED', recovery, reason: 'not_asked' }, by);
  }

  /** RECOVERY_COMPLETED by the first guardian, with these lockboxes and all recovery lockboxes there are. */
  complete(recovery: Id, lockboxes: readonly EpochLockbox[] = [], by = 0): EventRecord {
    const { state } = this.#directory;
    const setup = state.recoveryOf(this.#org.org);
    const units = [...state.units.values()].filter(({ org }) => org === this.#org.org);
    const recoveryLockboxes = units
      .flatMap(({ unit, epochs }) => epochs.map(({ epoch }) => ({ unit, epoch })))
      .filter((epoch) => setup?.lockboxes.has(epochKey(epoch)) === true)
      .map((epoch) => ({ ...epoch, sha256: this.#directory.derive('recovery lockbox') }));
    const kemPublicKey = deriveKemPublicKey(this.#directory.derive('recovery key'));
    const sealedShareSha256s = this.guardians.map(() => this.#directory.derive('share'));
    const event = { recovery, lockboxes, kemPublicKey, sealedShareSha256s, recoveryLockboxes } as const;
    return this.#publish({ type: 'RECOVERY_COMPLETED', ...event }, by);
  }

  /** A guardian as a signer, by number. */
  signer(number: number): EventSigner {
    const guardian = this.guardians[number];
    if (guardian === undefined) throw new Error('the fixture has no such guardian');
    return { kind: 'guardian', signer: guardian.device, privateKey: guardian.sign.privateKey };
  }

  #publish(event: Parameters<typeof makeEvent>[1], by: number): EventRecord {
    const position = this.#directory.state.nextPosition(this.#org.org);
    return this.#directory.publish(makeEvent(position, event, this.#directory.context()), [this.signer(by)]);
  }
}

/** A further device of a member, let in by one that it has. */
export function linkDevice(directory: DirectoryFixture, by: DeviceKeys): DeviceKeys {
  const identity = { org: by.org, member: by.member, device: directory.id('linked device') };
  const keys = deriveDeviceKeys(identity, directory.derive('sign'), directory.derive('kem'));
  const fields = { signPublicKey: keys.sign.publicKey, kemPublicKey: keys.kem.publicKey };
  const claim = { ...identity, ...fields, invitation: directory.id('link') };
  const join = parseJoin(makeJoin(claim, keys.sign.privateKey));
  const unsigned = makeInvitedDeviceAdd(directory.state.nextPosition(by.org), join, directory.context());
  directory.publish(unsigned, [{ kind: 'device', signer: by.device, privateKey: by.sign.privateKey }]);
  return keys;
}

/** Harbour with the guardians liaison (a partner), steward and admin (its own), and its first epoch sealed to their key. */
export function guardHarbour({ directory, harbour, liaison, admin }: SmallWorld): GuardianFixture {
  const [steward = admin] = directory.stewardDevices;
  const inOrder = [liaison, steward, admin];
  const guarded = new GuardianFixture(directory, harbour.org, inOrder);
  guarded.lockbox(harbour.unit, 1);
  return guarded;
}
