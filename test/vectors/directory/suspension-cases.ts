// Suspensions and what follows from them for who may sign.
import type { CborValue } from '@sealbridge/cbor';
import { deriveKemPublicKey, deriveSigningKeyPair } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';
import { numbered, proofByHand, type HandSigner } from './by-hand.js';
import type { Step, StepsCase } from './steps.js';
import { by, bytesOf, fresh, freshId, twoRoots, type VectorWorld } from './vector-world.js';

type Given = Partial<Omit<Step, 'org' | 'type' | 'fields'>> & { readonly fields?: Map<number, CborValue> };

/** The events of these cases, short: mostly about harbour. */
function eventsOf(world: VectorWorld) {
  const { directory, harbour, admin } = world;
  const [ngo, publicSeat] = directory.stewardDevices.map((device) => by(device, 2)) as [HandSigner, HandSigner];
  const stewards = directory.stewards;
  const inChain = (org: Id, type: string, fields: Map<number, CborValue>, signers: readonly HandSigner[]): Step => ({
    org,
    type,
    fields,
    signers,
  });
  const suspend = (subject: Id, measure: string, signer: HandSigner, given: Given = {}): Step => ({
    ...inChain(harbour.org.org, 'SUSPEND', numbered(bytesOf(subject), measure, 'misuse'), [signer]),
    ...given,
  });
  const lift = (subject: Id, signer: HandSigner, given: Given = {}): Step => ({
    ...inChain(harbour.org.org, 'SUSPEND_LIFT', numbered(bytesOf(subject), 'cleared'), [signer]),
    ...given,
  });
  const ofSteward = (step: Step): Step => ({ ...step, org: stewards.org });
  const unit = (signers: readonly HandSigner[], given: Given = {}): Step => ({
    ...inChain(harbour.org.org, 'UNIT_ADD', numbered(bytesOf(freshId('unit')), 'harbour/team'), signers),
    ...given,
  });
  const admit = (given: Given = {}): Step => {
    const rootKeys = [0, 1, 2].map((number) => deriveSigningKeyPair(fresh(`beacon ${number}`)).publicKey);
    const fields = numbered('beacon', 'ngo', 'XA', rootKeys, 'Synthetic beacon');
    return { ...inChain(freshId('beacon'), 'ORG_ADMIT', fields, [ngo, publicSeat]), ...given };
  };
  return { ngo, publicSeat, admin: by(admin), inChain, suspend, lift, ofSteward, unit, admit };
}

/** The cases of suspension.json. */
export function suspensionCases(world: VectorWorld): StepsCase[] {
  return [
    ...beginCases(world),
    ...authorityCases(world),
    ...subjectCases(world),
    ...confirmCases(world),
    ...liftCases(world),
    ...stewardCases(world),
    ...ownChainCases(world),
  ];
}

function beginCases(world: VectorWorld): StepsCase[] {
  const { ngo, publicSeat, suspend } = eventsOf(world);
  const org = world.harbour.org.org;
  const first = suspend(org, 'emergency', ngo);
  const fields = (...values: CborValue[]): Given => ({ fields: numbered(...values) });
  return [
    ['an organisation in an emergency', [first], null],
    ['a unit', [suspend(world.harbour.unit, 'emergency', ngo)], null],
    ['a member', [suspend(world.analyst.member, 'emergency', publicSeat)], null],
    ['by a steward without a seat', [suspend(org, 'emergency', by(world.seatless, 2))], null],
    ['an emergency while one lasts', [first, suspend(org, 'emergency', publicSeat, { later: 23 })], 'E_SUSPENSION'],
    ['another steward after the lapse', [first, suspend(org, 'emergency', publicSeat, { later: 24 })], null],
    ['the same steward after the lapse', [first, suspend(org, 'emergency', ngo, { later: 24 })], 'E_SUSPENSION'],
    ['a measure that is not known', [suspend(org, 'forever', ngo)], 'E_RECORD'],
    ['no reason', [suspend(org, 'emergency', ngo, fields(bytesOf(org), 'emergency'))], 'E_RECORD'],
    ['a reason of a lift', [suspend(org, 'emergency', ngo, fields(bytesOf(org), 'emergency', 'cleared'))], 'E_RECORD'],
    ['a field too many', [suspend(org, 'emergency', ngo, fields(bytesOf(org), 'emergency', 'other', 1))], 'E_RECORD'],
    [
      'a subject that is too short',
      [suspend(org, 'emergency', ngo, fields(bytesOf(org).slice(1), 'emergency', 'other'))],
      'E_RECORD',
    ],
  ];
}

