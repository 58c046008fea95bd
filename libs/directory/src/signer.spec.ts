import { makeDirectoryFixture, type DirectoryFixture } from '../../../test/support/directory-fixture.js';
import { deriveSigningKeyPair } from '@sealbridge/sodium';
import { makeEvent, signedEvent, signEvent } from './build-event.js';
import { DirectoryState } from './directory-state.js';
import { leafOnly } from './event-record.js';
import { deviceAt, signerAt } from './signer.js';

describe('signerAt', () => {
  let directory: DirectoryFixture;
  beforeEach(async () => {
    directory = await makeDirectoryFixture();
  });

  function harbourWithAnalyst(): ReturnType<typeof setUp> {
    return setUp(directory);
  }

  it('finds a signer after its device was added and before it was revoked', () => {
    const { harbour, analyst, added } = harbourWithAnalyst();
    const reported = directory.log(new Uint8Array(32));
    directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: analyst.device, reason: 'compromise' });
    const backdated = directory.log(new Uint8Array(32));
    const claim = { device: analyst.device, org: harbour.org.org, unit: harbour.unit, right: 'report.share' } as const;
    expect(signerAt(directory.state, claim, added)).toBeNull();
    expect(signerAt(directory.state, claim, reported)?.member.member).toBe(analyst.member);
    expect(signerAt(directory.state, claim, backdated)).toBeNull();
    expect(signerAt(directory.state, claim, null)).toBeNull();
  });

  it('ends all devices of a member when the member is removed', () => {
    const { harbour, analyst } = harbourWithAnalyst();
    const second = directory.device(harbour.org, analyst.member);
    const position = directory.entries.length;
    directory.publishOwn(harbour.org, { type: 'MEMBER_REMOVE', member: analyst.member, reason: 'left' });
    for (const { device } of [analyst, second]) {
      expect(deviceAt(directory.state, device, position)).not.toBeNull();
      expect(deviceAt(directory.state, device, null)).toBeNull();
    }
  });

  it('refuses a signer of another organisation, unit or right', () => {
    const { harbour, analyst } = harbourWithAnalyst();
    const team = directory.unit(harbour.org, 'harbour/team');
    const claim = { device: analyst.device, org: harbour.org.org, unit: harbour.unit, right: 'report.share' } as const;
    const position = directory.entries.length;
    expect(signerAt(directory.state, claim, position)).not.toBeNull();
    expect(signerAt(directory.state, { ...claim, org: directory.stewards.org }, position)).toBeNull();
    expect(signerAt(directory.state, { ...claim, unit: team.unit }, position)).toBeNull();
    expect(signerAt(directory.state, { ...claim, right: 'directory.admin' }, position)).toBeNull();
    expect(signerAt(directory.state, { ...claim, device: directory.id('nobody') }, position)).toBeNull();
  });

  it('answers only before the first event that could not be read', () => {
    const { harbour, analyst } = harbourWithAnalyst();
    const unread = directory.entries.length;
    directory.publishOwn(harbour.org, { type: 'DEVICE_REVOKE', device: analyst.device, reason: 'lost' });
    const partial = DirectoryState.empty(directory.genesis).applyAll(
      directory.records.map(({ record, index }) => ({
        record: index === unread ? leafOnly(record.leafBytes) : record,
        index,
      })),
    );
    expect(deviceAt(partial, analyst.device, unread)).not.toBeNull();
    expect(deviceAt(partial, analyst.device, unread + 1)).toBeNull();
    expect(deviceAt(partial, analyst.device, null)).toBeNull();
  });

  it('admits nobody by the word of a steward whose revocation is held back', () => {
    const [steward] = directory.stewardDevices;
    if (steward === undefined) throw new Error('no steward');
    const hidden = directory.entries.length;
    directory.publishOwn(directory.stewards, { type: 'DEVICE_REVOKE', device: steward.device, reason: 'compromise' });
    const partial = DirectoryState.empty(directory.genesis).applyAll(
      directory.records.map(({ record, index }) => ({
        record: index === hidden ? leafOnly(record.leafBytes) : record,
        index,
      })),
    );
    const rootKeys = ['1', '2', '3'].map((label) => deriveSigningKeyPair(directory.derive(label)).publicKey);
    const admission = makeEvent(
      { org: directory.id('ghost'), seq: 0, prev: null },
      { type: 'ORG_ADMIT', handle: 'ghost', kind: 'police_unit', country: 'XA', rootKeys, name: 'Ghost' },
      directory.context(),
    );
    const signatures = directory.stewardDevices.map(({ device, sign }) =>
      signEvent(admission, { kind: 'steward_device', signer: device, privateKey: sign.privateKey }),
    );
    const record = signedEvent(admission, signatures);
    expect(() => partial.apply(record, hidden + 1)).toThrow('the stewards are not known up to the admission');
    expect(() => partial.apply(record, null)).toThrow('the stewards are not known up to the admission');
    expect(partial.apply(record, hidden).organisationByHandle('ghost')).not.toBeNull();
  });

  it('counts an event that is not integrated now, and at no position', () => {
    const { analyst } = harbourWithAnalyst();
    const pending = DirectoryState.empty(directory.genesis).applyAll(
      directory.records.map(({ record }) => ({ record, index: null })),
    );
    expect(deviceAt(pending, analyst.device, null)).not.toBeNull();
    expect(deviceAt(pending, analyst.device, 1000)).toBeNull();
  });
});

function setUp(directory: DirectoryFixture) {
  const harbour = directory.unit(directory.organisation('harbour', 'ngo'));
  const analyst = directory.person(harbour.org, [harbour], ['analyst']);
  return { harbour, analyst, added: directory.entries.length - 1 };
}
