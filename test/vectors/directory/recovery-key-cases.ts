// Who guards, under which key, and what is sealed to it.
import { deriveKemPublicKey, deriveSigningKeyPair } from '@sealbridge/sodium';
import { numbered } from './by-hand.js';
import { asGuardian, guardian, guardiansOf, RecoverySteps, sorted, type GuardianFields } from './guardians.js';
import type { StepsCase } from './steps.js';
import { by, bytesOf, fresh, root, twoRoots, type VectorWorld } from './vector-world.js';

/** The cases of recovery-key.json. */
export function recoveryKeyCases(world: VectorWorld): StepsCase[] {
  return [...keyCases(world), ...guardianCases(world), ...lockboxCases(world)];
}

function keyCases(world: VectorWorld): StepsCase[] {
  const { harbour, northgate, analyst, admin, epochs } = world;
  const steps = new RecoverySteps(world);
  const byAdmin = [by(admin)];
  const notCanonical = new Uint8Array(1216).fill(0xff);
  const [, liaison] = guardiansOf(world);
  return [
    ['a recovery key by two roots', [steps.key()], null],
    ['a recovery key by an administrator', [steps.key({ signers: byAdmin })], null],
    ['without a delay', [steps.key({ delay: 0 })], null],
    ['with the longest delay', [steps.key({ delay: 72 })], null],
    ['a delay that is too long', [steps.key({ delay: 73 })], 'E_RECOVERY_KEY'],
    ['a threshold of one', [steps.key({ threshold: 1 })], 'E_RECOVERY_KEY'],
    ['a threshold of all three', [steps.key({ threshold: 3 })], null],
    ['a threshold of four', [steps.key({ threshold: 4 })], 'E_RECOVERY_KEY'],
    ['by a member without the right', [steps.key({ signers: [by(analyst)] })], 'E_SIGNER'],
    ['by one root', [steps.key({ signers: [root(harbour.org, 0)] })], 'E_AUTHORITY'],
    ['by roots of another organisation', [steps.key({ signers: twoRoots(northgate.org) })], 'E_SIGNER'],
    ['by a guardian', [steps.key(), steps.key({ number: 2, signers: [asGuardian(liaison)] })], 'E_AUTHORITY'],
    ['beginning with number 2', [steps.key({ number: 2 })], 'E_RECOVERY_KEY'],
    ['beginning with number 0', [steps.key({ number: 0 })], 'E_RECOVERY_KEY'],
    ['the next key', [steps.key(), steps.key({ number: 2 })], null],
    ['the same number again', [steps.key(), steps.key({ kem: deriveKemPublicKey(fresh('again')) })], 'E_RECOVERY_KEY'],
    ['a number is left out', [steps.key(), steps.key({ number: 3 })], 'E_RECOVERY_KEY'],
    [
      'the key of an old number again',
      [
        steps.key(),
        steps.key({ number: 2 }),
        steps.key({ number: 3, kem: deriveKemPublicKey(fresh('recovery key 1')) }),
      ],
      'E_DUPLICATE_KEY',
    ],
    ['the key of an epoch', [steps.key({ kem: epochs.harbour.kem.publicKey })], 'E_DUPLICATE_KEY'],
    ['a key that is not canonical', [steps.key({ kem: notCanonical })], 'E_KEM_KEY'],
    [
      'an administrator shortens the delay',
      [steps.key(), steps.key({ number: 2, delay: 23, signers: byAdmin })],
      'E_AUTHORITY',
    ],
    [
      'an administrator lowers the threshold',
      [steps.key({ threshold: 3 }), steps.key({ number: 2, signers: byAdmin })],
      'E_AUTHORITY',
    ],
    ['two roots shorten the delay', [steps.key(), steps.key({ number: 2, delay: 0 })], null],
    [
      'an administrator lengthens the delay',
      [steps.key(), steps.key({ number: 2, delay: 72, threshold: 3, signers: byAdmin })],
      null,
    ],
    ['another reserved type about recovery', [{ ...steps.key(), type: 'RECOVERY_RESET' }], 'E_TYPE'],
  ];
}

