// What a device does for its own member: it lets in the next, ends one, hands on a key.
import { encode, type CborValue } from '@sealbridge/cbor';
import type { ChainPosition } from '@sealbridge/directory';
import { deriveKemPublicKey, deriveSigningKeyPair, sha256, signTyped, type SigningKeyPair } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { numbered, proofByHand, type HandSigner } from './by-hand.js';
import type { Step, StepsCase } from './steps.js';
import { by, bytesOf, epochFields, fresh, freshId, twoRoots, type VectorWorld } from './vector-world.js';

const MAX_OWN_DEVICES = 10;

/** A device made up here, with what signs for it. */
interface NewDevice {
  readonly id: Id;
  readonly pair: SigningKeyPair;
  readonly signer: HandSigner;
}

function newDevice(label: string): NewDevice {
  const pair = deriveSigningKeyPair(fresh(`${label} sign`));
  const id = freshId(`${label} device`);
  return { id, pair, signer: { kind: 1, signer: bytesOf(id), privateKey: pair.privateKey } };
}

/** The cases of own-devices.json. */
export function ownDeviceCases(world: VectorWorld): StepsCase[] {
  return [...linkCases(world), ...revokeCases(world), ...lockboxCases(world)];
}

function makeLink(world: VectorWorld) {
  const org = world.harbour.org.org;
  return (
    label: string,
    member: Id,
    signers: readonly HandSigner[],
    shown: { readonly link?: Id; readonly provenLink?: Id } = {},
  ): Step => {
    const { id, pair } = newDevice(label);
    const kem = deriveKemPublicKey(fresh(`${label} kem`));
    const link = shown.link ?? freshId(`${label} link`);
    const claim = [org, member, id, shown.provenLink ?? link].map(bytesOf);
    const proof = signTyped('sr1.join', encode([...claim, sha256(kem)]), pair.privateKey);
    const fields = numbered(bytesOf(id), bytesOf(member), pair.publicKey, kem, proof, bytesOf(link));
    return { org, type: 'DEVICE_ADD', fields, signers };
  };
}

function linkCases(world: VectorWorld): StepsCase[] {
  const { directory, harbour, analyst, admin, lost, liaison } = world;
  const org = harbour.org.org;
  const link = makeLink(world);
  const own = analyst.member;
  const suspend: Step = {
    org,
    type: 'SUSPEND',
    fields: numbered(bytesOf(own), 'emergency', 'other'),
    signers: [by(directory.stewardDevices[0] ?? admin, 2)],
  };
  const revoke: Step = {
    org,
    type: 'DEVICE_REVOKE',
    fields: numbered(bytesOf(analyst.device), 'lost'),
    signers: twoRoots(harbour.org),
  };
  const many = Array.from({ length: MAX_OWN_DEVICES }, (_, number) => `next ${number}`);
  const withoutLink: Step = {
    org,
    type: 'DEVICE_ADD',
    fields: (position) => plainFields(position, own),
    signers: [by(analyst)],
  };
  const secondLink = link('second', own, [by(analyst)], { link: freshId('first link') });
  return [
    ['a device lets in the next of its member', [link('next', own, [by(analyst)])], null],
    [
      'a device that was let in lets in another',
      [link('next', own, [by(analyst)]), link('after', own, [newDevice('next').signer])],
      null,
    ],
    ['an administrator lets in a device of somebody by a link', [link('next', own, [by(admin)])], null],
    ['a device without a link', [withoutLink], 'E_SIGNER'],
    ['a device lets in a device of another member', [link('next', admin.member, [by(analyst)])], 'E_SIGNER'],
    ['a device lets in a device of another organisation', [link('next', liaison.member, [by(analyst)])], 'E_SIGNER'],
    ['a device of another organisation', [link('next', own, [by(liaison)])], 'E_SIGNER'],
    ['a revoked device of the member', [link('next', lost.member, [by(lost)])], 'E_SIGNER'],
    ['the device that was revoked just before', [revoke, link('next', own, [by(analyst)])], 'E_SIGNER'],
    ['the new device lets in itself', [link('next', own, [newDevice('next').signer])], 'E_SIGNER'],
    ['two devices of the member', [link('next', own, [by(analyst), by(admin)])], 'E_AUTHORITY'],
    ['a device signs as a steward', [link('next', own, [by(analyst, 2)])], 'E_AUTHORITY'],
    ['a device signs as a guardian', [link('next', own, [by(analyst, 3)])], 'E_AUTHORITY'],
    ['a kind of signer that nobody knows', [link('next', own, [by(analyst, 4)])], 'E_RECORD'],
    [
      'a signature by another key',
      [link('next', own, [{ ...by(analyst), privateKey: admin.sign.privateKey }])],
      'E_SIGNATURE',
    ],
    ['a device of a suspended member', [suspend, link('next', own, [by(analyst)])], 'E_SIGNER'],
    ['a proof for another link', [link('next', own, [by(analyst)], { provenLink: freshId('other') })], 'E_POP'],
    ['a link that was used', [link('first', own, [by(analyst)]), secondLink], 'E_DUPLICATE_ID'],
    ['ten devices of a member', many.slice(1).map((label) => link(label, own, [by(analyst)])), null],
    ['an eleventh device of a member', many.map((label) => link(label, own, [by(analyst)])), 'E_DEVICES'],
    [
      'an eleventh device that an administrator lets in',
      many.map((label, at) => link(label, own, [by(at === 9 ? admin : analyst)])),
      null,
    ],
  ];
}

