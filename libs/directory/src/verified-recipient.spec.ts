import { makeSmallWorld, type SmallWorld } from '../../../test/support/directory-fixture.js';
import { readersOf, VerifiedRecipient } from './verified-recipient.js';

describe('VerifiedRecipient', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  it('names the members who hold a lockbox of the current epoch', () => {
    const { directory, northgate, liaison, liaison2, epochs } = world;
    const recipient = directory.recipient('northgate');
    expect(recipient).toMatchObject({ org: northgate.org.org, unit: northgate.unit, country: 'XB', epoch: 1 });
    expect(recipient.kemPublicKey).toEqual(epochs.northgate.kem.publicKey);
    expect(recipient.members.map(({ member }) => member).toSorted()).toEqual(
      [liaison.member, liaison2.member].toSorted(),
    );
    expect(recipient.openToLaterMembers).toBe(false);
  });

  it('leaves out members without a lockbox, and those who were removed', () => {
    const { directory, northgate, liaison } = world;
    directory.person(northgate.org, [northgate], ['liaison']);
    directory.publishOwn(northgate.org, { type: 'MEMBER_REMOVE', member: liaison.member, reason: 'left' });
    expect(directory.recipient('northgate').members).toHaveLength(1);
  });

  it('counts a person with two devices once and the own organisation not at all', () => {
    const { directory, northgate, harbour, liaison, liaison2 } = world;
    const second = directory.device(northgate.org, liaison.member);
    directory.epoch(northgate, [liaison, liaison2, second]);
    const recipients = ['northgate', 'eastport', 'harbour'].map((handle) => directory.recipient(handle));
    expect(readersOf(recipients, harbour.org.org)).toBe(3);
    expect(readersOf(recipients)).toBe(5);
    expect(readersOf([])).toBe(0);
  });

  it('says that later members can read when the history of the epoch is open', () => {
    const { directory, eastport, outsider } = world;
    directory.epoch(eastport, [outsider], { history: 'all' });
    expect(directory.recipient('eastport').openToLaterMembers).toBe(true);
  });

  it('cannot be made from an object of the same shape', () => {
    const recipient = world.directory.recipient('northgate');
    expect(VerifiedRecipient.isVerified(recipient)).toBe(true);
    expect(VerifiedRecipient.isVerified(structuredClone(recipient))).toBe(false);
    expect(VerifiedRecipient.isVerified(Object.create(VerifiedRecipient.prototype))).toBe(false);
    expect(() => Object.assign(recipient, { epoch: 2 })).toThrow(TypeError);
  });
});
