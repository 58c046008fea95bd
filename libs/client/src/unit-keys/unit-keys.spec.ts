import { type DeviceKeys, openLockbox } from '@sealbridge/keyring';
import { fromBase64, toBase64 } from '@sealbridge/sodium';

import {
  type DirectoryFixture,
  FIXTURE_NOW,
  type FixtureEpoch,
  type FixtureUnit,
  makeDirectoryFixture,
} from '../../../../test/support/directory-fixture.js';
import { EventDraft } from '../directory/event-draft.js';
import type { VerifiedDirectory } from '../directory/sync-directory.js';
import type { Person } from '../session/person.js';
import { addKeysFor, rotateWithout } from './unit-keys.js';

describe('the keys of a unit', () => {
  let directory: DirectoryFixture;
  let unit: FixtureUnit;
  let admin: DeviceKeys;
  let colleague: DeviceKeys;

  beforeEach(async () => {
    directory = await makeDirectoryFixture();
    unit = directory.unit(directory.organisation('harbour', 'ngo'));
    admin = directory.person(unit.org, [unit], ['org_admin']);
    colleague = directory.person(unit.org, [unit], ['analyst']);
  });

  const draftOf = (): EventDraft => {
    const seen = { state: directory.state, log: { now: FIXTURE_NOW } } as VerifiedDirectory;
    return new EventDraft(seen, unit.org.org, admin);
  };
  /** The administrator, whose server gives the lockboxes of these epochs. */
  const person = (...epochs: readonly FixtureEpoch[]): Person => {
    const myLockboxes = epochs.flatMap(({ epoch, lockboxes }) =>
      lockboxes
        .filter(({ device }) => device === admin.device)
        .map(({ bytes }) => ({ unit: unit.unit, epoch, bytes: toBase64(bytes) })),
    );
    return { keys: admin, client: { request: () => Promise.resolve({ myLockboxes }) } } as unknown as Person;
  };
  const eventsOf = (draft: EventDraft): string[] => draft.records.map(({ body }) => body?.event.type ?? '');
  /** The epochs whose seed comes out of the lockboxes that the draft has for a device. */
  const opened = (draft: EventDraft, keys: DeviceKeys): number[] =>
    draft.lockboxes
      .filter(({ device }) => device === keys.device)
      .map(({ epoch, bytes }) => {
        const epochs = draft.state.units.get(unit.unit)?.epochs ?? [];
        const listed = epochs.find((candidate) => candidate.epoch === epoch);
        const holder = draft.state.devices.get(keys.device);
        if (listed === undefined || holder === undefined) throw new Error('not listed');
        openLockbox(fromBase64(bytes), keys, {
          org: unit.org.org,
          unit: unit.unit,
          epoch,
          device: keys.device,
          deviceEventHash: holder.addedEventHash,
          lockboxSha256: listed.lockboxes.get(keys.device) ?? new Uint8Array(),
          kemPublicKey: listed.kemPublicKey,
        });
        return epoch;
      });

  it('open to all reach a newcomer for every epoch the administrator can open', async () => {
    const first = directory.epoch(unit, [admin, colleague], { history: 'all' });
    const second = directory.epoch(unit, [admin, colleague], { history: 'all' });
    const newcomer = directory.person(unit.org, [unit], ['analyst']);
    const draft = draftOf();
    await addKeysFor(person(first, second), draft, unit.unit, newcomer.device, FIXTURE_NOW);
    expect(eventsOf(draft)).toEqual(['LOCKBOX_ADD', 'LOCKBOX_ADD']);
    expect(opened(draft, newcomer)).toEqual([1, 2]);
  });

  it('from joining on are new for everybody, and what was sealed before stays closed to the newcomer', async () => {
    const first = directory.epoch(unit, [admin, colleague], { history: 'from_join' });
    const newcomer = directory.person(unit.org, [unit], ['analyst']);
    const draft = draftOf();
    await addKeysFor(person(first), draft, unit.unit, newcomer.device, FIXTURE_NOW);
    expect(eventsOf(draft)).toEqual(['UNIT_EPOCH']);
    for (const keys of [newcomer, admin, colleague]) expect(opened(draft, keys)).toEqual([2]);
    expect(draft.state.currentEpoch(unit.unit)).toMatchObject({ reason: 'scheduled', history: 'from_join' });
  });

  it('are new too when the administrator cannot open the old ones, or the old one is closed', async () => {
    directory.epoch(unit, [colleague], { history: 'all' });
    const newcomer = directory.person(unit.org, [unit], ['analyst']);
    const apart = draftOf();
    await addKeysFor(person(), apart, unit.unit, newcomer.device, FIXTURE_NOW);
    expect(eventsOf(apart)).toEqual(['UNIT_EPOCH']);
    const second = directory.epoch(unit, [admin, colleague], { history: 'all' });
    directory.publishOwn(unit.org, { type: 'DEVICE_REVOKE', device: colleague.device, reason: 'lost' });
    const closed = draftOf();
    await addKeysFor(person(second), closed, unit.unit, newcomer.device, FIXTURE_NOW);
    expect(eventsOf(closed)).toEqual(['LOCKBOX_ADD', 'UNIT_EPOCH']);
    expect(opened(closed, newcomer)).toEqual([2, 3]);
    expect(opened(closed, admin)).toEqual([3]);
  });

  it('begin with whoever is confirmed into a unit that has none', async () => {
    const newcomer = directory.person(unit.org, [unit], ['analyst']);
    const draft = draftOf();
    await addKeysFor(person(), draft, unit.unit, newcomer.device, FIXTURE_NOW);
    expect(draft.state.currentEpoch(unit.unit)).toMatchObject({ epoch: 1, reason: 'first', history: 'all' });
    expect(opened(draft, newcomer)).toEqual([1]);
  });

  it('are new when somebody leaves, for everybody else, and the old one is closed', () => {
    directory.epoch(unit, [admin, colleague], { history: 'all' });
    const draft = draftOf();
    expect(rotateWithout(draft, unit.unit, colleague.member)).toBe(true);
    draft.add({ type: 'MEMBER_REMOVE', member: colleague.member, reason: 'left' });
    expect(draft.lockboxes.map(({ device }) => device)).toEqual([admin.device]);
    const [old, current] = draft.state.units.get(unit.unit)?.epochs ?? [];
    expect(old?.closed).toBe(true);
    expect(current).toMatchObject({ reason: 'removal', history: 'all', closed: false, dueSince: null });
  });

  it('cannot be new when nobody stays', () => {
    const alone = directory.unit(unit.org, 'harbour/alone');
    const member = directory.person(unit.org, [alone], ['analyst']);
    directory.epoch(alone, [member]);
    const draft = draftOf();
    expect(rotateWithout(draft, alone.unit, member.member)).toBe(false);
    expect(draft.records).toEqual([]);
  });

  it('of a draft that the directory refuses never leave this machine', () => {
    const draft = draftOf();
    const foreign = directory.stewardDevices[0]?.member ?? admin.member;
    const remove = (): unknown => draft.add({ type: 'MEMBER_REMOVE', member: foreign, reason: 'left' });
    expect(remove).toThrow(expect.objectContaining({ code: 'E_UNKNOWN_MEMBER', kind: 'conflict' }) as Error);
    expect(draft.records).toEqual([]);
  });
});
