// A small directory in memory for tests: organisations, units, members, devices, epochs and agreements, all really signed and
// "logged". Everything but the lockboxes follows from the seed.
import {
  agreementRecord,
  checkBeforeSealing,
  directoryEntry,
  DirectoryState,
  eventHash,
  listedLockbox,
  makeDeviceAdd,
  makeEvent,
  makeMemberAdd,
  rootSigner,
  scanEntries,
  signAgreement,
  signedEvent,
  signEvent,
  writeAgreement,
  type Agreement,
  type AgreementRecord,
  type DirectoryEvent,
  type EpochReason,
  type EventContext,
  type EventRecord,
  type EventSigner,
  type History,
  type MemberAdd,
  type MemberUpdate,
  type PlacedRecord,
  type UnsignedEvent,
  type VerifiedRecipient,
} from '@sealbridge/directory';
import {
  deriveDeviceKeys,
  deriveRootKeys,
  makeUnitEpoch,
  ROOT_KEY_NUMBERS,
  type DeviceKeys,
  type RootKeys,
  type SealedLockbox,
} from '@sealbridge/keyring';
import { ready, sha256, utf8, type KemKeyPair } from '@sealbridge/sodium';
import {
  DATA_CLASSES,
  idFromBytes,
  PROHIBITED_USES,
  PURPOSES,
  type Id,
  type OrgKind,
  type LiftReason,
  type Role,
  type StewardSeat,
  type SuspensionMeasure,
  type SuspensionReason,
} from '@sealbridge/vocabulary';

/** The hour in which everything in the fixture happens, and the same in seconds. */
export const FIXTURE_HOUR = 490_000;
export const FIXTURE_NOW = FIXTURE_HOUR * 3600;
/** The origin of the log that agreements of the fixture name. */
export const FIXTURE_ORIGIN = 'demo.invalid/fixture';

const SALT_BYTES = 16;
const ONE_YEAR_OF_HOURS = 365 * 24;
const ONE_DAY = 24 * 3600;

/** An organisation of the fixture with its private root keys. */
export interface FixtureOrg {
  readonly org: Id;
  readonly handle: string;
  readonly country: string;
  readonly roots: readonly RootKeys[];
}

/** A unit of the fixture. */
export interface FixtureUnit {
  readonly org: FixtureOrg;
  readonly unit: Id;
  readonly handle: string;
}

/** An epoch of the fixture with its private key and its lockboxes. */
export interface FixtureEpoch {
  readonly epoch: number;
  readonly kem: KemKeyPair;
  readonly lockboxes: readonly SealedLockbox[];
}

/** A directory being built: every method publishes really signed events and moves `state` on. */
export class DirectoryFixture {
  readonly #seed: string;
  #count = 0;
  /** The directory after everything published so far. */
  state: DirectoryState;
  /** Hour of the events to come. */
  hour = FIXTURE_HOUR;
  /** All log entries; `log(entry)` adds one of another kind. */
  readonly entries: Uint8Array[] = [];
  /** All records with the positions of their leaves. */
  readonly records: PlacedRecord[] = [];
  readonly genesis: Uint8Array;
  readonly stewards: FixtureOrg;
  /** Devices of two stewards, one of each seat. */
  readonly stewardDevices: readonly DeviceKeys[];

  /** Call `ready()` of @sealbridge/sodium before; `makeDirectoryFixture` does. */
  constructor(seed: string) {
    this.#seed = seed;
    this.stewards = this.#newOrg('stewards', 'XA');
    const admission = this.#admission(this.stewards, 'stewards');
    this.genesis = eventHash(admission.leafBytes);
    this.state = DirectoryState.empty(this.genesis);
    this.publish(admission, this.rootSigners(this.stewards));
    const unit = this.unit(this.stewards);
    this.stewardDevices = (['ngo', 'public'] as const).map((seat) =>
      this.device(this.stewards, this.member(this.stewards, [unit], ['steward'], { seat })),
    );
  }

  /** A value that is new each time and follows from the seed. */
  derive(label: string): Uint8Array {
    this.#count += 1;
    return sha256(utf8(`${this.#seed}/${label}/${this.#count}`));
  }

