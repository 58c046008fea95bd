// A server that turns the way back into a way in: recoveries nobody started, too few guardians, no delay, a recovery key of its own.
import '../../support/malicious/removable-checks.js';

import { addRotation, approveRecovery, EventDraft, type ShownRecovery, syncDirectory } from '@sealbridge/client';
import {
  type DirectoryEvent,
  type DirectoryState,
  type EventSigner,
  fingerprint,
  type Guardian,
  makeJoin,
  makeRecoveryStarted,
  parseJoin,
  type Recovery,
} from '@sealbridge/directory';
import {
  type DeviceKeys,
  makeDeviceKeys,
  makeRecoveryKey,
  openLockbox,
  openRecoveryLockbox,
} from '@sealbridge/keyring';
import { fromBase64, type KemKeyPair, makeKemKeyPair, ready, sha256, toBase64 } from '@sealbridge/sodium';
import type { Id } from '@sealbridge/vocabulary';

import type { DirectoryData } from '../../../libs/directory/src/directory-data.js';
import { makePresentWorld } from '../../support/api-world.js';
import type { SmallWorld } from '../../support/directory-fixture.js';
import { guardHarbour, type GuardianFixture } from '../../support/guardian-fixture.js';
import { deviceSigner, ForgedLog } from '../../support/malicious/forged-log.js';
import { without } from '../../support/malicious/removed-check.js';
import { MaliciousServer } from '../../support/malicious/server.js';
import { outcome, personAt } from '../../support/malicious/victim.js';

const DELAY_HOURS = 24;
const DAY_BEFORE_HOURS = 48;

let world: SmallWorld;
let server: MaliciousServer;
let guarded: GuardianFixture;
/** The device that the server wants to be: one of the analyst's. */
let ghost: DeviceKeys;
/** The hour in which the attacks happen. */
let hour: number;

beforeEach(async () => {
  await ready();
  world = await makePresentWorld('recovery');
  hour = world.directory.hour;
  world.directory.hour = hour - DAY_BEFORE_HOURS;
  guarded = guardHarbour(world);
  world.directory.hour = hour;
  server = await MaliciousServer.start(world);
  const { org, member } = world.analyst;
  ghost = makeDeviceKeys({ org, member });
});

afterEach(() => server.stop());

/** What the administrator's device makes at the next rotation: a new key of the unit for every device in it. */
const rotate = async (): Promise<EventDraft> => {
  const person = personAt(server, world.admin, world.harbour);
  const draft = new EventDraft(await syncDirectory(person), person.profile.org, person.keys);
  addRotation(draft, world.harbour.unit, { reason: 'compromise' });
  return draft;
};

/** The key of the unit, as the ghost opens it after that rotation. */
function stolen({ state, lockboxes }: EventDraft): Uint8Array {
  const { unit, org } = world.harbour;
  const bytes = fromBase64(lockboxes.find(({ device }) => device === ghost.device)?.bytes ?? '');
  const { epoch, kemPublicKey } = state.currentEpoch(unit) ?? { epoch: 0, kemPublicKey: new Uint8Array() };
  const deviceEventHash = state.devices.get(ghost.device)?.addedEventHash ?? new Uint8Array();
  const of = { org: org.org, unit, epoch, device: ghost.device, deviceEventHash };
  return openLockbox(bytes, ghost, { ...of, kemPublicKey, lockboxSha256: sha256(bytes) });
}