function authorityCases(world: VectorWorld): StepsCase[] {
  const { directory, harbour, clerk } = world;
  const { ngo, publicSeat, admin, suspend, inChain, ofSteward } = eventsOf(world);
  const org = harbour.org.org;
  const signedBy = (...signers: HandSigner[]): Step[] => [suspend(org, 'emergency', ngo, { signers })];
  const [device] = directory.stewardDevices;
  const revoke = numbered(bytesOf(device?.device ?? org), 'lost');
  const unlessRevoked = inChain(org, 'DEVICE_REVOKE', revoke, twoRoots(directory.stewards));
  return [
    ['signed by two roots of the organisation', signedBy(...twoRoots(harbour.org)), 'E_AUTHORITY'],
    ['signed by its administrator', signedBy(admin), 'E_AUTHORITY'],
    ['signed by two stewards', signedBy(ngo, publicSeat), 'E_AUTHORITY'],
    ['signed by nobody', signedBy(), 'E_AUTHORITY'],
    ['signed by a steward as a plain device', signedBy({ ...ngo, kind: 1 }), 'E_AUTHORITY'],
    ['signed by an administrator as a steward', signedBy({ ...admin, kind: 2 }), 'E_SIGNER'],
    ['signed by a seat without the right', signedBy(by(clerk, 2)), 'E_SIGNER'],
    ['signed with the key of another steward', signedBy({ ...ngo, privateKey: publicSeat.privateKey }), 'E_SIGNATURE'],
    ['signed by a steward whose device was revoked', [ofSteward(unlessRevoked), ...signedBy(ngo)], 'E_SIGNER'],
  ];
}

function subjectCases(world: VectorWorld): StepsCase[] {
  const { directory, northgate, liaison, former, clerk } = world;
  const { ngo, publicSeat, suspend, lift, ofSteward } = eventsOf(world);
  const stewards = directory.stewards.org;
  const [first, second] = directory.stewardDevices.map(({ member }) => member) as [Id, Id];
  const unit = directory.state.unitByHandle('stewards')?.unit ?? stewards;
  const emergency = (subject: Id): Step => suspend(subject, 'emergency', ngo);
  return [
    ['another organisation', [emergency(northgate.org.org)], 'E_SUBJECT'],
    ['a unit of another organisation', [emergency(northgate.unit)], 'E_SUBJECT'],
    ['a member of another organisation', [emergency(liaison.member)], 'E_SUBJECT'],
    ['a member who was removed', [emergency(former.member)], 'E_SUBJECT'],
    ['an id that nothing bears', [emergency(freshId('nobody'))], 'E_SUBJECT'],
    ['a device', [emergency(world.analyst.device)], 'E_SUBJECT'],
    ['the stewards', [ofSteward(emergency(stewards))], 'E_SUBJECT'],
    ['the unit of the stewards', [ofSteward(emergency(unit))], 'E_SUBJECT'],
    ['a member of the stewards', [ofSteward(emergency(clerk.member))], null],
    ['a steward by another', [ofSteward(emergency(second))], null],
    ['a steward oneself', [ofSteward(emergency(first))], 'E_SIGNER'],
    [
      'lifting in the chain of another organisation',
      [emergency(world.harbour.org.org), { ...lift(world.harbour.org.org, publicSeat), org: northgate.org.org }],
      'E_SUBJECT',
    ],
  ];
}

