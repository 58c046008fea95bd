import { deriveSigningKeyPair, type SigningKeyPair } from '@sealbridge/sodium';
import {
  FIXTURE_NOW,
  FIXTURE_ORIGIN,
  makeSmallWorld,
  type FixtureOrg,
  type SmallWorld,
} from '../../../test/support/directory-fixture.js';
import { agreementEntry } from '@sealbridge/transparency';
import { agreementRecord, agreementRecordHash, signAgreement, type AgreementRecord } from './agreement-record.js';
import { verifyAgreement } from './agreement-verify.js';
import { makeRootRotate, rootSigner, type EventSigner } from './build-event.js';
import { DirectoryError } from './directory-error.js';

describe('roots that were rotated', () => {
  let world: SmallWorld;
  beforeEach(async () => {
    world = await makeSmallWorld();
  });

  function codeOf(run: () => unknown): string {
    try {
      run();
      return 'accepted';
    } catch (error) {
      if (error instanceof DirectoryError) return error.code;
      throw error;
    }
  }

  function rotate({ org, roots }: FixtureOrg): SigningKeyPair[] {
    const { directory } = world;
    const pairs = ['a', 'b', 'c'].map((label) => deriveSigningKeyPair(directory.derive(label)));
    const position = directory.state.nextPosition(org);
    const signers = roots.slice(0, 2).map(({ sign }) => rootSigner(sign));
    directory.publish(makeRootRotate(position, pairs, directory.context()), signers);
    return pairs;
  }

  function check(record: AgreementRecord, position: number | null): string {
    const { directory } = world;
    const context = { state: directory.state, previous: null, origin: FIXTURE_ORIGIN };
    return codeOf(() => verifyAgreement({ ...context, record, position, now: FIXTURE_NOW }));
  }

  /** The agreement of the world, signed for harbour by these. */
  function signedBy(signers: readonly EventSigner[]): AgreementRecord {
    const { agreement, harbour, northgate, directory } = world;
    const signatures = [
      ...signers.map((signer) => signAgreement(agreement.bytes, harbour.org.org, signer)),
      ...directory
        .rootSigners(northgate.org)
        .map((signer) => signAgreement(agreement.bytes, northgate.org.org, signer)),
    ];
    return agreementRecord(agreement.bytes, signatures);
  }

  it('still count for an agreement that is on the log from before', () => {
    const { directory, harbour, agreement } = world;
    const before = directory.log(agreementEntry(agreementRecordHash(agreement)));
    rotate(harbour.org);
    const after = directory.entries.length;
    expect(check(agreement, before)).toBe('accepted');
    expect(check(agreement, after)).toBe('E_SIGNER');
    expect(check(agreement, null)).toBe('E_SIGNER');
  });

  it('are followed by others, which did not count before', () => {
    const { directory, harbour } = world;
    const before = directory.entries.length;
    const pairs = rotate(harbour.org);
    const record = signedBy(pairs.slice(1).map(rootSigner));
    expect(check(record, null)).toBe('accepted');
    expect(check(record, directory.entries.length)).toBe('accepted');
    expect(check(record, before)).toBe('E_SIGNER');
  });

  it('never sign together with those that follow', () => {
    const { directory, harbour } = world;
    const [next] = rotate(harbour.org).map(rootSigner) as [EventSigner];
    const [old] = directory.rootSigners(harbour.org) as [EventSigner];
    const record = signedBy([next, old]);
    for (const position of [null, 0, directory.entries.length]) expect(check(record, position)).toBe('E_SIGNER');
  });
});
