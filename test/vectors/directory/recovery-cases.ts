// A member comes back by guardians: start, approval, cancel, completion, and everything that goes wrong on the way.
import { deriveKemPublicKey, deriveSigningKeyPair } from '@sealbridge/sodium';
import { numbered } from './by-hand.js';
import { asGuardian, DELAY, guardian, guardiansOf, RecoverySteps, sorted } from './guardians.js';
import type { Step, StepsCase } from './steps.js';
import { by, bytesOf, fresh, freshId, root, twoRoots, type VectorWorld } from './vector-world.js';

/** The cases of recovery.json. */
export function recoveryCases(world: VectorWorld): StepsCase[] {
  return [...startCases(world), ...turnCases(world), ...completionCases(world), ...lockboxCases(world)];
}

function startCases(world: VectorWorld): StepsCase[] {
  const { directory, harbour, northgate, analyst, admin, former, outsider, liaison2 } = world;
  const steps = new RecoverySteps(world);
  const [own, partner, steward] = guardiansOf(world);
  const other = directory.stewardDevices[1] ?? admin;
  const key = steps.key();
  const revokeOwn = steps.step('DEVICE_REVOKE', numbered(bytesOf(own.device), 'lost'), twoRoots(harbour.org));
  const remove = steps.step('MEMBER_REMOVE', numbered(bytesOf(analyst.member), 'left'), twoRoots(harbour.org));
  const nextKey = steps.key({ number: 2, guardians: sorted([own, steward, liaison2].map((keys) => guardian(keys))) });
  return [
    ['a partner starts', [key, steps.start()], null],
    ['a guardian of the own organisation starts', [key, steps.start({ by: asGuardian(own) })], null],
    ['a steward starts', [key, steps.start({ by: asGuardian(steward) })], null],
    ['before there is a key', [steps.start()], 'E_SIGNER'],
    ['somebody who is no guardian', [key, steps.start({ by: asGuardian(outsider) })], 'E_SIGNER'],
    ['a guardian of before', [key, nextKey, steps.start({ keyNumber: 2 })], 'E_SIGNER'],
    ['a guardian signs as a device', [key, steps.start({ by: by(own) })], 'E_AUTHORITY'],
    ['a steward signs as one', [key, steps.start({ by: by(steward, 2) })], 'E_AUTHORITY'],
    ['two guardians', [key, steps.start({ signers: [asGuardian(own), asGuardian(partner)] })], 'E_AUTHORITY'],
    ['two roots', [key, steps.start({ signers: twoRoots(harbour.org) })], 'E_AUTHORITY'],
    [
      'a signature by another key',
      [key, steps.start({ by: { ...asGuardian(partner), privateKey: own.sign.privateKey } })],
      'E_SIGNATURE',
    ],
    [
      'a guardian of the own organisation whose device was revoked',
      [key, revokeOwn, steps.start({ by: asGuardian(own) })],
      'E_SIGNER',
    ],
    [
      'a guardian of the own organisation who is suspended',
      [key, steps.suspend(harbour.org.org, own.member, other), steps.start({ by: asGuardian(own) })],
      'E_SIGNER',
    ],
    [
      'a guardian of the own organisation whose emergency has lapsed and was not lifted',
      [key, steps.suspend(harbour.org.org, own.member, other), steps.start({ by: asGuardian(own), later: 48 })],
      'E_SIGNER',
    ],
    [
      'a guardian of the stewards who is suspended',
      [key, steps.suspend(directory.stewards.org, steward.member, other), steps.start({ by: asGuardian(steward) })],
      'E_SIGNER',
    ],
    [
      'a guardian of a partner who is suspended: an instance judges, the replay cannot',
      [key, steps.suspend(northgate.org.org, partner.member, other), steps.start()],
      null,
    ],
    ['a guardian starts for itself', [key, steps.start({ member: own.member, by: asGuardian(own) })], 'E_SIGNER'],
    ['a removed member', [key, steps.start({ member: former.member })], 'E_UNKNOWN_MEMBER'],
    ['a member that is removed just before', [key, remove, steps.start()], 'E_UNKNOWN_MEMBER'],
    ['a member of another organisation', [key, steps.start({ member: outsider.member })], 'E_UNKNOWN_MEMBER'],
    ['a suspended member', [key, steps.suspend(harbour.org.org, analyst.member, other), steps.start()], 'E_RECOVERY'],
    ['the number of another key', [key, steps.start({ keyNumber: 2 })], 'E_RECOVERY'],
    ['an hour before the guardians were named', [steps.key({ later: 5 }), steps.start({ later: 4 })], 'E_RECOVERY'],
    ['a device id that is in use', [key, steps.start({ device: admin.device })], 'E_DUPLICATE_ID'],
    ['a signing key that is in use', [key, steps.start({ signPublicKey: admin.sign.publicKey })], 'E_POP'],
    ['a KEM key that is in use', [key, steps.start({ kem: admin.kem.publicKey })], 'E_DUPLICATE_KEY'],
    ['a signing key of small order', [key, steps.start({ signPublicKey: new Uint8Array(32) })], 'E_SIGNING_KEY'],
    ['a proof for another recovery', [key, steps.start({ proven: { recovery: freshId('other') } })], 'E_POP'],
    ['a proof for another member', [key, steps.start({ proven: { member: admin.member } })], 'E_POP'],
    [
      'a proof for another KEM key',
      [key, steps.start({ proven: { kem: deriveKemPublicKey(fresh('other')) } })],
      'E_POP',
    ],
    ['an unknown reason', [key, steps.start({ reason: 'bored' })], 'E_RECORD'],
  ];
}