  /** An id like `derive`. */
  id(label: string): Id {
    return idFromBytes(this.derive(label).slice(0, SALT_BYTES));
  }

  /** The hour of the next event and a salt that follows from the seed. */
  context(): EventContext {
    return { hour: this.hour, salt: this.derive('salt').slice(0, SALT_BYTES) };
  }

  /** Adds a log entry of any kind and gives its position. */
  log(entry: Uint8Array): number {
    return this.entries.push(entry) - 1;
  }

  /** Signs, applies and logs an event. Throws DirectoryError when the directory refuses it; nothing has changed then. */
  publish(event: UnsignedEvent, signers: readonly EventSigner[]): EventRecord {
    const signatures = signers.map((signer) => signEvent(event, signer));
    const record = signedEvent(event, signatures);
    const placed = { record, index: this.entries.length };
    this.state = this.state.apply(record, placed.index);
    this.log(directoryEntry(record.leafBytes));
    this.records.push(placed);
    return record;
  }

  /** Publishes an event of an organisation signed by two of its roots. */
  publishOwn(org: FixtureOrg, event: DirectoryEvent): EventRecord {
    return this.publish(makeEvent(this.state.nextPosition(org.org), event, this.context()), this.rootSigners(org));
  }

  /** Two of an organisation's roots. */
  rootSigners({ roots }: FixtureOrg): EventSigner[] {
    return roots.slice(0, 2).map(({ sign }) => rootSigner(sign));
  }

