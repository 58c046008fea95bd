// A server that shows an old, a cut or another directory: what was true once, or is true for everybody else.
import '../../support/malicious/removable-checks.js';

import { type ClientStores, serverLogFiles, syncDirectory } from '@sealbridge/client';
import { grantSetEntry } from '@sealbridge/directory';
import { ready } from '@sealbridge/sodium';

import { requireReliedOn } from '../../../apps/cli/src/opening/relied-checkpoint.js';
import { makePresentWorld } from '../../support/api-world.js';
import type { FixtureEpoch, SmallWorld } from '../../support/directory-fixture.js';
import { checkedOffer } from '../../support/envelope-fixture.js';
import { ForgedLog } from '../../support/malicious/forged-log.js';
import { without, withoutAll } from '../../support/malicious/removed-check.js';
import { MaliciousServer } from '../../support/malicious/server.js';
import { outcome, personAt, readWith, sealTo, TITLE } from '../../support/malicious/victim.js';
import { memoryStores } from '../../support/memory-stores.js';

const HOUR = 3600;
const MORE_THAN_AN_HOUR = HOUR + 60;

let world: SmallWorld;
let server: MaliciousServer;
/** Epoch 1 of northgate, whose seed the server has: the device of a liaison was lost. */
let lost: FixtureEpoch;
/** Size of the log before the loss. */
let before: number;

beforeEach(async () => {
  await ready();
  world = await makePresentWorld('served directory');
  server = await MaliciousServer.start(world);
  lost = world.epochs.northgate;
  before = world.directory.entries.length;
});

afterEach(async () => {
  jest.restoreAllMocks();
  await server.stop();
});

/** The device is revoked, and the unit has a new key. */
function reactToLoss(): void {
  const { directory, northgate, liaison, liaison2 } = world;
  directory.publishOwn(northgate.org, { type: 'DEVICE_REVOKE', device: liaison2.device, reason: 'lost' });
  directory.epoch(northgate, [liaison], { reason: 'compromise' });
  server.shown = new ForgedLog(directory);
}

const send = (stores?: ClientStores) => sealTo(personAt(server, world.analyst, world.harbour, stores), 'northgate');

/** What a client keeps that does not compare with what it saw before. */
function forgetful(): ClientStores {
  const nothing = { read: async () => null, write: async () => undefined };
  return { ...memoryStores(), checkpoint: nothing, logView: nothing };
}