function turnCases(world: VectorWorld): StepsCase[] {
  const { harbour, analyst, admin } = world;
  const steps = new RecoverySteps(world);
  const [own, partner, steward] = guardiansOf(world);
  const key = steps.key();
  const start = steps.start();
  const cancel = (signer = asGuardian(steward)): Step => steps.cancel([signer]);
  const again = steps.start({ label: 'again' });
  const removeAnalyst = steps.step('MEMBER_REMOVE', numbered(bytesOf(analyst.member), 'left'), twoRoots(harbour.org));
  return [
    ['a second guardian approves', [key, start, steps.approve()], null],
    ['whoever started approves', [key, start, steps.approve(asGuardian(partner))], 'E_RECOVERY'],
    ['a guardian approves twice', [key, start, steps.approve(), steps.approve()], 'E_RECOVERY'],
    ['a recovery that nobody started', [key, steps.approve()], 'E_RECOVERY'],
    [
      'the member approves its own recovery',
      [key, steps.start({ member: own.member }), steps.approve(asGuardian(own))],
      'E_SIGNER',
    ],
    ['somebody who is no guardian approves', [key, start, steps.approve(asGuardian(analyst))], 'E_SIGNER'],
    ['an administrator approves', [key, start, steps.approve(by(admin))], 'E_AUTHORITY'],
    ['a guardian cancels', [key, start, cancel()], null],
    ['whoever started cancels', [key, start, cancel(asGuardian(partner))], null],
    ['an administrator cancels', [key, start, cancel(by(admin))], null],
    ['two roots cancel', [key, start, steps.cancel(twoRoots(harbour.org))], null],
    ['the device of the member cancels', [key, start, cancel(by(analyst))], 'E_SIGNER'],
    [
      'a root and a guardian cancel',
      [key, start, steps.cancel([root(harbour.org, 0), asGuardian(own)])],
      'E_AUTHORITY',
    ],
    ['cancelling twice', [key, start, cancel(), cancel()], 'E_RECOVERY'],
    ['cancelling for an unknown reason', [key, start, steps.cancel([asGuardian(own)], undefined, 'bored')], 'E_RECORD'],
    ['approval after cancel', [key, start, cancel(), steps.approve(asGuardian(own))], 'E_RECOVERY'],
    [
      'completion after cancel',
      [key, start, steps.approve(), cancel(), steps.complete({ recoveryLockboxes: [] })],
      'E_RECOVERY',
    ],
    [
      'two open recoveries of one member',
      [key, start, steps.start({ label: 'again', by: asGuardian(steward) })],
      'E_RECOVERY',
    ],
    ['two open recoveries of two members', [key, start, steps.start({ label: 'again', member: admin.member })], null],
    [
      'the same recovery id again',
      [key, start, cancel(), steps.start({ label: 'again', recovery: freshId('recovery'), by: asGuardian(steward) })],
      'E_DUPLICATE_ID',
    ],
    [
      'another guardian starts after a cancel',
      [key, start, cancel(), steps.start({ label: 'again', by: asGuardian(steward) })],
      null,
    ],
    ['the same guardian starts after another one cancelled', [key, start, cancel(), again], 'E_RECOVERY'],
    ['the same guardian starts after an administrator cancelled', [key, start, cancel(by(admin)), again], 'E_RECOVERY'],
    ['the same guardian starts after cancelling itself', [key, start, cancel(asGuardian(partner)), again], null],
    [
      'the same guardian starts under the next key',
      [key, start, cancel(), steps.key({ number: 2 }), steps.start({ label: 'again', keyNumber: 2 })],
      null,
    ],
    [
      'another key cancels what is open',
      [key, start, steps.approve(), steps.key({ number: 2 }), steps.complete({ recoveryLockboxes: [] })],
      'E_RECOVERY',
    ],
    ['the removal of the member cancels', [key, start, removeAnalyst, steps.approve()], 'E_RECOVERY'],
  ];
}

