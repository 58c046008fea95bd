// A server that acts on the own organisation with somebody it bought in it, and hopes that nobody looks: what is signed rightly cannot be
// refused, so each sign-in says it.
import '../../support/malicious/removable-checks.js';

import { requireKnownDevices, syncDirectory } from '@sealbridge/client';
import { makeDeviceAdd, makeEvent } from '@sealbridge/directory';
import { type DeviceKeys, makeDeviceKeys } from '@sealbridge/keyring';
import { makeKemKeyPair, ready } from '@sealbridge/sodium';

import { selfAuditOf, tellOnce } from '../../../apps/cli/src/self-audit/tell.js';
import { makePresentWorld } from '../../support/api-world.js';
import type { SmallWorld } from '../../support/directory-fixture.js';
import { guardHarbour, type GuardianFixture } from '../../support/guardian-fixture.js';
import { deviceFields, deviceSigner, ForgedLog } from '../../support/malicious/forged-log.js';
import { without } from '../../support/malicious/removed-check.js';
import { MaliciousServer } from '../../support/malicious/server.js';
import { outcome, personAt, sealTo } from '../../support/malicious/victim.js';

const DAY_HOURS = 24;

let world: SmallWorld;
let server: MaliciousServer;
let analyst: ReturnType<typeof personAt>;

beforeEach(async () => {
  await ready();
  world = await makePresentWorld('self-audit');
  server = await MaliciousServer.start(world);
  analyst = personAt(server, world.analyst, world.harbour);
  expect(await signIn()).toEqual([]);
});

afterEach(() => server.stop());

/** What a sign-in says on stderr. */
async function signIn(): Promise<string[]> {
  const lines: string[] = [];
  const synced = tellOnce(analyst.profile, { say: (line) => void lines.push(line) });
  await synced(await syncDirectory(analyst));
  return lines;
}

/** Seals as `report send` does: after the self-audit. */
const send = async () => {
  requireKnownDevices(await selfAuditOf(analyst.profile, await syncDirectory(analyst)));
  return sealTo(analyst, 'northgate');
};

describe('adds a device to the analyst, with an administrator it bought', () => {
  let ghost: DeviceKeys;

  beforeEach(() => {
    const { org, member } = world.analyst;
    ghost = makeDeviceKeys({ org, member });
    const { hour } = world.directory;
    const made = makeDeviceAdd(server.shown.next(org), deviceFields(ghost), ghost.sign.privateKey, { hour });
    server.shown.addMade(made, [deviceSigner(world.admin)]);
  });

  it('and waits for the next key of the unit: the devices that the person knows stop it', async () => {
    expect(
      await without(
        'unknownDevices',
        async () => (await send()).grants.length,
        () => [],
      ),
    ).toBe(2);
    expect(await outcome(send)).toEqual({ code: 'E_UNKNOWN_DEVICE', exit: 5 });
  });

  it('and is told of at each sign-in until the person has looked', async () => {
    const [warning, first, second] = await signIn();
    expect(warning).toContain('WARNING');
    expect(first).toContain(ghost.device);
    expect(second).toContain('signed by ');
    expect(await signIn()).toEqual([warning, first, second, ...(await signIn()).slice(3)]);
  });
});

describe('has a member recovered by guardians it bought', () => {
  let guarded: GuardianFixture;

  const named = (lines: readonly string[]) => lines.filter((line) => line.includes('recovery of'));

  it('with a start that is dated back a day: everybody is told, and that the hour lies back', async () => {
    const { directory, admin } = world;
    const now = directory.hour;
    directory.hour = now - 2 * DAY_HOURS;
    guarded = guardHarbour(world);
    directory.hour = now - DAY_HOURS;
    const { recovery } = guarded.start(admin.member);
    guarded.approve(recovery);
    directory.hour = now;
    server.shown = new ForgedLog(directory);
    const lines = named(await signIn());
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('it states an hour from before you last looked');
    expect(await without('auditOwnChain', signIn, () => [])).toEqual([]);
  });

  it('and keeps the start back from the devices of the organisation: what cannot be read whole is no silence', async () => {
    guarded = guardHarbour(world);
    guarded.start(world.admin.member);
    server.shown = new ForgedLog(world.directory);
    for (const record of server.shown.records.slice(-3)) server.shown.withhold(record);
    expect(await without('not all events of the own organisation could be read', signIn)).toEqual([]);
    expect(await outcome(signIn)).toEqual({ code: 'E_PARTIAL', exit: 5 });
  });

  it('and keeps back the event that lists the device which asks: it is not taken for one that waits', async () => {
    guarded = guardHarbour(world);
    guarded.start(world.admin.member);
    server.shown = new ForgedLog(world.directory);
    const own = server.shown.records.find(
      ({ body }) => body?.event.type === 'DEVICE_ADD' && body.event.device === world.analyst.device,
    );
    if (own === undefined) throw new Error('no such device');
    server.shown.withhold(own);
    expect(await without('not all events of the own organisation could be read', signIn)).toEqual([]);
    expect(await outcome(signIn)).toEqual({ code: 'E_PARTIAL', exit: 5 });
  });
});

it('names guardians of straw, with an administrator it bought: everybody is told before they seal to them', async () => {
  const { org } = world.outsider;
  const guardians = [1, 2, 3].map(() => {
    const fields = deviceFields(makeDeviceKeys({ org, member: world.directory.id('straw') }));
    return { org, ...fields, sealedShareSha256: world.directory.derive('share') };
  });
  const { publicKey: kemPublicKey } = makeKemKeyPair();
  const key = { type: 'RECOVERY_KEY', number: 1, kemPublicKey, threshold: 2, delayHours: 0, guardians } as const;
  server.shown.add(world.harbour.org.org, key, [deviceSigner(world.admin)]);
  expect(await without('auditOwnChain', signIn, () => [])).toEqual([]);
  expect((await signIn()).join('\n')).toContain('guardians and recovery key of the organisation were named anew');
});

it('makes an administrator of somebody, with two roots it bought: everybody is told', async () => {
  const { org } = world.harbour;
  const event = { type: 'ADMIN_ADD', member: world.analyst.member } as const;
  const made = makeEvent(server.shown.next(org.org), event, { hour: world.directory.hour });
  server.shown.addMade(made, world.directory.rootSigners(org));
  expect(await without('auditOwnChain', signIn, () => [])).toEqual([]);
  expect((await signIn()).join('\n')).toContain('became an administrator');
});
