// A server that invents who there is: organisations that nobody vetted, devices taken over from others, acts of people who were sent away.
import '../../support/malicious/removable-checks.js';

import { syncDirectory } from '@sealbridge/client';
import {
  type DeviceAdd,
  type EventRecord,
  type EventSigner,
  makeDeviceAdd,
  makeEvent,
  makeMemberAdd,
  rootSigner,
  signedEvent,
  signEvent,
} from '@sealbridge/directory';
import { type DeviceKeys, deriveRootKeys, makeDeviceKeys, makeUnitEpoch, ROOT_KEY_NUMBERS } from '@sealbridge/keyring';
import { ready } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import { makePresentWorld } from '../../support/api-world.js';
import { FIXTURE_ORIGIN, type FixtureOrg, type SmallWorld, stewardSigner } from '../../support/directory-fixture.js';
import { deviceFields, deviceSigner, ForgedLog } from '../../support/malicious/forged-log.js';
import { without, withoutAll } from '../../support/malicious/removed-check.js';
import { MaliciousServer } from '../../support/malicious/server.js';
import { outcome, personAt, readWith, sealTo, TITLE } from '../../support/malicious/victim.js';

const DAY = 24 * 3600;
const A_YEAR_OF_HOURS = 365 * 24;

let world: SmallWorld;
let server: MaliciousServer;

beforeEach(async () => {
  await ready();
  world = await makePresentWorld('organisations');
  server = await MaliciousServer.start(world);
});

afterEach(() => server.stop());

const rootsOf = ({ roots }: FixtureOrg): EventSigner[] => roots.slice(0, 2).map(({ sign }) => rootSigner(sign));

