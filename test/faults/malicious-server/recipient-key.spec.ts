// A server that wants to be a reader: it puts a key or a device of its own where those of a recipient should be. It has the log key and
// the key of the only witness, so that every log it shows is signed and cosigned.
import '../../support/malicious/removable-checks.js';

import { EventDraft, keepUsed, recipientKeys, rotateWithout, syncDirectory } from '@sealbridge/client';
import { eventRecord, type EventSignature, makeDeviceAdd, readersOf } from '@sealbridge/directory';
import { type DeviceKeys, makeDeviceKeys, makeUnitEpoch, type NewUnitEpoch, openLockbox } from '@sealbridge/keyring';
import { fromBase64, ready, sha256 } from '@sealbridge/sodium';

import type { SignersView } from '../../../libs/directory/src/device-authority.js';
import { keySheet } from '../../../apps/cli/src/self-audit/key-sheet.js';
import { knownStoreOf } from '../../../apps/cli/src/self-audit/known-file.js';
import { selfAuditOf } from '../../../apps/cli/src/self-audit/tell.js';
import { verifyRecipients } from '../../../apps/cli/src/submission/seal.js';
import { makePresentWorld } from '../../support/api-world.js';
import type { FixtureUnit, SmallWorld } from '../../support/directory-fixture.js';
import { deviceFields, deviceSigner, ForgedLog } from '../../support/malicious/forged-log.js';
import { without } from '../../support/malicious/removed-check.js';
import { MaliciousServer } from '../../support/malicious/server.js';
import { outcome, personAt, readWith, sealTo, TITLE } from '../../support/malicious/victim.js';

let world: SmallWorld;
let server: MaliciousServer;

beforeEach(async () => {
  await ready();
  world = await makePresentWorld('recipient key');
  server = await MaliciousServer.start(world);
});

afterEach(() => server.stop());

const send = () => sealTo(personAt(server, world.analyst, world.harbour), 'northgate');

/** An epoch of a unit for which the server has the seed, with a lockbox for each of these devices. */
function epochFor({ org, unit }: FixtureUnit, epoch: number, ...holders: DeviceKeys[]): NewUnitEpoch {
  const { devices } = world.directory.state;
  return makeUnitEpoch(
    { org: org.org, unit, epoch },
    holders.map(({ device, kem }) => ({
      device,
      kemPublicKey: kem.publicKey,
      deviceEventHash: devices.get(device)?.addedEventHash ?? new Uint8Array(32),
    })),
  );
}

it('reads nothing while it shows what is', async () => {
  const sealed = await send();
  expect(await readWith(world.epochs.northgate.kem.seed, sealed)).toBe(TITLE);
  expect(await readWith(epochFor(world.northgate, 1).kem.seed, sealed)).toBeNull();
});

