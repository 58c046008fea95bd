import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { directoryEntry, type EventRecord, writeEventRecord } from '@sealbridge/directory';
import { fromBase64, randomBytes, sha256, toBase64 } from '@sealbridge/sodium';
import { type Id, idFromBytes } from '@sealbridge/vocabulary';

import { startApi, type TestApi } from '../../../../../test/support/api.js';
import {
  type ApiClient,
  ExposureDocument,
  GuardianSharesDocument,
  NoticesDocument,
  PublishDirectoryEventsDocument,
  type PublishDirectoryEventsMutation,
  RecoveriesDocument,
  RecoveryDocument,
  ReleaseRecoveryDocument,
  type ReleaseRecoveryMutation,
} from '../../../../../test/support/api-documents.js';
import { sendReport } from '../../../../../test/support/api-reports.js';
import {
  combineShares,
  contributionOf,
  type DeviceKeys,
  type FixtureRecoveryKey,
  guardianEvent,
  makeDeviceKeys,
  nameGuardians,
  openContribution,
  openRecoveryLockbox,
  shareOf,
  startedEvent,
} from '../../../../../test/support/guardians.js';
import { PROMPT_CHECKPOINT } from '../../audit/log-files.js';
import { makeDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';
import { KekRotationRepository } from '../kek-rotation.repository.js';
import { KekRotationService } from '../kek-rotation.service.js';
import { KekStore } from '../kek-store.js';
import { requireRecoveryKey } from './recovery-key-rules.js';

const DAY_MS = 86_400_000;
const newId = (): Id => idFromBytes(randomBytes(16));

type Published = PublishDirectoryEventsMutation['publishDirectoryEvents'];
type Released = ReleaseRecoveryMutation['releaseRecovery'];
interface More {
  readonly recoveryLockboxes?: readonly { unit: string; epoch: number; bytes: string }[];
  readonly recoveryShares?: readonly { device: string; bytes: string }[];
  readonly recoveryContribution?: { bytes: string; statement: string; signature: string } | null;
  readonly lockboxes?: readonly { unit: string; epoch: number; device: string; bytes: string }[];
}

let api: TestApi;
let guardians: readonly [DeviceKeys, DeviceKeys, DeviceKeys];
let clients: ReadonlyMap<DeviceKeys, ApiClient>;
let anybody: ApiClient;
let northgate: FixtureRecoveryKey;
let harbour: FixtureRecoveryKey;

beforeAll(async () => {
  api = await startApi();
  const { admin, directory, outsider } = api.world;
  const [first, second] = directory.stewardDevices;
  if (first === undefined || second === undefined) throw new Error('no stewards');
  guardians = [admin, first, second];
  clients = new Map(await Promise.all(guardians.map(async (keys) => [keys, await api.signIn(keys)] as const)));
  anybody = await api.signIn(outsider);
}, 60_000);
afterAll(() => api.stop());

const clientOf = (keys: DeviceKeys): ApiClient => {
  const client = clients.get(keys);
  if (client === undefined) throw new Error('not signed in');
  return client;
};
const publish = async (client: ApiClient, records: readonly EventRecord[], more: More = {}): Promise<Published> => {
  const given = { lockboxes: [], ...more, records: records.map((record) => toBase64(writeEventRecord(record))) };
  const input = { clientMutationId: randomUUID(), ...given } as never;
  return (await client.request(PublishDirectoryEventsDocument, { input })).publishDirectoryEvents;
};
const took = (record: EventRecord): void => {
  const { directory } = api.world;
  directory.state = directory.state.apply(record, directory.log(directoryEntry(record.leafBytes)));
};
const TAKEN = { __typename: 'PublishDirectoryEventsPayload' };

/** Signs the checkpoint of everything so far and puts it where the sequencer does. */
const witness = async (): Promise<void> => {
  const { note } = await api.sequence();
  const path = join(api.keysDir, '..', 'log', PROMPT_CHECKPOINT);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, note);
  await new Promise((resolve) => setTimeout(resolve, 600));
};
const release = async (keys: DeviceKeys, recovery: Id): Promise<Released> => {
  const input = { clientMutationId: randomUUID(), recovery };
  return (await clientOf(keys).request(ReleaseRecoveryDocument, { input })).releaseRecovery;
};