function plainFields(position: ChainPosition, member: Id): Map<number, CborValue> {
  const { id, pair } = newDevice('plain');
  const kem = deriveKemPublicKey(fresh('plain kem'));
  const proof = proofByHand(position, { member, device: id }, kem, pair.privateKey);
  return numbered(bytesOf(id), bytesOf(member), pair.publicKey, kem, proof);
}

function revokeCases(world: VectorWorld): StepsCase[] {
  const { harbour, analyst, admin, lost, liaison } = world;
  const org = harbour.org.org;
  const link = makeLink(world);
  const next = newDevice('next');
  const added = link('next', analyst.member, [by(analyst)]);
  const revoke = (device: Id, signers: readonly HandSigner[], reason = 'lost'): Step => {
    return { org, type: 'DEVICE_REVOKE', fields: numbered(bytesOf(device), reason), signers };
  };
  const unit = (signer: HandSigner): Step => {
    return { org, type: 'UNIT_ADD', fields: numbered(bytesOf(freshId('unit')), 'harbour/team'), signers: [signer] };
  };
  return [
    ['a device ends another of its member', [added, revoke(analyst.device, [next.signer])], null],
    ['a device ends itself', [revoke(analyst.device, [by(analyst)], 'replaced')], null],
    ['a device ends one of another member', [revoke(admin.device, [by(analyst)])], 'E_SIGNER'],
    ['a device ends one of another organisation', [revoke(liaison.device, [by(analyst)])], 'E_SIGNER'],
    ['a device ends one that has ended', [revoke(lost.device, [by(lost)])], 'E_SIGNER'],
    [
      'a device that was ended ends the other',
      [added, revoke(next.id, [by(analyst)]), revoke(analyst.device, [next.signer])],
      'E_SIGNER',
    ],
    ['the device of a member has no right in the organisation', [unit(by(analyst))], 'E_SIGNER'],
  ];
}

function lockboxCases(world: VectorWorld): StepsCase[] {
  const { harbour, northgate, analyst, admin, liaison, outsideUnit } = world;
  const org = harbour.org.org;
  const link = makeLink(world);
  const next = newDevice('next');
  const after = newDevice('after');
  const added = link('next', analyst.member, [by(analyst)]);
  const lockbox = (device: Id, signers: readonly HandSigner[], epoch = 1, unit = harbour.unit): Step => {
    const fields = numbered(bytesOf(unit), epoch, bytesOf(device), fresh(`lockbox ${device}`));
    return { org, type: 'LOCKBOX_ADD', fields, signers };
  };
  const sorted = [analyst, admin].toSorted((a, b) => (a.device < b.device ? -1 : 1));
  const epoch: Step = { org, type: 'UNIT_EPOCH', fields: epochFields(world, sorted), signers: twoRoots(harbour.org) };
  const withoutAnalyst: Step = { ...epoch, fields: epochFields(world, [admin]) };
  return [
    ['a device hands on its key to the next of its member', [added, lockbox(next.id, [by(analyst)])], null],
    [
      'and that one to another',
      [
        added,
        lockbox(next.id, [by(analyst)]),
        link('after', analyst.member, [next.signer]),
        lockbox(after.id, [next.signer]),
      ],
      null,
    ],
    ['a device hands on the key of an epoch that is past', [added, epoch, lockbox(next.id, [by(analyst)])], null],
    [
      'an administrator hands on the key of a past epoch to somebody',
      [added, epoch, lockbox(next.id, [by(admin)])],
      'E_EPOCH',
    ],
    [
      'a device hands on a key that it does not hold',
      [added, withoutAnalyst, lockbox(next.id, [by(analyst)], 2)],
      'E_SIGNER',
    ],
    ['a new device takes the key for itself', [added, lockbox(next.id, [next.signer])], 'E_SIGNER'],
    ['a device hands on its key to another member', [lockbox(outsideUnit.device, [by(analyst)])], 'E_SIGNER'],
    ['a device hands on a key to another organisation', [lockbox(liaison.device, [by(analyst)])], 'E_SIGNER'],
    [
      'a device hands on a key of another unit',
      [added, lockbox(next.id, [by(analyst)], 1, northgate.unit)],
      'E_SIGNER',
    ],
    [
      'a device hands on its key twice',
      [added, lockbox(next.id, [by(analyst)]), lockbox(next.id, [by(analyst)])],
      'E_LOCKBOX',
    ],
    ['a device hands on its key to itself', [lockbox(analyst.device, [by(analyst)])], 'E_LOCKBOX'],
    ['an epoch that does not exist', [added, lockbox(next.id, [by(analyst)], 9)], 'E_SIGNER'],
  ];
}