function confirmCases(world: VectorWorld): StepsCase[] {
  const { directory, analyst } = world;
  const { ngo, publicSeat, suspend, lift, ofSteward, inChain } = eventsOf(world);
  const org = world.harbour.org.org;
  const first = suspend(org, 'emergency', ngo);
  const confirm = (signer: HandSigner, later = 0): Step => suspend(org, 'confirmed', signer, { later });
  const member = directory.stewardDevices[0]?.member ?? org;
  const pair = deriveSigningKeyPair(fresh('second device of a steward'));
  const kem = deriveKemPublicKey(fresh('second kem of a steward'));
  const device = freshId('second device of a steward');
  const position = directory.state.nextPosition(directory.stewards.org);
  const proof = proofByHand(position, { member, device }, kem, pair.privateKey);
  const fields = numbered(bytesOf(device), bytesOf(member), pair.publicKey, kem, proof);
  const addDevice = ofSteward(inChain(org, 'DEVICE_ADD', fields, twoRoots(directory.stewards)));
  const secondDevice = { kind: 2, signer: bytesOf(device), privateKey: pair.privateKey };
  return [
    ['confirmed by a second steward', [first, confirm(publicSeat)], null],
    ['confirmed after 24 hours', [first, confirm(publicSeat, 24)], null],
    ['confirmed after 25 hours', [first, confirm(publicSeat, 25)], 'E_SUSPENSION'],
    ['confirmed in an hour before the emergency', [first, confirm(publicSeat, -1)], 'E_SUSPENSION'],
    ['confirmed by the same steward', [first, confirm(ngo)], 'E_SUSPENSION'],
    ['confirmed by another device of the same steward', [addDevice, first, confirm(secondDevice)], 'E_SUSPENSION'],
    ['confirmed without an emergency', [confirm(publicSeat)], 'E_SUSPENSION'],
    [
      'confirmed while something else of the organisation is suspended',
      [suspend(analyst.member, 'emergency', ngo), confirm(publicSeat)],
      'E_SUSPENSION',
    ],
    ['confirmed twice', [first, confirm(publicSeat), confirm(by(world.seatless, 2))], 'E_SUSPENSION'],
    ['confirmed after the lift', [first, lift(org, ngo), confirm(publicSeat)], 'E_SUSPENSION'],
    [
      'an emergency on top of a confirmed one',
      [first, confirm(publicSeat), suspend(org, 'emergency', publicSeat, { later: 100 })],
      'E_SUSPENSION',
    ],
  ];
}

function liftCases(world: VectorWorld): StepsCase[] {
  const { ngo, publicSeat, admin, suspend, lift } = eventsOf(world);
  const org = world.harbour.org.org;
  const first = suspend(org, 'emergency', ngo);
  const confirmed = [first, suspend(org, 'confirmed', publicSeat)];
  return [
    ['lifted by the same steward', [first, lift(org, ngo)], null],
    ['lifted by another steward', [first, lift(org, publicSeat)], null],
    ['lifted after it lapsed', [first, lift(org, publicSeat, { later: 1000 })], null],
    ['lifted after it was confirmed', [...confirmed, lift(org, ngo)], null],
    ['lifted without a suspension', [lift(org, ngo)], 'E_SUSPENSION'],
    ['lifted twice', [first, lift(org, ngo), lift(org, ngo)], 'E_SUSPENSION'],
    ['lifted by the administrator', [first, lift(org, ngo, { signers: [admin] })], 'E_AUTHORITY'],
    ['lifted by its roots', [first, lift(org, ngo, { signers: twoRoots(world.harbour.org) })], 'E_AUTHORITY'],
    [
      'lifted for a reason that is not known',
      [first, lift(org, ngo, { fields: numbered(bytesOf(org), 'mercy') })],
      'E_RECORD',
    ],
    ['suspended again by another steward', [first, lift(org, ngo), suspend(org, 'emergency', publicSeat)], null],
    [
      'suspended again by the same steward what nobody confirmed',
      [first, lift(org, ngo), suspend(org, 'emergency', ngo)],
      'E_SUSPENSION',
    ],
    [
      'suspended again by the same steward what was confirmed',
      [...confirmed, lift(org, publicSeat), suspend(org, 'emergency', ngo)],
      null,
    ],
  ];
}