/** Begins the recovery of a member, unless the instance refuses; gives the answer besides. */
const begin = async (
  by: DeviceKeys,
  of: DeviceKeys,
  fields: { keyNumber?: number; hour?: number } = {},
): Promise<{ answer: Published; recovery: Id; newDevice: DeviceKeys }> => {
  const recovery = newId();
  const newDevice = makeDeviceKeys({ org: of.org, member: of.member });
  const keyNumber = api.world.directory.state.recoveryOf(of.org)?.number ?? 1;
  const record = startedEvent(api.world.directory, by, newDevice, { recovery, keyNumber, ...fields });
  const answer = await publish(clients.get(by) ?? anybody, [record]);
  if (answer.__typename === TAKEN.__typename) took(record);
  return { answer, recovery, newDevice };
};
const contribution = (key: FixtureRecoveryKey, from: DeviceKeys, to: DeviceKeys, recovery: Id) =>
  contributionOf(shareOf(key, keyOrg(key), from), from, to, { recovery, origin: api.origin, nodeKeyId: api.nodeKeyId });
const keyOrg = (key: FixtureRecoveryKey): Id => key.records[0]?.leaf.org ?? newId();

describe('guardians', () => {
  it('come with exactly the shares and recovery lockboxes that the events name', async () => {
    const { directory, northgate: unit, epochs } = api.world;
    northgate = await nameGuardians(directory, unit, epochs.northgate, guardians);
    const { records, recoveryLockboxes, recoveryShares } = northgate;
    const [one, two, three] = recoveryShares;
    if (one === undefined || two === undefined || three === undefined) throw new Error('no shares');
    const swapped = [{ ...one, bytes: two.bytes }, { ...two, bytes: one.bytes }, three];
    const all = { recoveryLockboxes, recoveryShares };
    const wrong: readonly (readonly [More, string])[] = [
      [{ ...all, recoveryShares: swapped }, 'E_RECOVERY_SHARES'],
      [{ ...all, recoveryShares: [one, two] }, 'E_RECOVERY_SHARES'],
      [{ ...all, recoveryShares: [...recoveryShares, one] }, 'E_RECOVERY_SHARES'],
      [{ ...all, recoveryLockboxes: [] }, 'E_RECOVERY_LOCKBOX'],
      [
        { ...all, recoveryLockboxes: recoveryLockboxes.map((box) => ({ ...box, bytes: one.bytes })) },
        'E_RECOVERY_LOCKBOX',
      ],
      [
        { ...all, recoveryContribution: { bytes: '', statement: '', signature: toBase64(randomBytes(64)) } },
        'E_RECOVERY',
      ],
    ];
    for (const [more, code] of wrong) expect(await publish(anybody, records, more)).toMatchObject({ code });
    expect(await publish(anybody, records, all)).toMatchObject(TAKEN);
  });

  it('of another organisation are named too, each with a share that no other device is given', async () => {
    const { directory, harbour: unit, epochs } = api.world;
    harbour = await nameGuardians(directory, unit, epochs.harbour, guardians, { delayHours: 24 });
    const { records, recoveryLockboxes, recoveryShares } = harbour;
    expect(await publish(anybody, records, { recoveryLockboxes, recoveryShares })).toMatchObject(TAKEN);
    for (const guardian of guardians) {
      const { guardianShares } = await clientOf(guardian).request(GuardianSharesDocument, {});
      expect(guardianShares.map(({ organisationHandle }) => organisationHandle)).toEqual(['harbour', 'northgate']);
      const own = recoveryShares.find(({ device }) => device === guardian.device);
      expect(guardianShares[0]?.share).toBe(own?.bytes);
    }
    expect((await anybody.request(GuardianSharesDocument, {})).guardianShares).toEqual([]);
  });

  it('must be active devices with these keys, and the delay a day at least but in a demonstration', () => {
    const { state, hour } = api.world.directory;
    const event = northgate.records[0]?.body?.event;
    if (event?.type !== 'RECOVERY_KEY') throw new Error('no recovery key');
    const check = { state, hour, demo: true };
    expect(() => requireRecoveryKey(event, hour, check)).not.toThrow();
    expect(() => requireRecoveryKey(event, hour, { ...check, demo: false })).toThrow();
    expect(() => requireRecoveryKey({ ...event, delayHours: 24 }, hour, { ...check, demo: false })).not.toThrow();
    expect(() => requireRecoveryKey(event, hour + 2, check)).toThrow();
    const [one, ...others] = event.guardians;
    if (one === undefined) throw new Error('no guardian');
    for (const changed of [
      { kemPublicKey: randomBytes(1216) },
      { device: newId() },
      { member: newId() },
      { org: newId() },
    ]) {
      const bad = { ...event, guardians: [{ ...one, ...changed }, ...others] };
      expect(() => requireRecoveryKey(bad, hour, check)).toThrow();
    }
  });
});