  /** Admits an organisation, signed by both stewards. */
  organisation(handle: string, kind: OrgKind, country = 'XA'): FixtureOrg {
    const org = this.#newOrg(handle, country);
    this.publish(this.#admission(org, kind), this.stewardDevices.map(stewardSigner));
    return org;
  }

  /** Adds a unit; the handle is that of the organisation unless another is given. */
  unit(org: FixtureOrg, handle = org.handle): FixtureUnit {
    const unit = this.id('unit');
    this.publishOwn(org, { type: 'UNIT_ADD', unit, handle });
    return { org, unit, handle };
  }

  /** Adds a member with clearance RED, a year of training and all jurisdictions unless `fields` says otherwise. */
  member(
    org: FixtureOrg,
    units: readonly FixtureUnit[],
    roles: readonly Role[],
    fields: Partial<Omit<MemberAdd, 'type'>> & { readonly seat?: StewardSeat | null } = {},
  ): Id {
    const member = this.id('member');
    const values = {
      member,
      units: units.map(({ unit }) => unit),
      roles,
      clearance: 'RED' as const,
      trainingUntil: this.hour + ONE_YEAR_OF_HOURS,
      jurisdictions: ['*'],
      seat: null,
      country: org.country,
      ...fields,
    };
    const id = this.id('person');
    const both = this.derive('salt');
    const salts = { salt: both.slice(0, SALT_BYTES), personSalt: both.slice(SALT_BYTES) };
    const person = { id, name: 'Synthetic Person', salts };
    const position = this.state.nextPosition(org.org);
    this.publish(makeMemberAdd(position, values, person, this.context()), this.rootSigners(org));
    return member;
  }

  /** Adds a device to a member and gives its private keys. */
  device(org: FixtureOrg, member: Id): DeviceKeys {
    const identity = { org: org.org, member, device: this.id('device') };
    const keys = deriveDeviceKeys(identity, this.derive('sign'), this.derive('kem'));
    const position = this.state.nextPosition(org.org);
    const fields = { ...identity, signPublicKey: keys.sign.publicKey, kemPublicKey: keys.kem.publicKey };
    this.publish(makeDeviceAdd(position, fields, keys.sign.privateKey, this.context()), this.rootSigners(org));
    return keys;
  }

  /** Changes what is true of a member for a time; what is not given stays. */
  update(org: FixtureOrg, member: Id, fields: Partial<Omit<MemberUpdate, 'type' | 'member'>>): EventRecord {
    const known = this.state.members.get(member);
    if (known === undefined) throw new Error('the fixture has no such member');
    const { clearance, trainingUntil, jurisdictions } = known;
    return this.publishOwn(org, { type: 'MEMBER_UPDATE', member, clearance, trainingUntil, jurisdictions, ...fields });
  }

  /** A steward suspends the organisation, or a unit or member of it; the first steward unless another is given. */
  suspend(
    org: FixtureOrg,
    options: {
      readonly subject?: Id;
      readonly measure?: SuspensionMeasure;
      readonly reason?: SuspensionReason;
      readonly by?: DeviceKeys;
    } = {},
  ): EventRecord {
    const { subject = org.org, measure = 'emergency', reason = 'other', by } = options;
    return this.#publishAsSteward(org, { type: 'SUSPEND', subject, measure, reason }, by);
  }

  /** Both stewards suspend: an emergency by the first, confirmed by the second. */
  suspendConfirmed(org: FixtureOrg, subject: Id = org.org): EventRecord {
    const [first, second] = this.stewardDevices as readonly [DeviceKeys, DeviceKeys];
    this.suspend(org, { subject, by: first });
    return this.suspend(org, { subject, measure: 'confirmed', by: second });
  }

  /** A steward lifts the suspension of the organisation, or of a unit or member of it. */
  lift(
    org: FixtureOrg,
    options: { readonly subject?: Id; readonly reason?: LiftReason; readonly by?: DeviceKeys } = {},
  ): EventRecord {
    const { subject = org.org, reason = 'cleared', by } = options;
    return this.#publishAsSteward(org, { type: 'SUSPEND_LIFT', subject, reason }, by);
  }

  /** A member with one device. */
  person(org: FixtureOrg, units: readonly FixtureUnit[], roles: readonly Role[]): DeviceKeys {
    return this.device(org, this.member(org, units, roles));
  }

  /** Begins the next epoch of a unit for these devices. */
  epoch(
    { org, unit }: FixtureUnit,
    devices: readonly DeviceKeys[],
    options: { readonly reason?: EpochReason; readonly history?: History } = {},
  ): FixtureEpoch {
    const epoch = (this.state.currentEpoch(unit)?.epoch ?? 0) + 1;
    const holders = devices.map(({ device, kem }) => ({
      device,
      kemPublicKey: kem.publicKey,
      deviceEventHash: this.state.devices.get(device)?.addedEventHash ?? new Uint8Array(32),
    }));
    const made = makeUnitEpoch({ org: org.org, unit, epoch }, holders);
    this.publishOwn(org, {
      type: 'UNIT_EPOCH',
      unit,
      epoch,
      kemPublicKey: made.kem.publicKey,
      lockboxes: made.lockboxes,
      reason: options.reason ?? (epoch === 1 ? 'first' : 'scheduled'),
      history: options.history ?? 'from_join',
      recoveryLockboxSha256: this.state.recoveryOf(org.org) === null ? null : this.derive('recovery lockbox'),
    });
    return { epoch, ...made };
  }

  /** An agreement of two organisations, everything allowed for two years, signed by two roots of each. */
  agreement(parties: readonly [FixtureOrg, FixtureOrg], fields: Partial<Agreement> = {}): AgreementRecord {
    const bytes = writeAgreement({
      agreement: this.id('agreement'),
      version: 1,
      prevHash: null,
      orgs: parties.map(({ org }) => org),
      circle: 'north',
      purposes: PURPOSES.filter((purpose) => purpose !== 'training_synthetic_only'),
      prohibited: PROHIBITED_USES,
      dataClasses: DATA_CLASSES,
      markingCeiling: 'RED',
      handlingCeiling: 'PAP:RED',
      jurisdictions: ['*'],
      attribution: 'must_not',
      retentionMonths: 12,
      acknowledgeDays: 7,
      updateDays: 90,
      start: FIXTURE_NOW - ONE_DAY,
      end: FIXTURE_NOW + 2 * 365 * ONE_DAY,
      origin: FIXTURE_ORIGIN,
      ...fields,
    });
    const signatures = parties.flatMap((party) =>
      this.rootSigners(party).map((signer) => signAgreement(bytes, party.org, signer)),
    );
    return agreementRecord(bytes, signatures);
  }

  /** The unit as a recipient, after all checks before sealing. */
  recipient(handle: string, now = this.hour * 3600): VerifiedRecipient {
    const logLeavesOfOrg = scanEntries(this.entries);
    return checkBeforeSealing({ state: this.state, recipientUnit: handle, now, checkpointTime: now, logLeavesOfOrg });
  }

  /** What the directory lists for a device's lockbox of an epoch. Throws when it lists none. */
  listed(unit: Id, epoch: number, device: Id): NonNullable<ReturnType<typeof listedLockbox>> {
    const listed = listedLockbox(this.state, unit, epoch, device);
    if (listed === null) throw new Error('the fixture lists no such lockbox');
    return listed;
  }

  #publishAsSteward(org: FixtureOrg, event: DirectoryEvent, by = this.stewardDevices[0]): EventRecord {
    if (by === undefined) throw new Error('the fixture has no stewards');
    return this.publish(makeEvent(this.state.nextPosition(org.org), event, this.context()), [stewardSigner(by)]);
  }