/** A suspended steward admits and suspends nobody, by the order of the log and not by the clock. */
function stewardCases(world: VectorWorld): StepsCase[] {
  const { directory, harbour, seatless } = world;
  const { ngo, publicSeat, suspend, lift, ofSteward, admit } = eventsOf(world);
  const [, second] = directory.stewardDevices.map(({ member }) => member) as [Id, Id];
  const org = harbour.org.org;
  const suspended = ofSteward(suspend(second, 'emergency', ngo));
  const confirmed = ofSteward(suspend(second, 'confirmed', by(seatless, 2)));
  const lifted = ofSteward(lift(second, ngo));
  const bySecond = suspend(org, 'emergency', publicSeat);
  return [
    ['an admission by a suspended steward', [suspended, admit()], 'E_SIGNER'],
    ['an admission by a suspended steward that states a later hour', [suspended, admit({ later: 1000 })], 'E_SIGNER'],
    ['an admission that lies before the suspension', [{ ...suspended, skip: 5 }, admit({ skip: -4 })], null],
    ['an admission by a steward whose suspension was lifted', [suspended, lifted, admit()], null],
    ['an admission that lies before the lift', [suspended, { ...lifted, skip: 5 }, admit({ skip: -4 })], 'E_SIGNER'],
    ['an admission by a steward whose suspension was confirmed', [suspended, confirmed, admit()], 'E_SIGNER'],
    ['a suspension by a suspended steward', [suspended, bySecond], 'E_SIGNER'],
    ['a lift by a suspended steward', [suspend(org, 'emergency', ngo), suspended, lift(org, publicSeat)], 'E_SIGNER'],
    ['a lift of oneself', [suspended, ofSteward(lift(second, publicSeat))], 'E_SIGNER'],
    ['a suspended steward is removed', [suspended, removal(world, second)], null],
    ['a suspended steward who was removed is not suspended again', removedTwice(world, second), 'E_SUBJECT'],
  ];
}

function removal({ directory }: VectorWorld, member: Id): Step {
  const { stewards } = directory;
  const fields = numbered(bytesOf(member), 'suspended');
  return { org: stewards.org, type: 'MEMBER_REMOVE', fields, signers: twoRoots(stewards) };
}

function removedTwice(world: VectorWorld, member: Id): Step[] {
  const { ngo, suspend, ofSteward } = eventsOf(world);
  return [removal(world, member), ofSteward(suspend(member, 'emergency', ngo))];
}

function ownChainCases(world: VectorWorld): StepsCase[] {
  const { harbour, northgate, liaison } = world;
  const { ngo, publicSeat, admin, suspend, lift, unit, inChain } = eventsOf(world);
  const org = harbour.org.org;
  const whole = [suspend(org, 'emergency', ngo), suspend(org, 'confirmed', publicSeat)];
  const person = suspend(world.admin.member, 'emergency', ngo);
  const lost = numbered(bytesOf(liaison.device), 'lost');
  return [
    ['a suspended organisation goes on by its roots', [...whole, unit(twoRoots(harbour.org))], null],
    ['a suspended organisation goes on by its administrator', [...whole, unit([admin])], null],
    ['an event by a suspended administrator', [person, unit([admin])], 'E_SIGNER'],
    ['an event by a suspended administrator, 23 hours later', [person, unit([admin], { later: 23 })], 'E_SIGNER'],
    ['an event by an administrator whose suspension lapsed', [person, unit([admin], { later: 24 })], null],
    [
      'an event by an administrator whose suspension was confirmed, days later',
      [person, suspend(world.admin.member, 'confirmed', publicSeat), unit([admin], { later: 240 })],
      'E_SIGNER',
    ],
    ['an event by roots while the administrator is suspended', [person, unit(twoRoots(harbour.org))], null],
    [
      'an event by an administrator whose suspension was lifted',
      [person, lift(world.admin.member, ngo), unit([admin])],
      null,
    ],
    [
      'a device of another organisation is revoked by its own roots while that one is suspended',
      [
        { ...suspend(northgate.org.org, 'emergency', ngo), org: northgate.org.org },
        inChain(northgate.org.org, 'DEVICE_REVOKE', lost, twoRoots(northgate.org)),
      ],
      null,
    ],
  ];
}