describe('a recovery', () => {
  let recovery: Id;
  let newDevice: DeviceKeys;

  it('is not begun by anybody but a guardian, at the device signed in, in this hour, under the newest key', async () => {
    const { liaison, outsider, directory } = api.world;
    const [first, second] = guardians;
    expect((await begin(outsider, liaison)).answer).toMatchObject({ __typename: 'Refused', reason: 'not_permitted' });
    const id = newId();
    const device = makeDeviceKeys({ org: liaison.org, member: liaison.member });
    const signed = startedEvent(directory, first, device, { recovery: id, keyNumber: 1 });
    expect(await publish(clientOf(second), [signed])).toMatchObject({ reason: 'not_permitted' });
    expect((await begin(first, liaison, { hour: directory.hour + 2 })).answer).toMatchObject({ code: 'E_CLOCK' });
    expect((await begin(first, liaison, { keyNumber: 2 })).answer).toMatchObject({ code: 'E_RECOVERY' });
    const pair = [signed, signed];
    expect(await publish(clientOf(first), pair)).toMatchObject({ code: 'E_RECORD' });
  });

  it('is seen by everybody of the organisation and by guardians elsewhere, and by nobody else', async () => {
    const { liaison, liaison2, outsider } = api.world;
    const begun = await begin(guardians[0], liaison);
    expect(begun.answer).toMatchObject(TAKEN);
    ({ recovery, newDevice } = begun);
    const kinds = async (keys: DeviceKeys): Promise<string[]> => {
      const { notices } = await (await api.signIn(keys)).request(NoticesDocument, { first: 10 });
      return notices.edges.map(({ node }) => node.kind);
    };
    for (const keys of [liaison2, liaison, guardians[1]]) expect(await kinds(keys)).toContain('recovery_started');
    expect(await kinds(outsider)).not.toContain('recovery_started');
    const seenBy = async (client: ApiClient): Promise<string[]> => {
      const { recoveries } = await client.request(RecoveriesDocument, { first: 10 });
      return recoveries.edges.map(({ node }) => node.id);
    };
    for (const client of [clientOf(guardians[0]), clientOf(guardians[1]), await api.signIn(liaison2)]) {
      expect(await seenBy(client)).toEqual([recovery]);
    }
    expect(await seenBy(anybody)).toEqual([]);
    expect((await anybody.request(RecoveryDocument, { id: recovery })).recovery).toBeNull();
    expect((await clientOf(guardians[1]).request(RecoveryDocument, { id: recovery })).recovery).toMatchObject({
      ...{ state: 'open', guardians: 1, threshold: 2, waitsFor: 'not_witnessed', isGuardian: true },
    });
  });

  it('goes on alone: a second one of the same member waits for the end of the first', async () => {
    expect((await begin(guardians[1], api.world.liaison)).answer).toMatchObject({ code: 'E_RECOVERY' });
  });

  it('gives nothing out before the witnesses have seen it, nor with one guardian alone, nor to another guardian', async () => {
    expect(await release(guardians[0], recovery)).toMatchObject({ __typename: 'Refused', reason: 'not_witnessed' });
    await witness();
    expect(await release(guardians[0], recovery)).toMatchObject({ reason: 'not_enough_guardians' });
    expect(await release(guardians[1], recovery)).toMatchObject({ reason: 'not_permitted' });
    expect(await release(guardians[0], newId())).toMatchObject({ reason: 'not_permitted' });
  });

  it('is approved by another guardian once, with a share given to this recovery and to the guardian who began it', async () => {
    const [first, second, third] = guardians;
    const { directory, liaison } = api.world;
    const approval = (by: DeviceKeys): EventRecord =>
      guardianEvent(directory, liaison.org, by, { type: 'RECOVERY_APPROVED', recovery });
    const given = contribution(northgate, second, first, recovery);
    const wrong: readonly (readonly [More, string])[] = [
      [{}, 'E_RECOVERY'],
      [{ recoveryContribution: contribution(northgate, second, first, newId()) }, 'E_STATEMENT'],
      [{ recoveryContribution: contribution(northgate, second, third, recovery) }, 'E_STATEMENT'],
      [
        { recoveryContribution: { ...given, bytes: contribution(northgate, second, first, recovery).bytes } },
        'E_STATEMENT',
      ],
      [{ recoveryContribution: { ...given, signature: toBase64(randomBytes(64)) } }, 'E_SIGNATURE'],
      [{ recoveryContribution: contribution(northgate, third, first, recovery) }, 'E_STATEMENT'],
      [{ recoveryContribution: { ...given, statement: toBase64(randomBytes(8)) } }, 'E_'],
    ];
    for (const [more, code] of wrong) {
      const answer = await publish(clientOf(second), [approval(second)], more);
      expect(answer).toMatchObject({ __typename: 'Invalid', code: expect.stringContaining(code) as string });
    }
    const own = { recoveryContribution: contribution(northgate, first, first, recovery) };
    expect(await publish(clientOf(first), [approval(first)], own)).toMatchObject({ code: 'E_RECOVERY' });
    const record = approval(second);
    expect(await publish(clientOf(second), [record], { recoveryContribution: given })).toMatchObject(TAKEN);
    took(record);
    const again = { recoveryContribution: contribution(northgate, second, first, recovery) };
    expect(await publish(clientOf(second), [approval(second)], again)).toMatchObject({ code: 'E_RECOVERY' });
  });

  it('gives the guardian who began what the key is rebuilt with, also after the keys of the week have changed', async () => {
    const source = makeDataSource({ url: api.database.apiUrl, application: 'spec', entities: [] });
    await source.initialize();
    const store = new KekStore(api.keysDir);
    const rotation = new KekRotationService(
      new Database(source, api.database.ctxKey),
      new KekRotationRepository(),
      store,
    );
    const later = new Date(Date.now() + 6 * DAY_MS);
    expect(await rotation.run(later)).toMatchObject({ rewrapped: 2 });
    expect((await rotation.run(new Date(later.getTime() + 3_700_000))).destroyed).toHaveLength(1);
    await source.destroy();

    const [first, second] = guardians;
    const { liaison, northgate: unit, epochs } = api.world;
    const released = await release(first, recovery);
    if (released.__typename !== 'ReleaseRecoveryPayload') throw new Error('not released');
    expect(await release(first, recovery)).toMatchObject({ lockboxes: released.lockboxes });
    const [given] = released.contributions;
    const place = { org: liaison.org, number: northgate.number, recovery, from: second.device };
    const share = openContribution(fromBase64(given?.bytes ?? ''), first, place);
    const key = await combineShares([shareOf(northgate, liaison.org, first), share], northgate.key.kem.publicKey);
    const [lockbox] = released.lockboxes;
    const bytes = fromBase64(lockbox?.bytes ?? '');
    const listed = { org: liaison.org, unit: unit.unit, epoch: 1, number: northgate.number };
    const { publicKey: kemPublicKey, seed } = epochs.northgate.kem;
    expect(openRecoveryLockbox(bytes, key.seed, { ...listed, lockboxSha256: sha256(bytes), kemPublicKey })).toEqual(
      seed,
    );
    expect(released.lockboxes).toHaveLength(1);
  });

  it('ends when it is cancelled: nothing is given out, and what was given is forgotten', async () => {
    const { directory, liaison, analyst } = api.world;
    const cancel = { type: 'RECOVERY_CANCELLED', recovery, reason: 'found_again' } as const;
    const byStranger = guardianEvent(directory, liaison.org, analyst, cancel);
    expect(await publish(await api.signIn(analyst), [byStranger])).toMatchObject({ code: 'E_SIGNER' });
    const record = guardianEvent(directory, liaison.org, guardians[2], cancel);
    expect(await publish(clientOf(guardians[2]), [record])).toMatchObject(TAKEN);
    took(record);
    expect(await release(guardians[0], recovery)).toMatchObject({ reason: 'not_permitted' });
    const { rows } = await api.admin.query(
      'select state, (select count(*)::int from sealbridge.recovery_contribution where contribution is not null) as kept from sealbridge.recovery_run',
    );
    expect(rows).toEqual([{ state: 'cancelled', kept: 0 }]);
    expect(await api.tryToSignIn(newDevice)).toMatchObject({ __typename: 'Refused' });
  });

  it('waits for the delay by the clock of the server, whatever hour a guardian states', async () => {
    const { analyst, directory } = api.world;
    const [first, second] = guardians;
    const begun = await begin(second, analyst);
    expect(begun.answer).toMatchObject(TAKEN);
    const approved = guardianEvent(directory, analyst.org, first, {
      type: 'RECOVERY_APPROVED',
      recovery: begun.recovery,
    });
    const more = { recoveryContribution: contribution(harbour, first, second, begun.recovery) };
    expect(await publish(clientOf(first), [approved], more)).toMatchObject(TAKEN);
    took(approved);
    await witness();
    expect(await release(second, begun.recovery)).toMatchObject({ reason: 'delay_running' });
    await api.admin.query(`update sealbridge.recovery_run set started_at = now() - interval '24 hours' where id = $1`, [
      begun.recovery,
    ]);
    expect(await release(second, begun.recovery)).toMatchObject({ __typename: 'ReleaseRecoveryPayload' });
  });
});

