import {
  type EventRecord,
  type EventSigner,
  makeDeviceAdd,
  makeEvent,
  makeMemberAdd,
  rootSigner,
  writeEventRecord,
} from '@sealbridge/directory';
import { type DeviceKeys, type LockboxHolder, makeDeviceKeys, makeUnitEpoch } from '@sealbridge/keyring';
import { randomBytes, toBase64, wipe } from '@sealbridge/sodium';
import { type Id, idFromBytes, type Tlp } from '@sealbridge/vocabulary';

import type { InstanceHome } from '../home.js';
import { GrowingChain } from './chain.js';
import { keepDeviceKeys, makeOrganisationRoots } from './key-files.js';
import { findMadeOrganisation, keepMadeOrganisation, type MadeOrganisation } from './made-organisation.js';
import type { DemoOrganisation, DemoPerson } from './world.js';

const ID_BYTES = 16;
const HOURS_PER_YEAR = 365 * 24;
const MS_PER_HOUR = 3_600_000;
const CLEARANCE: Tlp = 'RED';
const EVERYWHERE = ['*'];
const FIRST_EPOCH = 1;

/**
 * The organisation with root keys, one unit, its people with their devices and the unit's first key: made and kept on disk,
 * or as it was made before. `admitted` signs the admission; null: the organisation's own roots do (the stewards).
 */
export function makeOrganisation(
  home: InstanceHome,
  wanted: DemoOrganisation,
  admitted: readonly EventSigner[] | null,
): MadeOrganisation {
  const before = findMadeOrganisation(home, wanted.handle);
  if (before !== null) return before;
  const made = make(home, wanted, admitted);
  keepMadeOrganisation(home, made);
  return made;
}

function make(home: InstanceHome, wanted: DemoOrganisation, admitted: readonly EventSigner[] | null): MadeOrganisation {
  const org = makeId();
  const unit = makeId();
  const hour = Math.floor(Date.now() / MS_PER_HOUR);
  const roots = makeOrganisationRoots(home, wanted.handle, org);
  const signers = roots.slice(0, 2).map((root) => rootSigner(root.sign));
  const chain = new GrowingChain(org);
  const { handle, kind, country, name } = wanted;
  const rootKeys = roots.map((root) => root.sign.publicKey);
  chain.add(admitted ?? signers, (at) =>
    makeEvent(at, { type: 'ORG_ADMIT', handle, kind, country, rootKeys, name }, { hour }),
  );
  chain.add(signers, (at) => makeEvent(at, { type: 'UNIT_ADD', unit, handle }, { hour }));
  const people = wanted.people.map((person) => addPerson(home, chain, signers, { wanted, person, unit, hour }));
  const lockboxes = beginFirstEpoch(chain, signers, { wanted, unit, hour, people });
  return {
    handle,
    org,
    unit,
    people: people.map(({ person, keys }) => ({ profile: person.profile, member: keys.member, device: keys.device })),
    records: chain.records.map((record) => toBase64(writeEventRecord(record))),
    lockboxes,
  };
}

interface AddedPerson {
  readonly person: DemoPerson;
  readonly keys: DeviceKeys;
  readonly deviceAdd: EventRecord;
}

interface PersonToAdd {
  readonly wanted: DemoOrganisation;
  readonly person: DemoPerson;
  readonly unit: Id;
  readonly hour: number;
}

function addPerson(
  home: InstanceHome,
  chain: GrowingChain,
  signers: readonly EventSigner[],
  { wanted, person, unit, hour }: PersonToAdd,
): AddedPerson {
  const keys = makeDeviceKeys({ org: chain.org, member: makeId() });
  keepDeviceKeys(home, person.profile, keys);
  const member = {
    member: keys.member,
    units: [unit],
    roles: person.roles,
    clearance: CLEARANCE,
    trainingUntil: hour + HOURS_PER_YEAR,
    jurisdictions: EVERYWHERE,
    seat: person.seat,
    country: wanted.country,
  };
  chain.add(signers, (at) => makeMemberAdd(at, member, { id: makeId(), name: person.name }, { hour }));
  const device = {
    device: keys.device,
    member: keys.member,
    signPublicKey: keys.sign.publicKey,
    kemPublicKey: keys.kem.publicKey,
  };
  const deviceAdd = chain.add(signers, (at) => makeDeviceAdd(at, device, keys.sign.privateKey, { hour }));
  return { person, keys, deviceAdd };
}

interface EpochToBegin {
  readonly wanted: DemoOrganisation;
  readonly unit: Id;
  readonly hour: number;
  readonly people: readonly AddedPerson[];
}

/** A police unit's newcomers do not read what came before them; an NGO's do, it is their own work. */
function beginFirstEpoch(
  chain: GrowingChain,
  signers: readonly EventSigner[],
  { wanted, unit, hour, people }: EpochToBegin,
): MadeOrganisation['lockboxes'] {
  const holders = people.map(({ keys, deviceAdd }): LockboxHolder => {
    return { device: keys.device, kemPublicKey: keys.kem.publicKey, deviceEventHash: deviceAdd.eventHash };
  });
  const { kem, lockboxes } = makeUnitEpoch({ org: chain.org, unit, epoch: FIRST_EPOCH }, holders);
  wipe(kem.seed);
  chain.add(signers, (at) =>
    makeEvent(
      at,
      {
        type: 'UNIT_EPOCH',
        unit,
        epoch: FIRST_EPOCH,
        kemPublicKey: kem.publicKey,
        lockboxes: lockboxes.map(({ device, sha256 }) => ({ device, sha256 })),
        reason: 'first',
        history: wanted.kind === 'ngo' ? 'all' : 'from_join',
      },
      { hour },
    ),
  );
  return lockboxes.map(({ device, bytes }) => ({ unit, epoch: FIRST_EPOCH, device, bytes: toBase64(bytes) }));
}

function makeId(): Id {
  return idFromBytes(randomBytes(ID_BYTES));
}
