import { GrowingChain } from '@sealbridge/client';
import {
  type EventRecord,
  type EventSigner,
  makeDeviceAdd,
  makeEvent,
  makeMemberAdd,
  writeEventRecord,
} from '@sealbridge/directory';
import { type DeviceKeys, type LockboxHolder, makeUnitEpoch } from '@sealbridge/keyring';
import { randomBytes, toBase64, wipe } from '@sealbridge/sodium';
import { type Id, idFromBytes, type OrgKind, type Role, type StewardSeat, type Tlp } from '@sealbridge/vocabulary';

const ID_BYTES = 16;
const HOURS_PER_YEAR = 365 * 24;
const MS_PER_HOUR = 3_600_000;
const CLEARANCE: Tlp = 'RED';
const EVERYWHERE = ['*'];
const FIRST_EPOCH = 1;

/** A person of the first hour, whose device keys are made. */
export interface Founder {
  readonly keys: DeviceKeys;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly seat: StewardSeat | null;
}

/** What a new organisation begins with. */
export interface Founding {
  /** Its first event. */
  readonly admission: EventRecord;
  readonly handle: string;
  readonly kind: OrgKind;
  readonly country: string;
  /** Two of its roots. */
  readonly signers: readonly EventSigner[];
  readonly people: readonly Founder[];
}

/** A lockbox as it is published beside the event that lists it. */
export interface FoundingLockbox {
  readonly unit: Id;
  readonly epoch: number;
  readonly device: Id;
  /** Base64. */
  readonly bytes: string;
}

/** The first events of a chain after its admission, and the lockboxes they name. */
export interface FoundingEvents {
  readonly unit: Id;
  /** Base64 of the event records after the admission. */
  readonly records: readonly string[];
  readonly lockboxes: readonly FoundingLockbox[];
}

interface AddedFounder extends Founder {
  readonly deviceAdd: EventRecord;
}

/** Makes the first unit, the first people with their devices and the unit's first key, all signed by the roots. */
export function foundingEvents(founding: Founding): FoundingEvents {
  const { admission, handle, signers, people } = founding;
  const unit = randomId();
  const hour = Math.floor(Date.now() / MS_PER_HOUR);
  const chain = new GrowingChain(admission.leaf.org, [admission]);
  chain.add(signers, (at) => makeEvent(at, { type: 'UNIT_ADD', unit, handle }, { hour }));
  const added = people.map((person) => addPerson(chain, founding, person, { unit, hour }));
  const lockboxes = beginFirstEpoch(chain, founding, added, { unit, hour });
  const records = chain.records.slice(1).map((record) => toBase64(writeEventRecord(record)));
  return { unit, records, lockboxes };
}

/** A random id. */
export function randomId(): Id {
  return idFromBytes(randomBytes(ID_BYTES));
}

interface Place {
  readonly unit: Id;
  readonly hour: number;
}

function addPerson(
  chain: GrowingChain,
  { signers, country }: Founding,
  founder: Founder,
  { unit, hour }: Place,
): AddedFounder {
  const { keys, name, roles, seat } = founder;
  const member = {
    member: keys.member,
    units: [unit],
    roles,
    clearance: CLEARANCE,
    trainingUntil: hour + HOURS_PER_YEAR,
    jurisdictions: EVERYWHERE,
    seat,
    country,
  };
  chain.add(signers, (at) => makeMemberAdd(at, member, { id: randomId(), name }, { hour }));
  const device = {
    device: keys.device,
    member: keys.member,
    signPublicKey: keys.sign.publicKey,
    kemPublicKey: keys.kem.publicKey,
  };
  const deviceAdd = chain.add(signers, (at) => makeDeviceAdd(at, device, keys.sign.privateKey, { hour }));
  return { ...founder, deviceAdd };
}

/** A police unit's newcomers do not read what came before them; an NGO's do, it is their own work. */
function beginFirstEpoch(
  chain: GrowingChain,
  { signers, kind }: Founding,
  people: readonly AddedFounder[],
  { unit, hour }: Place,
): FoundingLockbox[] {
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
        history: kind === 'ngo' ? 'all' : 'from_join',
        recoveryLockboxSha256: null,
      },
      { hour },
    ),
  );
  return lockboxes.map(({ device, bytes }) => ({ unit, epoch: FIRST_EPOCH, device, bytes: toBase64(bytes) }));
}