describe('what a member may have seen', () => {
  it('is counted for administrators of the organisation, and told to nobody else', async () => {
    const { admin, analyst, liaison, harbour: unit } = api.world;
    await sendReport(api, await api.signIn(analyst));
    const ask = async (keys: DeviceKeys, member: Id) =>
      (await (await api.signIn(keys)).request(ExposureDocument, { member })).exposure;
    expect(await ask(admin, analyst.member)).toMatchObject({
      units: [{ unit: unit.unit, handle: 'harbour', sealed: 1, opened: 0, sinceHour: api.world.directory.hour }],
    });
    expect(await ask(analyst, analyst.member)).toBeNull();
    expect(await ask(admin, liaison.member)).toBeNull();
    expect(await ask(admin, newId())).toBeNull();
  });
});

describe('two recovery keys', () => {
  it('are not taken in one publication: the guardians of the first would never have had a share', async () => {
    const { directory, northgate: unit, epochs } = api.world;
    const first = await nameGuardians(directory, unit, epochs.northgate, guardians);
    const second = await nameGuardians(directory, unit, epochs.northgate, guardians);
    const answer = await publish(anybody, [...first.records, ...second.records], {
      recoveryLockboxes: [...first.recoveryLockboxes, ...second.recoveryLockboxes],
      recoveryShares: [...first.recoveryShares, ...second.recoveryShares],
    });
    expect(answer).toMatchObject({ code: 'E_RECORD' });
  });
});