describe('invents an organisation', () => {
  /** One that the server runs itself, with a unit of the same handle. */
  let southport: FixtureOrg;

  beforeEach(() => {
    southport = inventedOrg('southport');
  });

  function inventedOrg(handle: string): FixtureOrg {
    const org = world.directory.id(handle);
    const roots = ROOT_KEY_NUMBERS.map((number) => deriveRootKeys(org, number, world.directory.derive('root')));
    return { org, handle, country: 'XB', roots };
  }

  function admit({ org, handle, country, roots }: FixtureOrg, kind: 'police_unit' | 'stewards', by: EventSigner[]) {
    const rootKeys = roots.map(({ sign }) => sign.publicKey);
    const name = `Synthetic ${handle}`;
    server.shown.add(org, { type: 'ORG_ADMIT', handle, kind, country, rootKeys, name }, by);
  }

  function addUnit(to: FixtureOrg): Id {
    const unit = world.directory.id('unit');
    server.shown.add(to.org, { type: 'UNIT_ADD', unit, handle: to.handle }, rootsOf(to));
    return unit;
  }

  function addPerson(to: FixtureOrg, unit: Id, as: 'liaison' | 'steward', seat: 'ngo' | 'public' | null): DeviceKeys {
    const { org, country } = to;
    const hour = world.directory.hour;
    const member = world.directory.id('member');
    const fields = { member, units: [unit], roles: [as], clearance: 'RED', seat, country } as const;
    const terms = { trainingUntil: hour + A_YEAR_OF_HOURS, jurisdictions: ['*'] };
    server.shown.addMade(makeMemberAdd(server.shown.next(org), { ...fields, ...terms }, null, { hour }), rootsOf(to));
    const keys = makeDeviceKeys({ org, member });
    const position = server.shown.next(org);
    server.shown.addMade(makeDeviceAdd(position, deviceFields(keys), keys.sign.privateKey, { hour }), rootsOf(to));
    return keys;
  }

  /** A unit, somebody in it, a key, and an agreement that harbour signs because its clients show an organisation that was admitted. */
  function open(org: FixtureOrg): Uint8Array {
    const unit = addUnit(org);
    const { device, kem } = addPerson(org, unit, 'liaison', null);
    const added = server.shown.records.at(-1)?.eventHash ?? new Uint8Array(32);
    const holder = { device, kemPublicKey: kem.publicKey, deviceEventHash: added };
    const made = makeUnitEpoch({ org: org.org, unit, epoch: 1 }, [holder]);
    server.shown.add(org.org, { ...server.shown.epoch(unit, 1, made), reason: 'first' }, rootsOf(org));
    const now = Math.floor(Date.now() / 1000);
    const term = { start: now - DAY, end: now + A_YEAR_OF_HOURS * 3600, origin: FIXTURE_ORIGIN };
    server.agreements = [world.directory.agreement([world.harbour.org, org], term)];
    return made.kem.seed;
  }

  const send = () => sealTo(personAt(server, world.analyst, world.harbour), 'southport');

  it('in the name of both stewards: their signatures stop it', async () => {
    const forged = world.directory.stewardDevices.map((keys) => ({
      ...stewardSigner(keys),
      privateKey: server.shown.key.privateKey,
    }));
    admit(southport, 'police_unit', forged);
    const seed = open(southport);
    expect(await readWith(seed, await without('a signature does not verify', send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_SIGNATURE', exit: 5 });
  });

  it('with one steward it bought: the second signature stops it', async () => {
    const [bought] = world.directory.stewardDevices;
    if (bought === undefined) throw new Error('no steward');
    admit(southport, 'police_unit', [stewardSigner(bought)]);
    const seed = open(southport);
    expect(await readWith(seed, await without('requireBothSeats', send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_AUTHORITY', exit: 5 });
  });

  it('with stewards of its own: the pinned first event stops it', async () => {
    const own = inventedOrg('wardens');
    admit(own, 'stewards', rootsOf(own));
    const unit = addUnit(own);
    const stewards = (['ngo', 'public'] as const).map((seat) => addPerson(own, unit, 'steward', seat));
    admit(southport, 'police_unit', stewards.map(stewardSigner));
    const seed = open(southport);
    expect(await readWith(seed, await without('the stewards are not the pinned ones', send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_GENESIS', exit: 5 });
  });
});

describe('takes over a device that waits to be let in, with the public keys and the proof it gave', () => {
  const sync = () => syncDirectory(personAt(server, world.analyst, world.harbour));
  let device: Id;
  let asked: EventRecord;

  beforeEach(() => {
    const { org, member } = world.liaison;
    const keys = makeDeviceKeys({ org, member });
    device = keys.device;
    const { hour } = world.directory;
    const made = makeDeviceAdd(server.shown.next(org), deviceFields(keys), keys.sign.privateKey, { hour });
    const by = rootsOf(world.northgate.org);
    asked = signedEvent(
      made,
      by.map((signer) => signEvent(made, signer)),
    );
  });

  /** What the device proved, as something that eastport says of its own member. */
  const claimed = (): DeviceAdd => {
    if (asked.body?.event.type !== 'DEVICE_ADD') throw new Error('not a device');
    return { ...asked.body.event, member: world.outsider.member };
  };
  const taken = { org: expect.any(String) as string, ended: null };

  it('by replaying its DEVICE_ADD under another organisation: the leaf that is signed names the organisation', async () => {
    const { org } = world.eastport.org;
    const roots = rootsOf(world.eastport.org);
    const replayed = asked.signatures.map((signature, at) => ({ ...signature, signer: roots[at]?.signer ?? device }));
    server.shown.addSigned(makeEvent(server.shown.next(org), claimed(), { hour: world.directory.hour }), replayed);
    // the proof of possession would stop it too: it names the organisation as well
    const off = ['a signature does not verify', 'the proof of possession does not verify'];
    expect((await withoutAll(off, sync)).state.devices.get(device)).toMatchObject({ ...taken, org });
    expect(await outcome(sync)).toEqual({ code: 'E_SIGNATURE', exit: 5 });
  });

  it('with an organisation it bought, which says the device is its own: the proof of possession stops it', async () => {
    const { org } = world.eastport.org;
    server.shown.add(org, claimed(), rootsOf(world.eastport.org));
    const { state } = await without('the proof of possession does not verify', sync);
    expect(state.devices.get(device)).toMatchObject({ ...taken, org });
    expect(await outcome(sync)).toEqual({ code: 'E_POP', exit: 5 });
  });
});

describe('brings back what was ended', () => {
  const send = () => sealTo(personAt(server, world.analyst, world.harbour), 'northgate');

  it('by an act of a revoked device, dated before its revocation: its place on the log stops it', async () => {
    const { org, unit } = world.northgate;
    const chief = world.directory.person(org, [world.northgate], ['org_admin']);
    world.directory.epoch(world.northgate, [chief, world.liaison]);
    world.directory.publishOwn(org, { type: 'DEVICE_REVOKE', device: chief.device, reason: 'compromise' });
    server.shown = new ForgedLog(world.directory);
    const { device, kem } = world.liaison;
    const made = makeUnitEpoch({ org: org.org, unit, epoch: 3 }, [
      { device, kemPublicKey: kem.publicKey, deviceEventHash: new Uint8Array(32) },
    ]);
    const before = world.directory.hour - 1;
    server.shown.add(org.org, server.shown.epoch(unit, 3, made), [deviceSigner(chief)], before);
    expect(await readWith(made.kem.seed, await without('the signer is not an active device', send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_SIGNER', exit: 5 });
  });

  it('by a lift of a suspension in the name of a steward: the signature stops it', async () => {
    const [steward] = world.directory.stewardDevices;
    if (steward === undefined) throw new Error('no steward');
    const { org } = world.northgate;
    world.directory.suspend(org);
    server.shown = new ForgedLog(world.directory);
    expect(await outcome(send)).toEqual({ code: 'E_SUSPENDED', exit: 3 });
    const forged = { ...stewardSigner(steward), privateKey: server.shown.key.privateKey };
    server.shown.add(org.org, { type: 'SUSPEND_LIFT', subject: org.org, reason: 'cleared' }, [forged]);
    const sealed = await without('a signature does not verify', send);
    expect(await readWith(world.epochs.northgate.kem.seed, sealed)).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_SIGNATURE', exit: 5 });
  });
});
