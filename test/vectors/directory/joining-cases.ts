// What is true of a member for a time, and devices that come by an invitation.
import { encode, type CborValue } from '@sealbridge/cbor';
import { deriveKemPublicKey, deriveSigningKeyPair, sha256, signTyped } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { numbered, proofByHand, type HandSigner } from './by-hand.js';
import type { Step, StepsCase } from './steps.js';
import { by, bytesOf, fresh, freshId, twoRoots, type VectorWorld } from './vector-world.js';

/** The cases of joining.json. */
export function joiningCases(world: VectorWorld): StepsCase[] {
  return [...updateCases(world), ...invitedCases(world)];
}

function updateCases(world: VectorWorld): StepsCase[] {
  const { harbour, analyst, admin, former, liaison } = world;
  const update = (values: readonly CborValue[], signers: readonly HandSigner[] = twoRoots(harbour.org)): Step[] => [
    { org: harbour.org.org, type: 'MEMBER_UPDATE', fields: numbered(...values), signers },
  ];
  const whole = (member: Id): CborValue[] => [bytesOf(member), 'AMBER', 500_000, ['XA', 'XB-1']];
  const [member = null, clearance = null, training = null] = whole(analyst.member);
  return [
    ['a member is updated by two roots', update(whole(analyst.member)), null],
    ['a member is updated by an administrator', update(whole(analyst.member), [by(admin)]), null],
    ['a member is updated by itself', update(whole(analyst.member), [by(analyst)]), 'E_SIGNER'],
    ['a member who was removed', update(whole(former.member)), 'E_UNKNOWN_MEMBER'],
    ['a member of another organisation', update(whole(liaison.member)), 'E_UNKNOWN_MEMBER'],
    ['a member that nobody is', update(whole(freshId('nobody'))), 'E_UNKNOWN_MEMBER'],
    ['an unknown clearance', update([member, 'SECRET', training, ['*']]), 'E_RECORD'],
    ['training until a negative hour', update([member, clearance, -1, ['*']]), 'E_RECORD'],
    ['no jurisdiction', update([member, clearance, training, []]), 'E_FIELD'],
    ['jurisdictions unsorted', update([member, clearance, training, ['XB', 'XA']]), 'E_FIELD'],
    ['a malformed jurisdiction', update([member, clearance, training, ['xa']]), 'E_FIELD'],
    ['new roles', update([member, clearance, training, ['*'], ['org_admin']]), 'E_RECORD'],
    ['a field that is missing', update([member, clearance, training]), 'E_RECORD'],
  ];
}

interface Invited {
  readonly org?: Id;
  readonly member?: Id;
  readonly device?: Id;
  readonly invitation?: Id;
  readonly kem?: Uint8Array;
}

function invitedCases(world: VectorWorld): StepsCase[] {
  const { directory, harbour, northgate, analyst, former, liaison } = world;
  const org = harbour.org.org;
  const real = { org, member: analyst.member, device: freshId('invited device'), invitation: freshId('invitation') };
  const pair = deriveSigningKeyPair(fresh('invited sign'));
  const kem = deriveKemPublicKey(fresh('invited kem'));
  const proves = (named: Invited = {}, key = pair.privateKey): Uint8Array => {
    const ids = { ...real, ...named };
    const ordered = [ids.org, ids.member, ids.device, ids.invitation].map(bytesOf);
    return signTyped('sr1.join', encode([...ordered, sha256(named.kem ?? kem)]), key);
  };
  const add = (
    proof: Uint8Array,
    shown: Invited = {},
    ...more: CborValue[]
  ): Step & { fields: Map<number, CborValue> } => {
    const { member, device, invitation } = { ...real, ...shown };
    const fields = numbered(bytesOf(device), bytesOf(member), pair.publicKey, kem, proof);
    const last = more.length > 0 ? more : [bytesOf(invitation)];
    last.forEach((value, index) => fields.set(5 + index, value));
    return { org, type: 'DEVICE_ADD', fields, signers: twoRoots(harbour.org) };
  };
  const plainProof = proofByHand(directory.state.nextPosition(org), real, kem, pair.privateKey);
  const without = (proof: Uint8Array): Step => {
    const { fields, ...step } = add(proof);
    return { ...step, fields: new Map([...fields].filter(([key]) => key < 5)) };
  };
  const unit = numbered(bytesOf(freshId('unit')), 'harbour/team');
  const between: Step = { org, type: 'UNIT_ADD', fields: unit, signers: twoRoots(harbour.org) };
  return [
    ['an invited device', [add(proves())], null],
    ['an invited device, wherever in the chain', [between, add(proves())], null],
    ['a proof for another organisation', [add(proves({ org: northgate.org.org }))], 'E_POP'],
    ['a proof for another member', [add(proves({ member: liaison.member }))], 'E_POP'],
    ['a proof for another device', [add(proves({ device: freshId('other') }))], 'E_POP'],
    ['a proof for another invitation', [add(proves({ invitation: freshId('other') }))], 'E_POP'],
    ['a proof for another KEM key', [add(proves({ kem: deriveKemPublicKey(fresh('other kem')) }))], 'E_POP'],
    ['a proof by another key', [add(proves({}, analyst.sign.privateKey))], 'E_POP'],
    ['the proof of a device that was not invited', [add(plainProof)], 'E_POP'],
    ['the proof of an invited device without the invitation', [without(proves())], 'E_POP'],
    ['the proof of a device that was not invited, without an invitation', [without(plainProof)], null],
    ['an invitation of null', [add(proves(), {}, null)], 'E_RECORD'],
    ['an invitation that is too short', [add(proves(), {}, bytesOf(real.invitation).slice(1))], 'E_RECORD'],
    ['a field after the invitation', [add(proves(), {}, bytesOf(real.invitation), 1)], 'E_RECORD'],
    [
      'an invited device of a removed member',
      [add(proves({ member: former.member }), { member: former.member })],
      'E_UNKNOWN_MEMBER',
    ],
    ['the same invited device again', [add(proves()), add(proves())], 'E_DUPLICATE_ID'],
    ['another device by the same invitation', [add(proves()), ...secondDevice(world, real)], 'E_DUPLICATE_ID'],
  ];
}

function secondDevice({ harbour }: VectorWorld, ids: Required<Omit<Invited, 'kem'>>): Step[] {
  const pair = deriveSigningKeyPair(fresh('second invited sign'));
  const kem = deriveKemPublicKey(fresh('second invited kem'));
  const device = freshId('second invited device');
  const named = [ids.org, ids.member, device, ids.invitation].map(bytesOf);
  const proof = signTyped('sr1.join', encode([...named, sha256(kem)]), pair.privateKey);
  const fields = numbered(bytesOf(device), bytesOf(ids.member), pair.publicKey, kem, proof, bytesOf(ids.invitation));
  return [{ org: ids.org, type: 'DEVICE_ADD', fields, signers: twoRoots(harbour.org) }];
}