describe('recovers a member behind everybody', () => {
  const recovery = () => world.directory.id('silent recovery');
  let id: ReturnType<typeof recovery>;

  beforeEach(() => {
    id = recovery();
  });

  const guardian = (number: number): EventSigner => guarded.signer(number);
  const forged = (number: number): EventSigner => ({ ...guardian(number), privateKey: server.shown.key.privateKey });
  const put = (event: DirectoryEvent, by: EventSigner, at: number) =>
    server.shown.add(world.harbour.org.org, event, [by], at);

  function start(by: EventSigner, at: number): void {
    const { org, member, device, sign, kem } = ghost;
    const keys = { signPublicKey: sign.publicKey, kemPublicKey: kem.publicKey };
    const join = parseJoin(makeJoin({ org, member, device, invitation: id, ...keys }, sign.privateKey));
    const position = server.shown.next(org);
    const made = makeRecoveryStarted(position, join, { keyNumber: 1, reason: 'lost' }, { hour: at });
    server.shown.addMade(made, [by]);
  }

  function complete(by: EventSigner, at = hour): void {
    const { unit } = world.harbour;
    put(
      {
        type: 'RECOVERY_COMPLETED',
        recovery: id,
        lockboxes: [],
        kemPublicKey: makeKemKeyPair().publicKey,
        sealedShareSha256s: guarded.guardians.map(() => world.directory.derive('share')),
        recoveryLockboxes: [{ unit, epoch: 1, sha256: world.directory.derive('recovery lockbox') }],
      },
      by,
      at,
    );
  }

  it('in the name of two guardians: their signatures stop it', async () => {
    start(forged(0), hour - DELAY_HOURS);
    put({ type: 'RECOVERY_APPROVED', recovery: id }, forged(1), hour - DELAY_HOURS);
    complete(forged(0));
    expect(stolen(await without('a signature does not verify', rotate))).toHaveLength(32);
    expect(await outcome(rotate)).toEqual({ code: 'E_SIGNATURE', exit: 5 });
  });

  it('in the name of guardians of its own: the list of guardians stops it', async () => {
    const own = deviceSigner(makeDeviceKeys({ org: world.outsider.org, member: world.outsider.member }));
    const by: EventSigner = { ...own, kind: 'guardian' };
    start(by, hour - DELAY_HOURS);
    put({ type: 'RECOVERY_APPROVED', recovery: id }, by, hour - DELAY_HOURS);
    complete(by);
    let asked = 0;
    const believing = ({ setups }: Pick<DirectoryData, 'setups'>): Guardian | undefined =>
      setups.get(ghost.org)?.guardians[asked++ % 2];
    expect(stolen(await without('requireGuardian', rotate, believing))).toHaveLength(32);
    expect(await outcome(rotate)).toEqual({ code: 'E_SIGNER', exit: 5 });
  });

  it('with one guardian it bought: the number that must approve stops it', async () => {
    start(guardian(0), hour - DELAY_HOURS);
    complete(guardian(0));
    expect(stolen(await without('not as many guardians approved as must', rotate))).toHaveLength(32);
    expect(await outcome(rotate)).toEqual({ code: 'E_RECOVERY_GUARDIANS', exit: 5 });
  });

  it('with as many as must, at once: the delay stops it', async () => {
    start(guardian(0), hour);
    put({ type: 'RECOVERY_APPROVED', recovery: id }, guardian(1), hour);
    complete(guardian(0));
    expect(stolen(await without('the delay has not run', rotate))).toHaveLength(32);
    expect(await outcome(rotate)).toEqual({ code: 'E_RECOVERY_DELAY', exit: 5 });
  });

  it('and has it never have begun: what was not started is not completed', async () => {
    complete(guardian(0));
    const told = (): Recovery => ({
      ...{ id, org: ghost.org, member: ghost.member, device: ghost.device, reason: 'lost', keyNumber: 1 },
      ...{ signPublicKey: ghost.sign.publicKey, kemPublicKey: ghost.kem.publicKey },
      ...{ startedHour: hour - DELAY_HOURS, startedIndex: null, startedEventHash: new Uint8Array(32) },
      ...{ approvals: guarded.guardians.map(({ device }) => device), state: 'open', ended: null, endedBy: null },
    });
    expect(stolen(await without('requireOpen', rotate, told))).toHaveLength(32);
    expect(await outcome(rotate)).toEqual({ code: 'E_RECOVERY', exit: 5 });
  });
});

describe('serves a recovery key of its own', () => {
  let own: KemKeyPair;

  function name(by: (event: DirectoryEvent) => void, change: { threshold?: number; delayHours?: number } = {}): void {
    const { guardians = [] } = world.directory.state.recoveryOf(world.harbour.org.org) ?? {};
    own = makeKemKeyPair();
    const setup = { threshold: 2, delayHours: DELAY_HOURS, ...change };
    by({ type: 'RECOVERY_KEY', number: 2, kemPublicKey: own.publicKey, guardians, ...setup });
  }

  it('in the name of the roots, so that the next epoch is sealed to it: their signatures stop it', async () => {
    const { org, unit } = world.harbour;
    name((event) => server.shown.add(org.org, event, server.shown.asRoots(org)));
    const draft = await without('a signature does not verify', rotate);
    const { state, attached } = draft;
    const [{ epoch, bytes } = { epoch: 0, bytes: '' }] = attached.recoveryLockboxes;
    const seed = openRecoveryLockbox(fromBase64(bytes), own.seed, {
      ...{ org: org.org, unit, epoch, number: 2, lockboxSha256: sha256(fromBase64(bytes)) },
      kemPublicKey: state.currentEpoch(unit)?.kemPublicKey ?? new Uint8Array(),
    });
    expect(seed).toHaveLength(32);
    expect(await outcome(rotate)).toEqual({ code: 'E_SIGNATURE', exit: 5 });
  });

  it('with an administrator it bought, and no delay: only two roots take from it', async () => {
    const { org } = world.harbour;
    name((event) => server.shown.add(org.org, event, [deviceSigner(world.admin)]), { delayHours: 0 });
    const weakened = await without('two roots lower the threshold or shorten the delay', rotate);
    expect(weakened.state.recoveryOf(org.org)).toMatchObject({ number: 2, delayHours: 0 });
    expect(await outcome(rotate)).toEqual({ code: 'E_AUTHORITY', exit: 5 });
  });
});