describe('rolls an epoch back', () => {
  it('to the log before it, signed anew: the checkpoint the client has seen stops it', async () => {
    reactToLoss();
    const [forgets, remembers] = [forgetful(), memoryStores()];
    for (const stores of [forgets, remembers]) expect(await readWith(lost.kem.seed, await send(stores))).toBeNull();
    server.size = before;
    expect(await readWith(lost.kem.seed, await send(forgets))).toBe(TITLE);
    expect(await outcome(() => send(remembers))).toEqual({ code: 'E_ROLLBACK', exit: 5 });
  });

  it('by keeping back the body of the event: nothing is sealed to a chain that cannot be read whole', async () => {
    reactToLoss();
    for (const record of server.shown.records.slice(-2)) server.shown.withhold(record);
    // no agreement counts with a party that cannot be read whole, which would stop it too
    const off = ['not all events of the organisation could be read', 'not all events of a party could be read'];
    expect(await readWith(lost.kem.seed, await withoutAll(off, send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_PARTIAL', exit: 5 });
  });
});

describe('serves a stale directory', () => {
  beforeEach(() => {
    reactToLoss();
    server.size = before;
  });

  it('to a client that never saw a newer one: the age of the witness signature stops it', async () => {
    server.cosignedAt = Math.floor(Date.now() / 1000) - MORE_THAN_AN_HOUR;
    const sealed = await without('the checkpoint is older than one hour', send);
    expect(await readWith(lost.kem.seed, sealed)).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_STALE_CHECKPOINT', exit: 6 });
  });

  it('to a client whose clock it set back: the newest witness signature the client has seen stops it', async () => {
    const now = Date.now();
    const [forgets, remembers] = [forgetful(), memoryStores()];
    for (const stores of [forgets, remembers])
      await syncDirectory(personAt(server, world.analyst, world.harbour, stores));
    server.cosignedAt = Math.floor(now / 1000) - MORE_THAN_AN_HOUR;
    jest.spyOn(Date, 'now').mockReturnValue(now - MORE_THAN_AN_HOUR * 1000);
    expect(await readWith(lost.kem.seed, await send(forgets))).toBe(TITLE);
    expect(await outcome(() => send(remembers))).toEqual({ code: 'E_STALE_CHECKPOINT', exit: 6 });
  });
});

describe('drops a revocation', () => {
  /** The log as it would be, had the device never been revoked: as long as the true one, and longer. */
  function forkWithoutRevocation(): void {
    const { directory } = world;
    const entries = directory.entries.slice(0, before);
    const records = directory.records.filter(({ index }) => (index ?? 0) < before);
    const fork = new ForgedLog({ entries, records, hour: directory.hour });
    while (fork.entries.length <= directory.entries.length) fork.entries.push(new Uint8Array(32));
    server.shown = fork;
  }

  it('by a fork in which it never was: the checkpoint the client has seen stops it', async () => {
    const [forgets, remembers] = [forgetful(), memoryStores()];
    reactToLoss();
    for (const stores of [forgets, remembers]) await send(stores);
    forkWithoutRevocation();
    expect(await readWith(lost.kem.seed, await send(forgets))).toBe(TITLE);
    expect(await outcome(() => send(remembers))).toEqual({ code: 'E_FORK', exit: 5 });
  });

  it('by leaving its entry out of the log below a true checkpoint: the root of the checkpoint stops it', async () => {
    reactToLoss();
    const note = server.note();
    forkWithoutRevocation();
    server.shown.entries.length = world.directory.entries.length;
    jest.spyOn(server, 'note').mockReturnValue(note);
    const sealed = await without('rootOfEdge', send, () => server.rootIn(note));
    expect(await readWith(lost.kem.seed, sealed)).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_FORK', exit: 5 });
  });

  it('by taking it out of the chain for a client that never saw it: the numbers and links of the chain stop it', async () => {
    reactToLoss();
    const { org } = world.northgate;
    world.directory.publishOwn(org, { type: 'UNIT_ADD', unit: world.directory.id('later'), handle: 'northgate/later' });
    server.shown = new ForgedLog(world.directory);
    const [revoked, rotated] = server.shown.records.slice(-3);
    if (revoked === undefined || rotated === undefined) throw new Error('the chain is too short');
    for (const record of [revoked, rotated]) server.shown.remove(record);
    const off = [
      'the event is not the next of its chain',
      'the event does not follow the head of its chain',
      'the events on the log are not one unbroken chain',
    ];
    expect(await readWith(lost.kem.seed, await withoutAll(off, send))).toBe(TITLE);
    expect(await outcome(send)).toEqual({ code: 'E_SEQ', exit: 5 });
  });
});

describe('hides an event from one client', () => {
  it('which learns of it with the first true checkpoint, and whose reports true readers do not open', async () => {
    // The analyst has a new machine and is shown a log of its own from the first moment: nothing it knows contradicts that.
    const stores = memoryStores();
    server.shown.entries.push(new Uint8Array(32));
    const person = personAt(server, world.analyst, world.harbour, stores);
    const sealed = await sealTo(person, 'northgate');
    const shown = server.note();
    expect(await readWith(lost.kem.seed, sealed)).toBe(TITLE);

    // Everybody else has the true log, with the loss, and the grant set of that report.
    reactToLoss();
    const grantSetIndex = server.shown.entries.push(grantSetEntry(sealed.grantSetHash)) - 1;
    const reader = personAt(server, world.liaison, world.northgate);
    const open = async () => {
      const { log, state } = await syncDirectory(reader);
      const offer = checkedOffer(world, { sealed, grantSetIndex }, { directory: state });
      const files = serverLogFiles(server.origin, null);
      await requireReliedOn({ profile: reader.profile, files }, log, offer, { frame: sealed.frame, note: shown });
    };
    expect(
      await without(
        'isRootAt',
        () => outcome(open),
        async () => true,
      ),
    ).toBe('silent');
    expect(await outcome(open)).toEqual({ code: 'E_OPEN', exit: 5 });
    expect(await outcome(() => send(stores))).toEqual({ code: 'E_FORK', exit: 5 });
  });
});

describe('serves an agreement of before', () => {
  it('the version that was replaced: the newest version the client has seen stops it', async () => {
    const { directory, harbour, northgate, agreement } = world;
    const { agreement: id, start, end, origin } = agreement.agreement;
    const narrowed = directory.agreement([harbour.org, northgate.org], {
      ...{ agreement: id, start, end, origin, version: 2, prevHash: agreement.hash },
      markingCeiling: 'GREEN',
    });
    const stores = memoryStores();
    server.agreements = [narrowed];
    expect(await outcome(() => send(stores))).toEqual({ code: 'E_MARKING', exit: 3 });
    server.agreements = [agreement];
    const sealed = await without('requireNewestSeen', () => send(stores));
    expect(await readWith(lost.kem.seed, sealed)).toBe(TITLE);
    expect(await outcome(() => send(stores))).toEqual({ code: 'E_ROLLBACK', exit: 5 });
  });
});
