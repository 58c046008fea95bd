import { FIXTURE_ORIGIN, makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { invitedDevice } from '../../../test/support/membership-fixture.js';
import { verifyAgreement } from './agreement-verify.js';
import { makeEvent } from './build-event.js';
import { DirectoryError } from './directory-error.js';
import { deviceAt, signerAt } from './signer.js';

describe('a suspension', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  it('says who suspended since when, until it is lifted', () => {
    const { directory, harbour } = world;
    const org = harbour.org.org;
    expect(directory.state.suspensionOf(org)).toBeNull();
    directory.suspend(harbour.org, { reason: 'key_compromise' });
    const [first] = directory.stewardDevices;
    expect(directory.state.suspensionOf(org)).toMatchObject({
      measure: 'emergency',
      reason: 'key_compromise',
      sinceHour: directory.hour,
      by: first?.member,
      confirmed: null,
    });
    directory.lift(harbour.org, { reason: 'error' });
    expect(directory.state.suspensionOf(org)).toBeNull();
    expect(directory.state.suspensions.get(org)?.at(-1)?.ended?.reason).toBe('error');
  });

  it('lapses after 24 hours by itself when nobody confirms it, and not when somebody does', () => {
    const { directory, harbour, northgate } = world;
    const { hour } = directory;
    directory.suspend(harbour.org);
    directory.suspendConfirmed(northgate.org);
    const at = (later: number): boolean[] =>
      [harbour.org, northgate.org].map(({ org }) => directory.state.isSuspended(org, hour + later));
    expect(at(0)).toEqual([true, true]);
    expect(at(23)).toEqual([true, true]);
    expect(at(24)).toEqual([false, true]);
    expect(at(24 * 365)).toEqual([false, true]);
    expect(directory.state.suspensionOf(harbour.org.org)).not.toBeNull();
  });

  it('concerns its subject alone', () => {
    const { directory, harbour, analyst, admin } = world;
    directory.suspend(harbour.org, { subject: analyst.member });
    const suspended = (subject: typeof analyst.member): boolean => directory.state.isSuspended(subject, directory.hour);
    expect([analyst.member, admin.member, harbour.org.org, harbour.unit].map(suspended)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('shows in the readers a sender is told of, and keeps nothing from being sealed to the others', () => {
    const { directory, northgate, liaison } = world;
    directory.suspend(northgate.org, { subject: liaison.member });
    const { members } = directory.recipient('northgate');
    expect(members).toHaveLength(2);
    expect(members.find(({ member }) => member === liaison.member)?.suspended).toBe(true);
    expect(members.find(({ member }) => member !== liaison.member)?.suspended).toBe(false);
  });

  it('of a unit or an organisation stops what is sealed to it, until the lift', () => {
    const { directory, northgate } = world;
    directory.suspend(northgate.org, { subject: northgate.unit });
    expect(() => directory.recipient('northgate')).toThrow(expect.objectContaining({ code: 'E_SUSPENDED' }) as Error);
    directory.lift(northgate.org, { subject: northgate.unit });
    expect(directory.recipient('northgate').handle).toBe('northgate');
    directory.suspendConfirmed(northgate.org);
    expect(() => directory.recipient('northgate')).toThrow(DirectoryError);
  });
});

describe('the confirmation of an emergency', () => {
  it('is for a steward who was one when it began: nobody confirms under a handle that came later', async () => {
    const { directory, harbour } = await makeSmallWorld();
    directory.suspend(harbour.org);
    const newcomer = directory.person(directory.stewards, [], ['steward']);
    const confirm = (by?: typeof newcomer) =>
      directory.suspend(harbour.org, { measure: 'confirmed', ...(by && { by }) });
    expect(() => confirm(newcomer)).toThrow(expect.objectContaining({ code: 'E_SUSPENSION' }) as Error);
    confirm(directory.stewardDevices[1]);
    expect(directory.state.isSuspended(harbour.org.org, directory.hour + 24)).toBe(true);
  });
});

describe('an event that relies on a lapse that is still to come', () => {
  it('stops what would be sealed and signed when it stands in the chain of the stewards, who admit and lift', async () => {
    const { directory, agreement: record } = await makeSmallWorld();
    const { stewards, hour } = directory;
    const admin = directory.person(stewards, [], ['org_admin']);
    directory.suspend(stewards, { subject: admin.member });
    directory.hour = hour + 24;
    const unit = { type: 'UNIT_ADD', unit: directory.id('unit'), handle: 'stewards/later' } as const;
    const event = makeEvent(directory.state.nextPosition(stewards.org), unit, directory.context());
    directory.publish(event, [{ kind: 'device', signer: admin.device, privateKey: admin.sign.privateKey }]);
    const at = (at: number): (() => unknown)[] => {
      const now = at * 3600;
      const { state } = directory;
      return [
        () => directory.recipient('northgate', now),
        () => verifyAgreement({ state, record, origin: FIXTURE_ORIGIN, now }),
      ];
    };
    const refused = expect.objectContaining({ code: 'E_SUSPENDED' }) as Error;
    for (const check of at(hour + 23)) expect(check).toThrow(refused);
    for (const check of at(hour + 24)) expect(check).not.toThrow();
  });
});

describe('a signer at a position', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  it('counts before and after a confirmed suspension of organisation, unit or member, and not while it lasts', () => {
    const { directory, harbour, analyst } = world;
    const claim = { device: analyst.device, org: harbour.org.org, unit: harbour.unit, right: 'report.share' } as const;
    const counts = (position: number | null): boolean => signerAt(directory.state, claim, position) !== null;
    for (const subject of [harbour.org.org, harbour.unit, analyst.member]) {
      const before = directory.log(new Uint8Array(32));
      directory.suspendConfirmed(harbour.org, subject);
      const during = directory.log(new Uint8Array(32));
      expect([before, during, null].map(counts)).toEqual([true, false, false]);
      directory.lift(harbour.org, { subject });
      const after = directory.log(new Uint8Array(32));
      expect([before, during, after, null].map(counts)).toEqual([true, false, true, true]);
    }
  });

  it('counts while an emergency is not confirmed: a position tells no time', () => {
    const { directory, harbour, analyst } = world;
    directory.suspend(harbour.org, { subject: analyst.member });
    const position = directory.log(new Uint8Array(32));
    expect(deviceAt(directory.state, analyst.device, position)).not.toBeNull();
  });
});

describe('MEMBER_UPDATE', () => {
  it('changes what is true for a time and nothing else', async () => {
    const { directory, northgate, liaison } = await makeSmallWorld();
    const before = directory.state.members.get(liaison.member);
    const fields = { clearance: 'GREEN', trainingUntil: directory.hour, jurisdictions: ['XB', 'XA'] } as const;
    directory.update(northgate.org, liaison.member, fields);
    expect(directory.state.members.get(liaison.member)).toEqual({ ...before, ...fields, jurisdictions: ['XA', 'XB'] });
    expect(directory.recipient('northgate').members).toContainEqual(
      expect.objectContaining({ member: liaison.member, clearance: 'GREEN', trainingUntil: directory.hour }),
    );
  });
});

describe('a device that came by an invitation', () => {
  it('is a device like any other', async () => {
    const { directory, northgate, liaison } = await makeSmallWorld();
    const keys = invitedDevice(directory, northgate.org, liaison.member);
    directory.epoch(northgate, [keys]);
    expect(deviceAt(directory.state, keys.device, null)?.member.member).toBe(liaison.member);
    expect(directory.recipient('northgate').members).toHaveLength(1);
  });
});