describe('shows a guardian another recovery than the one that is approved', () => {
  let id: Id;
  let device: Id;

  beforeEach(async () => {
    const { directory, harbour } = world;
    const threshold = 2;
    const { org } = harbour.org;
    const holders = guarded.guardians.map(({ device, kem }) => ({ device, kemPublicKey: kem.publicKey }));
    const { kem, sealedShares } = await makeRecoveryKey({ org, number: 2, guardians: holders, threshold });
    const guardians = (directory.state.recoveryOf(org)?.guardians ?? []).map((guardian) => {
      const sealedShareSha256 = sealedShares.find(({ device }) => device === guardian.device)?.sha256;
      return { ...guardian, sealedShareSha256: sealedShareSha256 ?? new Uint8Array() };
    });
    const setup = { number: 2, kemPublicKey: kem.publicKey, threshold, delayHours: DELAY_HOURS, guardians };
    directory.publishOwn(harbour.org, { type: 'RECOVERY_KEY', ...setup });
    // the bought guardian starts for the analyst, with a device of the server
    const started = guarded.start(world.analyst.member);
    id = started.recovery;
    server.shown = new ForgedLog(directory);
    const share = sealedShares.find(({ device }) => device === world.admin.device)?.bytes ?? new Uint8Array();
    server.answer('GuardianShares', () => ({
      guardianShares: [
        { ...{ organisation: org, organisationHandle: 'harbour', keyNumber: 2 }, share: toBase64(share) },
      ],
    }));
    device = started.keys.device;
  });

  const show = (member: Id): void =>
    server.answer('Recovery', () => ({
      recovery: {
        ...{ id, organisation: world.harbour.org.org, organisationHandle: 'harbour', member, device, reason: 'lost' },
        ...{ state: 'open', keyNumber: 2, threshold: 2, guardians: 1, startedBy: guarded.guardians[0]?.device },
        ...{ startedAt: new Date().toISOString(), readyAt: new Date().toISOString(), endedAt: null },
        ...{ waitsFor: null, isGuardian: true },
      },
    }));

  it('so that she agrees to a device of the server: what is shown has to be what the directory has', async () => {
    const approve = () => approveRecovery(personAt(server, world.admin, world.harbour), id, () => true);
    // she has seen the liaison with her own eyes
    show(world.liaison.member);
    const byId = (state: DirectoryState, { id: shown }: ShownRecovery) =>
      state.recoveries(world.harbour.org.org).find((recovery) => recovery.id === shown);
    await without('verifiedRecovery', approve, byId);
    expect(server.published.at(-1)?.recoveryContribution).not.toBeNull();
    server.shown = new ForgedLog(world.directory);
    expect(await outcome(approve)).toEqual({ code: 'E_ANSWER', exit: 5 });
    expect(server.published).toHaveLength(1);
  });

  it('and the right one, with a device of the guardian who started: what the member reads aloud has to be its key', async () => {
    show(world.analyst.member);
    const readAloud = fingerprint(makeDeviceKeys(world.analyst).sign.publicKey);
    const approve = (compare: (shown: string) => boolean) =>
      approveRecovery(personAt(server, world.admin, world.harbour), id, compare);
    await approve(() => true);
    expect(server.published).toHaveLength(1);
    server.shown = new ForgedLog(world.directory);
    expect(await outcome(() => approve((shown) => shown === readAloud))).toEqual({ code: 'E_FINGERPRINT', exit: 6 });
    expect(server.published).toHaveLength(1);
  });
});

it('starts from the true directory, in which nothing of this has happened', async () => {
  server.shown = new ForgedLog(world.directory);
  expect((await rotate()).lockboxes.map(({ device }) => device)).not.toContain(ghost.device);
});