function completionCases(world: VectorWorld): StepsCase[] {
  const { directory, harbour, analyst, admin } = world;
  const steps = new RecoverySteps(world);
  const [own, , steward] = guardiansOf(world);
  const other = directory.stewardDevices[1] ?? admin;
  const ready = [steps.key(), steps.lockbox(), steps.start(), steps.approve()];
  const three = [steps.key({ threshold: 3 }), steps.lockbox(), steps.start(), steps.approve()];
  const ofAdmin = [steps.key(), steps.lockbox(), steps.start({ member: admin.member }), steps.approve()];
  const pair = deriveSigningKeyPair(fresh('recovery sign'));
  const unit = numbered(bytesOf(freshId('unit')), 'harbour/team');
  const bySigner = (signer: ReturnType<typeof by>): Step => steps.step('UNIT_ADD', unit, [signer], DELAY);
  const newDevice = { kind: 1, signer: bytesOf(freshId('recovery device')), privateKey: pair.privateKey };
  const revokeOwn = steps.step('DEVICE_REVOKE', numbered(bytesOf(own.device), 'lost'), twoRoots(harbour.org));
  const second = { label: 'second', member: admin.member, by: asGuardian(steward) };
  const approveSecond = steps.approve(asGuardian(guardiansOf(world)[1]), freshId('second'));
  return [
    ['completed by who started', [...ready, steps.complete()], null],
    ['completed by another guardian', [...ready, steps.complete({ by: asGuardian(own) })], null],
    ['completed later than it could be', [...ready, steps.complete({ later: 1000 })], null],
    ['the new device signs', [...ofAdmin, steps.complete(), bySigner(newDevice)], null],
    ['the device of before signs no more', [...ofAdmin, steps.complete(), bySigner(by(admin))], 'E_SIGNER'],
    ['one hour before the delay has run', [...ready, steps.complete({ later: DELAY - 1 })], 'E_RECOVERY_DELAY'],
    ['an hour before the start', [...ready, steps.complete({ later: -1 })], 'E_RECOVERY_DELAY'],
    [
      'a start of a later hour',
      [
        steps.key(),
        steps.start({ later: 10 }),
        steps.approve(),
        steps.complete({ recoveryLockboxes: [], later: DELAY }),
      ],
      'E_RECOVERY_DELAY',
    ],
    ['one guardian alone', [steps.key(), steps.lockbox(), steps.start(), steps.complete()], 'E_RECOVERY_GUARDIANS'],
    ['two where three must', [...three, steps.complete()], 'E_RECOVERY_GUARDIANS'],
    ['three where three must', [...three, steps.approve(asGuardian(own)), steps.complete()], null],
    [
      'a guardian who approved was revoked since',
      [steps.key(), steps.lockbox(), steps.start(), steps.approve(asGuardian(own)), revokeOwn, steps.complete()],
      'E_RECOVERY_GUARDIANS',
    ],
    [
      'a guardian who approved was suspended since',
      [...ready, steps.suspend(directory.stewards.org, steward.member, other), steps.complete()],
      'E_RECOVERY_GUARDIANS',
    ],
    ['by somebody who is no guardian', [...ready, steps.complete({ by: asGuardian(analyst) })], 'E_SIGNER'],
    ['by the member itself', [...ofAdmin, steps.complete({ by: asGuardian(own) })], 'E_SIGNER'],
    ['by an administrator', [...ready, steps.complete({ by: by(admin) })], 'E_AUTHORITY'],
    [
      'of a member suspended since',
      [...ready, { ...steps.suspend(harbour.org.org, analyst.member, other), later: DELAY - 1 }, steps.complete()],
      'E_RECOVERY',
    ],
    [
      'completed twice',
      [...ready, steps.complete(), steps.complete({ kem: deriveKemPublicKey(fresh('once more')) })],
      'E_RECOVERY',
    ],
    [
      'the same recovery key again',
      [...ready, steps.complete({ kem: deriveKemPublicKey(fresh('recovery key 1')) })],
      'E_DUPLICATE_KEY',
    ],
    [
      'a recovery key that is not canonical',
      [...ready, steps.complete({ kem: new Uint8Array(1216).fill(0xff) })],
      'E_KEM_KEY',
    ],
    ['a share for two of three guardians', [...ready, steps.complete({ shares: 2 })], 'E_RECOVERY_KEY'],
    ['a share for four of three guardians', [...ready, steps.complete({ shares: 4 })], 'E_RECOVERY_KEY'],
    [
      'a start under the key of before',
      [...ready, steps.complete(), steps.start({ ...second, later: DELAY })],
      'E_RECOVERY',
    ],
    [
      'a start under the key after it',
      [...ready, steps.complete(), steps.start({ ...second, keyNumber: 2, later: DELAY })],
      null,
    ],
    [
      'two open recoveries are completed one after the other',
      [...ready, steps.start(second), approveSecond, steps.complete(), steps.complete({ recovery: freshId('second') })],
      null,
    ],
    [
      'two open recoveries with the same new key',
      [
        ...ready,
        steps.start({ ...second, kem: deriveKemPublicKey(fresh('recovery kem')) }),
        approveSecond,
        steps.complete(),
        steps.complete({ recovery: freshId('second') }),
      ],
      'E_DUPLICATE_KEY',
    ],
  ];
}