function guardianCases(world: VectorWorld): StepsCase[] {
  const { directory, analyst, admin, liaison2, lost, outsider, seatless } = world;
  const steps = new RecoverySteps(world);
  const all = guardiansOf(world).map((keys) => guardian(keys));
  const [own = numbered(), partner = numbered(), steward = numbered()] = all;
  const of = (...guardians: GuardianFields[]) => [steps.key({ guardians: sorted(guardians) })];
  const made = deriveSigningKeyPair(fresh('made up')).publicKey;
  const five = [...all, guardian(liaison2), guardian(outsider)];
  const suspended = directory.stewardDevices[1] ?? admin;
  const twice = new Map([...guardian(liaison2), [1, partner.get(1) ?? null]]);
  const without = new Map([...partner].filter(([key]) => key !== 5));
  return [
    ['five guardians', of(...five), null],
    ['six guardians', of(...five, guardian(analyst)), 'E_RECORD'],
    ['two guardians', of(own, partner), 'E_RECOVERY_KEY'],
    ['guardians unsorted', [steps.key({ guardians: sorted(all).toReversed() })], 'E_RECOVERY_KEY'],
    ['the same guardian twice', of(own, partner, partner), 'E_RECOVERY_KEY'],
    ['two devices of the same member', of(own, partner, twice), 'E_RECOVERY_KEY'],
    ['a guardian without a share', of(own, without, steward), 'E_RECORD'],
    ['a guardian with a field too many', of(own, new Map([...partner, [6, 1]]), steward), 'E_RECORD'],
    ['a revoked device of the own organisation', of(guardian(lost), partner, steward), 'E_RECOVERY_KEY'],
    [
      'a device of the own organisation with another key',
      of(guardian(admin, { sign: made }), partner, steward),
      'E_RECOVERY_KEY',
    ],
    [
      'a device of the stewards with another key',
      of(own, partner, guardian(directory.stewardDevices[0] ?? admin, { sign: made })),
      'E_RECOVERY_KEY',
    ],
    [
      'a device of the stewards under another member',
      of(own, partner, new Map([...steward, [1, bytesOf(seatless.member)]])),
      'E_RECOVERY_KEY',
    ],
    [
      'a suspended steward',
      [steps.suspend(directory.stewards.org, guardiansOf(world)[2].member, suspended), steps.key()],
      'E_RECOVERY_KEY',
    ],
    [
      'a partner whose chain not everybody reads, with keys nobody can check',
      of(own, guardian(liaison2, { sign: made }), steward),
      null,
    ],
    [
      'a guardian whose signing key is of small order',
      of(own, guardian(liaison2, { sign: new Uint8Array(32) }), steward),
      'E_SIGNING_KEY',
    ],
    [
      'a guardian whose KEM key is not canonical',
      of(own, guardian(liaison2, { kem: new Uint8Array(1216).fill(0xff) }), steward),
      'E_KEM_KEY',
    ],
  ];
}

function lockboxCases(world: VectorWorld): StepsCase[] {
  const { harbour, northgate, analyst, admin, outsideUnit, liaison } = world;
  const steps = new RecoverySteps(world);
  const field = [6, fresh('recovery lockbox')] as const;
  const elsewhere = numbered(bytesOf(northgate.unit), 1, 1, fresh('recovery lockbox'));
  return [
    ['a holder seals an epoch to the key', [steps.key(), steps.lockbox()], null],
    ['an administrator does', [steps.key(), steps.lockbox(1, 1, [by(admin)])], null],
    ['two roots do', [steps.key(), steps.lockbox(1, 1, twoRoots(harbour.org))], null],
    ['a member who holds no lockbox', [steps.key(), steps.lockbox(1, 1, [by(outsideUnit)])], 'E_SIGNER'],
    ['a member of another organisation', [steps.key(), steps.lockbox(1, 1, [by(liaison)])], 'E_SIGNER'],
    ['a guardian', [steps.key(), steps.lockbox(1, 1, [asGuardian(liaison)])], 'E_AUTHORITY'],
    ['before there is a key', [steps.lockbox()], 'E_RECOVERY_KEY'],
    ['for a key that is not there yet', [steps.key(), steps.lockbox(2)], 'E_RECOVERY_LOCKBOX'],
    ['for the key of before', [steps.key(), steps.key({ number: 2 }), steps.lockbox(1)], 'E_RECOVERY_LOCKBOX'],
    ['under the next key again', [steps.key(), steps.lockbox(), steps.key({ number: 2 }), steps.lockbox(2)], null],
    [
      'a second one for an epoch',
      [steps.key(), steps.lockbox(), steps.lockbox(1, 1, [by(admin)])],
      'E_RECOVERY_LOCKBOX',
    ],
    ['for an epoch that does not exist', [steps.key(), steps.lockbox(1, 9, [by(admin)])], 'E_EPOCH'],
    [
      'for a unit of another organisation',
      [steps.key(), steps.step('RECOVERY_LOCKBOX', elsewhere, [by(admin)])],
      'E_UNKNOWN_UNIT',
    ],
    ['an epoch with its recovery lockbox', [steps.key(), steps.epoch([analyst, admin], field)], null],
    ['an epoch without one, once there is a key', [steps.key(), steps.epoch([analyst, admin])], 'E_RECOVERY_LOCKBOX'],
    ['an epoch with one before there is a key', [steps.epoch([analyst, admin], field)], 'E_RECOVERY_LOCKBOX'],
    ['an epoch with null', [steps.epoch([analyst, admin], [6, null])], 'E_RECORD'],
    [
      'a second one for an epoch that began with its own',
      [steps.key(), steps.epoch([analyst, admin], field), steps.lockbox(1, 2)],
      'E_RECOVERY_LOCKBOX',
    ],
  ];
}
