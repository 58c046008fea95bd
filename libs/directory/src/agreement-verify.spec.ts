import type { Id } from '@sealbridge/vocabulary';
import {
  FIXTURE_NOW,
  FIXTURE_ORIGIN,
  makeSmallWorld,
  type SmallWorld,
} from '../../../test/support/directory-fixture.js';
import { logAgreement, signedByDevice } from '../../../test/support/membership-fixture.js';
import { agreementRecordHash, type AgreementRecord } from './agreement-record.js';
import { verifyAgreement } from './agreement-verify.js';
import { DirectoryError } from './directory-error.js';

const origin = FIXTURE_ORIGIN;

describe('an agreement', () => {
  it('is taken in a later version by who holds no earlier one, and by nobody as the first', async () => {
    const { directory, harbour, northgate, agreement: first } = await makeSmallWorld();
    const { state } = directory;
    const amended = directory.agreement([harbour.org, northgate.org], { version: 2, prevHash: first.hash });
    expect(verifyAgreement({ state, record: amended, origin }).version).toBe(2);
    const asFirst = { state, record: amended, previous: null, origin };
    expect(() => verifyAgreement(asFirst)).toThrow('does not follow');
  });
});

describe('an agreement that a device signed for one party', () => {
  let world: SmallWorld;
  let member: Id;
  let record: AgreementRecord;
  let position: number;
  let end: () => void;

  beforeEach(async () => {
    world = await makeSmallWorld();
    const { directory, harbour } = world;
    const admin = directory.member(harbour.org, [harbour], ['org_admin']);
    record = signedByDevice(world.agreement, harbour.org, directory.device(harbour.org, admin));
    position = logAgreement(directory, record);
    member = admin;
    end = () => directory.publishOwn(harbour.org, { type: 'MEMBER_REMOVE', member: admin, reason: 'left' });
  });

  const verdict = (at: number | null): string => {
    try {
      verifyAgreement({ state: world.directory.state, record, origin, position: at, now: FIXTURE_NOW });
      return 'signed';
    } catch (error) {
      if (error instanceof DirectoryError) return error.code;
      throw error;
    }
  };

  it('stays signed after its signer left, by its place on the log', () => {
    expect([verdict(null), verdict(position)]).toEqual(['signed', 'signed']);
    end();
    expect([verdict(null), verdict(position)]).toEqual(['E_SIGNER', 'signed']);
  });

  it('is not signed when it came onto the log after its signer had left', () => {
    end();
    expect(verdict(logAgreement(world.directory, record))).toBe('E_SIGNER');
  });

  it('stays signed while its signer is suspended, and is not when it came onto the log under a confirmed suspension', () => {
    world.directory.suspendConfirmed(world.harbour.org, member);
    expect([verdict(null), verdict(position)]).toEqual(['E_SIGNER', 'signed']);
    expect(verdict(logAgreement(world.directory, record))).toBe('E_SIGNER');
  });

  it('counts for nothing while a party is suspended, and never when it came onto the log under its suspension', () => {
    world.directory.suspendConfirmed(world.harbour.org);
    const under = logAgreement(world.directory, record);
    expect(verdict(position)).toBe('E_SUSPENDED');
    world.directory.lift(world.harbour.org);
    expect([verdict(position), verdict(under)]).toEqual(['signed', 'E_SUSPENDED']);
  });

  it('is entered on the log with its signatures: the same terms signed by others are another entry', () => {
    const { directory, harbour } = world;
    const other = signedByDevice(record, harbour.org, directory.person(harbour.org, [harbour], ['org_admin']));
    expect(other.hash).toEqual(record.hash);
    expect(agreementRecordHash(other)).not.toEqual(agreementRecordHash(record));
  });
});