describe("swaps a recipient's key", () => {
  it('by an epoch of its own in the name of the roots: their signatures stop it', async () => {
    const { org, unit } = world.northgate;
    const made = epochFor(world.northgate, 2, world.liaison);
    server.shown.add(org.org, server.shown.epoch(unit, 2, made), server.shown.asRoots(org));
    expect(await readWith(made.kem.seed, await without('a signature does not verify', send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_SIGNATURE', exit: 5 });
  });

  it('by an epoch that a device of the recipient signed which may not: the right of the signer stops it', async () => {
    const { org, unit } = world.northgate;
    const made = epochFor(world.northgate, 2, world.liaison);
    server.shown.add(org.org, server.shown.epoch(unit, 2, made), [deviceSigner(world.liaison)]);
    expect(await readWith(made.kem.seed, await without('the signer lacks the right', send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_SIGNER', exit: 5 });
  });

  it('by the epoch of another organisation in the name of its own: the place of the signer stops it', async () => {
    const { org, unit } = world.northgate;
    const made = epochFor(world.northgate, 2, world.liaison);
    server.shown.add(org.org, server.shown.epoch(unit, 2, made), [deviceSigner(world.admin)]);
    const ofAnybody = ({ devices, members }: SignersView, { signer }: EventSignature) =>
      members.get(devices.get(signer)?.member ?? signer);
    expect(await readWith(made.kem.seed, await without('requireDevice', send, ofAnybody))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_SIGNER', exit: 5 });
  });

  it('in the body of an event that the log has as it was signed: the hash in the leaf stops it', async () => {
    const made = epochFor(world.northgate, 1, world.liaison);
    const real = server.shown.records.findLast(({ leaf }) => leaf.org === world.northgate.org.org);
    if (real?.body?.event.type !== 'UNIT_EPOCH') throw new Error('the chain does not end with an epoch');
    const body = { ...real.body, event: { ...real.body.event, kemPublicKey: made.kem.publicKey } };
    server.shown.replace(real, eventRecord({ ...real, bodyBytes: server.shown.bodyBytes(body) }));
    expect(await readWith(made.kem.seed, await without('the body is not that of the leaf', send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_BODY', exit: 5 });
  });
});

it('gets a key of its own into the chain by an administrator it bought: nothing can refuse that, and the key sheet says it', async () => {
  const { directory, northgate } = world;
  const bought = directory.person(northgate.org, [northgate], ['org_admin']);
  server.shown = new ForgedLog(directory);
  const person = personAt(server, world.analyst, world.harbour);
  const store = knownStoreOf(person.profile);
  /** What `report send` says before it seals, and keeps when it has. */
  const sheet = async (): Promise<string[]> => {
    const seen = await syncDirectory(person);
    await selfAuditOf(person.profile, seen);
    const keys = await recipientKeys(store, seen, ['northgate']);
    await keepUsed(store, seen, keys);
    return keySheet(seen, keys);
  };
  expect(await sheet()).toContainEqual(expect.stringContaining('you have not used its key before'));
  expect(await sheet()).toEqual([]);
  const made = epochFor(northgate, 2, world.liaison);
  server.shown.add(northgate.org.org, server.shown.epoch(northgate.unit, 2, made), [deviceSigner(bought)]);
  expect(await readWith(made.kem.seed, await send())).toBe(TITLE);
  expect(await without('keyChanges', sheet, () => null)).toEqual([]);
  const said = (await sheet()).join('\n');
  expect(said).toContain('it has another key than epoch 1, which you used last');
  expect(said).toContain('signed by ');
});

describe('adds a ghost device', () => {
  let ghost: DeviceKeys;

  beforeEach(() => {
    const { org, member } = world.admin;
    ghost = makeDeviceKeys({ org, member });
  });

  /** What the administrator's device makes when somebody leaves: the key of the unit for everybody who stays. */
  const rotate = async (): Promise<EventDraft> => {
    const person = personAt(server, world.admin, world.harbour);
    const draft = new EventDraft(await syncDirectory(person), person.profile.org, person.keys);
    rotateWithout(draft, world.harbour.unit, world.analyst.member);
    return draft;
  };

  it('to a member, so that the next rotation hands it the key: the signatures of the roots stop it', async () => {
    const { org, unit } = world.harbour;
    const position = server.shown.next(org.org);
    const { hour } = world.directory;
    const added = server.shown.addMade(
      makeDeviceAdd(position, deviceFields(ghost), ghost.sign.privateKey, { hour }),
      server.shown.asRoots(org),
    );
    const { state, lockboxes } = await without('a signature does not verify', rotate);
    const { bytes = '' } = lockboxes.find(({ device }) => device === ghost.device) ?? {};
    const seed = openLockbox(fromBase64(bytes), ghost, {
      org: org.org,
      unit,
      epoch: 2,
      device: ghost.device,
      deviceEventHash: added.eventHash,
      lockboxSha256: sha256(fromBase64(bytes)),
      kemPublicKey: state.currentEpoch(unit)?.kemPublicKey ?? new Uint8Array(),
    });
    expect(seed).toHaveLength(32);
    expect(await outcome(rotate)).toEqual({ code: 'E_SIGNATURE', exit: 5 });
  });

  it('to the lockboxes of an epoch and nowhere else, with an administrator it bought: the list of devices stops it', async () => {
    const made = epochFor(world.harbour, 2, world.analyst, world.admin, ghost);
    const event = server.shown.epoch(world.harbour.unit, 2, made);
    server.shown.add(world.harbour.org.org, event, [deviceSigner(world.admin)]);
    const check = 'a lockbox is for a device that is not of the unit';
    const sealed = await without(check, send);
    expect(await readWith(made.kem.seed, sealed)).toBe(TITLE);
    expect(await without(check, shownReaders)).toBe(2);
    expect(await outcome(send)).toEqual({ code: 'E_LOCKBOX', exit: 5 });
  });

  /** How many people of harbour the analyst is told will read. */
  const shownReaders = async (): Promise<number> => {
    const person = personAt(server, world.analyst, world.harbour);
    const { own } = verifyRecipients(person, await syncDirectory(person), ['northgate']);
    return readersOf([own]);
  };
});