  #newOrg(handle: string, country: string): FixtureOrg {
    const org = this.id('org');
    return {
      org,
      handle,
      country,
      roots: ROOT_KEY_NUMBERS.map((number) => deriveRootKeys(org, number, this.derive('root'))),
    };
  }

  #admission({ org, handle, country, roots }: FixtureOrg, kind: OrgKind): UnsignedEvent {
    const rootKeys = roots.map(({ sign }) => sign.publicKey);
    const event = { type: 'ORG_ADMIT', handle, kind, country, rootKeys, name: `Synthetic ${handle}` } as const;
    return makeEvent({ org, seq: 0, prev: null }, event, this.context());
  }
}

/** A steward's device as the signer of an admission, a suspension, a lift or a verdict. */
export function stewardSigner({ device, sign }: DeviceKeys): EventSigner {
  return { kind: 'steward_device', signer: device, privateKey: sign.privateKey };
}

/** A directory with the stewards alone. */
export async function makeDirectoryFixture(seed = 'fixture'): Promise<DirectoryFixture> {
  await ready();
  return new DirectoryFixture(seed);
}

/** A directory like the demo world in small: three organisations, their people, epochs, and an agreement. */
export interface SmallWorld {
  readonly directory: DirectoryFixture;
  readonly harbour: FixtureUnit;
  readonly northgate: FixtureUnit;
  readonly eastport: FixtureUnit;
  readonly analyst: DeviceKeys;
  readonly admin: DeviceKeys;
  readonly liaison: DeviceKeys;
  readonly liaison2: DeviceKeys;
  readonly outsider: DeviceKeys;
  readonly epochs: {
    readonly harbour: FixtureEpoch;
    readonly northgate: FixtureEpoch;
    readonly eastport: FixtureEpoch;
  };
  /** harbour with northgate; eastport has none. */
  readonly agreement: AgreementRecord;
}

/** Builds the small world. */
export async function makeSmallWorld(seed = 'small world'): Promise<SmallWorld> {
  const directory = await makeDirectoryFixture(seed);
  const harbour = directory.unit(directory.organisation('harbour', 'ngo', 'XA'));
  const northgate = directory.unit(directory.organisation('northgate', 'police_unit', 'XB'));
  const eastport = directory.unit(directory.organisation('eastport', 'police_unit', 'XB'));
  const analyst = directory.person(harbour.org, [harbour], ['analyst']);
  const admin = directory.person(harbour.org, [harbour], ['org_admin', 'guardian']);
  const liaison = directory.person(northgate.org, [northgate], ['liaison']);
  const liaison2 = directory.person(northgate.org, [northgate], ['liaison']);
  const outsider = directory.person(eastport.org, [eastport], ['liaison']);
  const epochs = {
    harbour: directory.epoch(harbour, [analyst, admin]),
    northgate: directory.epoch(northgate, [liaison, liaison2]),
    eastport: directory.epoch(eastport, [outsider]),
  };
  const agreement = directory.agreement([harbour.org, northgate.org]);
  return { directory, harbour, northgate, eastport, analyst, admin, liaison, liaison2, outsider, epochs, agreement };
}
