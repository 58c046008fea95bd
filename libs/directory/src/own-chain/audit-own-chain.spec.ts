import { deriveSigningKeyPair } from '@sealbridge/sodium';
import { makeSmallWorld, type SmallWorld } from '../../../../test/support/directory-fixture.js';
import { guardHarbour, linkDevice } from '../../../../test/support/guardian-fixture.js';
import { makeEvent, makeRootRotate } from '../build-event.js';
import { DirectoryState } from '../directory-state.js';
import { leafOnly } from '../event-record.js';
import { auditOwnChain, firstKnowledge, unknownDevices, type OwnKnowledge } from './audit-own-chain.js';
import type { AuditFinding } from './finding.js';

describe('auditOwnChain', () => {
  let world: SmallWorld;
  let known: OwnKnowledge;
  beforeEach(async () => {
    world = await makeSmallWorld();
    const { directory, harbour, analyst } = world;
    const own = { org: harbour.org.org, member: analyst.member, device: analyst.device };
    known = firstKnowledge(directory.state, own, directory.hour);
  });

  function findings(): AuditFinding[] {
    return auditOwnChain(world.directory.state, known);
  }

  function told(): [string, boolean][] {
    return findings().map(({ kind, alarming }) => [kind, alarming]);
  }

  it('says nothing when nothing happened since', () => {
    expect(findings()).toEqual([]);
  });

  it('tells every event since, in its order, with place, hour and who signed', () => {
    const { directory, harbour, admin } = world;
    const first = directory.entries.length;
    const position = directory.state.nextPosition(harbour.org.org);
    const unit = { type: 'UNIT_ADD', unit: directory.id('unit'), handle: 'harbour/team' } as const;
    directory.publish(makeEvent(position, unit, directory.context()), [
      { kind: 'device', signer: admin.device, privateKey: admin.sign.privateKey },
    ]);
    directory.person(harbour.org, [harbour], ['analyst']);
    expect(told()).toEqual([
      ['unit_added', false],
      ['member_added', false],
      ['device_added', false],
    ]);
    expect(findings()[0]).toMatchObject({
      seq: known.lastSeq + 1,
      index: first,
      hour: directory.hour,
      subjects: [unit.unit],
      signedAs: 'administrator',
      signers: [{ kind: 'device', signer: admin.device }],
    });
    expect(findings()[1]).toMatchObject({ signedAs: 'roots', signers: [{ kind: 'root' }, { kind: 'root' }] });
  });

  it('leaves out what the person was told of, and what other organisations do', () => {
    const { directory, harbour, northgate } = world;
    directory.unit(harbour.org, 'harbour/one');
    directory.unit(harbour.org, 'harbour/two');
    directory.unit(northgate.org, 'northgate/one');
    known = { ...known, lastSeq: known.lastSeq + 1 };
    expect(told()).toEqual([['unit_added', false]]);
  });

  it('alarms for a device of mine that I do not know, and not for one that I know', () => {
    const { directory, harbour, analyst, admin } = world;
    const { device } = directory.device(harbour.org, analyst.member);
    directory.device(harbour.org, admin.member);
    expect(told()).toEqual([
      ['new_device_of_mine', true],
      ['device_added', false],
    ]);
    known = { ...known, devices: new Set([...known.devices, device]) };
    expect(told()[0]).toEqual(['new_device_of_mine', false]);
  });

  it('alarms for the end of a device of mine, and not of another', () => {
    const { directory, harbour, analyst, admin } = world;
    directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: analyst.device, reason: 'lost' });
    directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: admin.device, reason: 'lost' });
    expect(told()).toEqual([
      ['my_device_revoked', true],
      ['device_revoked', false],
    ]);
  });

  it('alarms for other roots, and for everybody who comes or goes as administrator', () => {
    const { directory, harbour, analyst, admin } = world;
    const pairs = ['a', 'b', 'c'].map((label) => deriveSigningKeyPair(directory.derive(label)));
    directory.publishOwn(harbour.org, { type: 'ADMIN_ADD', member: analyst.member });
    directory.publishOwn(harbour.org, { type: 'ADMIN_REMOVE', member: admin.member });
    directory.member(harbour.org, [], ['org_admin']);
    const position = directory.state.nextPosition(harbour.org.org);
    directory.publish(makeRootRotate(position, pairs, directory.context()), directory.rootSigners(harbour.org));
    expect(told()).toEqual([
      ['administrator', true],
      ['administrator_removed', true],
      ['administrator', true],
      ['roots_changed', true],
    ]);
  });

  it('alarms for each step of a recovery, whomever it is for', () => {
    const { directory, admin } = world;
    const guarded = guardHarbour(world);
    const { recovery } = guarded.start(world.analyst.member);
    guarded.approve(recovery);
    directory.hour += 24;
    guarded.complete(recovery);
    guarded.cancel(guarded.start(admin.member).recovery, 1);
    expect(told()).toEqual([
      ['recovery_key', true],
      ['recovery_lockbox', false],
      ['recovery_started', true],
      ['recovery_approved', true],
      ['recovery_completed', true],
      ['recovery_started', true],
      ['recovery_cancelled', false],
    ]);
  });

  it('alarms for a suspension of me, my unit or my organisation, and not of a colleague', () => {
    const { directory, harbour, analyst, admin } = world;
    for (const subject of [analyst.member, harbour.unit, harbour.org.org, admin.member]) {
      directory.suspend(harbour.org, { subject });
    }
    expect(told().map(([, alarming]) => alarming)).toEqual([true, true, true, false]);
  });

  it('alarms for my removal, and not for that of a colleague', () => {
    const { directory, harbour, analyst, admin } = world;
    directory.publishOwn(harbour.org, { type: 'MEMBER_REMOVE', member: admin.member, reason: 'left' });
    directory.publishOwn(harbour.org, { type: 'MEMBER_REMOVE', member: analyst.member, reason: 'left' });
    expect(told()).toEqual([
      ['member_removed', false],
      ['member_removed', true],
    ]);
  });

  it('marks what states an hour from before the person was last told', () => {
    const { directory, harbour } = world;
    directory.hour -= 1;
    directory.unit(harbour.org, 'harbour/one');
    directory.hour -= 1;
    directory.unit(harbour.org, 'harbour/two');
    expect(findings().map(({ backDated }) => backDated)).toEqual([false, true]);
    const { lastHour: _, ...without } = known;
    expect(auditOwnChain(directory.state, without).map(({ backDated }) => backDated)).toEqual([false, false]);
  });

  it('does not keep silent about an event of the own organisation whose body is kept back', () => {
    const { directory, harbour, analyst } = world;
    const { genesis, records } = directory;
    directory.unit(harbour.org, 'harbour/kept');
    const cut = records.map(({ record, index }, at) => ({
      record: at === records.length - 1 ? leafOnly(record.leafBytes) : record,
      index,
    }));
    const state = DirectoryState.empty(genesis).applyAll(cut);
    const partial = expect.objectContaining({ code: 'E_PARTIAL' }) as Error;
    expect(() => auditOwnChain(state, known)).toThrow(partial);
    const own = { org: harbour.org.org, member: analyst.member, device: analyst.device };
    expect(() => firstKnowledge(state, own, directory.hour)).toThrow(partial);
  });

  it('asks for an active device of mine that I do not know until I know it or it has ended', () => {
    const { directory, harbour, analyst } = world;
    const { device } = directory.device(harbour.org, analyst.member);
    expect(unknownDevices(directory.state, known).map((found) => found.device)).toEqual([device]);
    expect(unknownDevices(directory.state, { ...known, devices: new Set([analyst.device, device]) })).toEqual([]);
    directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device, reason: 'compromise' });
    expect(unknownDevices(directory.state, known)).toEqual([]);
  });

  it('takes a new device and those by which it was let in for known, and no others', () => {
    const { directory, harbour, analyst } = world;
    const second = linkDevice(directory, analyst);
    const third = linkDevice(directory, second);
    const fourth = linkDevice(directory, analyst);
    const own = { org: harbour.org.org, member: analyst.member, device: third.device };
    const first = firstKnowledge(directory.state, own, directory.hour);
    expect([...first.devices].toSorted()).toEqual([analyst, second, third].map(({ device }) => device).toSorted());
    expect(unknownDevices(directory.state, first).map(({ device }) => device)).toEqual([fourth.device]);
    expect(auditOwnChain(directory.state, first)).toEqual([]);
  });
});