function lockboxCases(world: VectorWorld): StepsCase[] {
  const { analyst, admin, northgate } = world;
  const steps = new RecoverySteps(world);
  const key = steps.key();
  const started = [steps.start(), steps.approve()];
  const ready = [key, steps.lockbox(), ...started];
  const field = [6, fresh('recovery lockbox 2')] as const;
  const without = steps.epoch([admin], field);
  const withBoth = steps.epoch([analyst, admin], field);
  const old = (epoch: number) => steps.entry(epoch, 'for the new device');
  const next = (epoch: number) => steps.entry(epoch, 'under the next key');
  const two = { lockboxes: [old(1), old(2)], recoveryLockboxes: [next(1), next(2)] };
  return [
    ['no lockbox', [...ready, steps.complete({ lockboxes: [] })], null],
    ['all epochs the member held', [key, steps.lockbox(), withBoth, ...started, steps.complete(two)], null],
    ['an epoch the member never held', [key, steps.lockbox(), without, ...started, steps.complete(two)], 'E_LOCKBOX'],
    ['an epoch that does not exist', [...ready, steps.complete({ lockboxes: [old(9)] })], 'E_EPOCH'],
    [
      'a unit of another organisation',
      [...ready, steps.complete({ lockboxes: [steps.entry(1, 'x', northgate.unit)] })],
      'E_UNKNOWN_UNIT',
    ],
    [
      'lockboxes unsorted',
      [key, steps.lockbox(), withBoth, ...started, steps.complete({ ...two, lockboxes: [old(2), old(1)] })],
      'E_LOCKBOX',
    ],
    ['a lockbox twice', [...ready, steps.complete({ lockboxes: [old(1), old(1)] })], 'E_LOCKBOX'],
    [
      'a recovery key without its lockboxes',
      [...ready, steps.complete({ recoveryLockboxes: [] })],
      'E_RECOVERY_LOCKBOX',
    ],
    [
      'a recovery key without one of its lockboxes',
      [key, steps.lockbox(), withBoth, ...started, steps.complete({ ...two, recoveryLockboxes: [next(2)] })],
      'E_RECOVERY_LOCKBOX',
    ],
    ['a recovery lockbox of an epoch that had none', [key, ...started, steps.complete()], 'E_RECOVERY_LOCKBOX'],
    [
      'another epoch in the place of one that had one',
      [key, steps.lockbox(), withBoth, ...started, steps.complete({ ...two, recoveryLockboxes: [next(1), next(3)] })],
      'E_RECOVERY_LOCKBOX',
    ],
    [
      'recovery lockboxes unsorted',
      [key, steps.lockbox(), withBoth, ...started, steps.complete({ ...two, recoveryLockboxes: [next(2), next(1)] })],
      'E_RECOVERY_LOCKBOX',
    ],
  ];
}
