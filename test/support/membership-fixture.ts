// Further things that happen in the small directory of tests: a device that comes by an invitation, and what a party says about an
// agreement.
import {
  agreementEntry,
  agreementRecord,
  agreementRecordHash,
  makeInvitedDeviceAdd,
  makeJoin,
  parseJoin,
  signAgreement,
  signStanding,
  standingRecord,
  standingRecordHash,
  writeStanding,
  type AgreementRecord,
  type EventSigner,
  type Standing,
  type StandingRecord,
} from '@sealbridge/directory';
import { deriveDeviceKeys, type DeviceKeys } from '@sealbridge/keyring';
import type { Id } from '@sealbridge/vocabulary';

import { FIXTURE_ORIGIN, type DirectoryFixture, type FixtureOrg } from './directory-fixture.js';

/** Adds a device that came by an invitation and gives its private keys. */
export function invitedDevice(directory: DirectoryFixture, org: FixtureOrg, member: Id): DeviceKeys {
  const identity = { org: org.org, member, device: directory.id('device') };
  const keys = deriveDeviceKeys(identity, directory.derive('sign'), directory.derive('kem'));
  const publicKeys = { signPublicKey: keys.sign.publicKey, kemPublicKey: keys.kem.publicKey };
  const join = makeJoin({ ...identity, invitation: directory.id('invitation'), ...publicKeys }, keys.sign.privateKey);
  const position = directory.state.nextPosition(org.org);
  directory.publish(makeInvitedDeviceAdd(position, parseJoin(join), directory.context()), directory.rootSigners(org));
  return keys;
}

/** The same terms, signed for one party by this device alone and for the others as before. */
export function signedByDevice(record: AgreementRecord, party: FixtureOrg, keys: DeviceKeys): AgreementRecord {
  const signer = { kind: 'device', signer: keys.device, privateKey: keys.sign.privateKey } as const;
  const others = record.signatures.filter(({ org }) => org !== party.org);
  return agreementRecord(record.bytes, [...others, signAgreement(record.bytes, party.org, signer)]);
}

/** Enters a signed agreement on the log and gives its position. */
export function logAgreement(directory: DirectoryFixture, record: AgreementRecord): number {
  return directory.log(agreementEntry(agreementRecordHash(record)));
}

/** Enters a signed statement about an agreement on the log and gives its position. */
export function logStanding(directory: DirectoryFixture, record: StandingRecord): number {
  return directory.log(agreementEntry(standingRecordHash(record)));
}

/**
 * What a party says about a version of an agreement: `seq` 1 and now unless `fields` says otherwise, signed by two of its roots unless
 * by others.
 */
export function makeStanding(
  directory: DirectoryFixture,
  party: FixtureOrg,
  { agreement, hash }: AgreementRecord,
  fields: Partial<Standing> & Pick<Standing, 'act'>,
  { signers = directory.rootSigners(party) }: { readonly signers?: readonly EventSigner[] } = {},
): StandingRecord {
  const bytes = writeStanding({
    agreement: agreement.agreement,
    versionHash: hash,
    seq: 1,
    at: directory.hour * 3600,
    org: party.org,
    origin: FIXTURE_ORIGIN,
    ...fields,
  });
  return standingRecord(
    bytes,
    signers.map((signer) => signStanding(bytes, signer)),
  );
}
