// Agreements, right or wrong in one way.
import {
  agreementRecord,
  rootSigner,
  signAgreement,
  writeAgreement,
  writeAgreementRecord,
  type Agreement,
  type AgreementRecord,
  type AgreementSignature,
  type EventSigner,
} from '@sealbridge/directory';
import type { DeviceKeys } from '@sealbridge/keyring';
import { toBase64Url } from '@sealbridge/sodium';
import { FIXTURE_ORIGIN, type FixtureOrg } from '../../support/directory-fixture.js';
import { fresh, type VectorWorld } from './vector-world.js';

/** The cases of agreement.json. */
export function agreementCases(world: VectorWorld): object[] {
  const { agreement: first, harbour, northgate, eastport, admin, liaison, lost, lostIndex } = world;
  const sign = (record: AgreementRecord, ...by: (readonly [FixtureOrg, readonly EventSigner[]])[]): string =>
    text(
      record.bytes,
      by.flatMap(([{ org }, signers]) => signers.map((signer) => signAgreement(record.bytes, org, signer))),
    );
  const changed = (fields: Partial<Agreement>): Uint8Array => writeAgreement({ ...first.agreement, ...fields });
  const second = world.directory.agreement([harbour.org, northgate.org], {
    agreement: first.agreement.agreement,
    version: 2,
    prevHash: first.hash,
  });
  const two = (org: FixtureOrg): readonly [FixtureOrg, readonly EventSigner[]] => [org, roots(org)];
  const plain = { record: text(first.bytes, first.signatures), previous: null, origin: FIXTURE_ORIGIN };
  const versionTwo = { record: text(second.bytes, second.signatures), previous: plain.record };
  const ok = { value: { version: 1 } };
  const cases = [
    { description: 'both organisations signed with two roots', expect: ok },
    {
      description: 'an administrator signed for one',
      record: sign(first, [harbour.org, [device(admin)]], two(northgate.org)),
      expect: ok,
    },
    {
      description: 'a device that was in force at the position',
      record: sign(first, [harbour.org, [device(lost)]], two(northgate.org)),
      position: lostIndex,
      expect: ok,
    },
    {
      description: 'the same device after its revocation',
      record: sign(first, [harbour.org, [device(lost)]], two(northgate.org)),
      position: lostIndex + 1,
      expect: { error: 'E_SIGNER' },
    },
    {
      description: 'a device without agreement.sign',
      record: sign(first, two(harbour.org), [northgate.org, [device(liaison)]]),
      expect: { error: 'E_SIGNER' },
    },
    {
      description: 'one organisation did not sign',
      record: sign(first, two(harbour.org)),
      expect: { error: 'E_AUTHORITY' },
    },
    {
      description: 'one root of one organisation',
      record: sign(first, two(harbour.org), [northgate.org, roots(northgate.org).slice(1)]),
      expect: { error: 'E_AUTHORITY' },
    },
    {
      description: 'a third organisation signed',
      record: sign(first, two(harbour.org), two(eastport.org)),
      expect: { error: 'E_AUTHORITY' },
    },
    {
      description: 'a third organisation signed too',
      record: sign(first, two(harbour.org), [northgate.org, [device(liaison)]], [eastport.org, [device(liaison)]]),
      expect: { error: 'E_AUTHORITY' },
    },
    {
      description: 'roots of one in the name of the other',
      record: sign(first, two(harbour.org), [northgate.org, roots(harbour.org)]),
      expect: { error: 'E_SIGNER' },
    },
    {
      description: 'signatures of another text',
      record: text(changed({ retentionMonths: 24 }), first.signatures),
      expect: { error: 'E_SIGNATURE' },
    },
    { description: 'made for another log', origin: 'log.example/1', expect: { error: 'E_AGREEMENT_ORIGIN' } },
    { description: 'version 2 after version 1', ...versionTwo, expect: { value: { version: 2 } } },
    {
      description: 'version 2 without version 1',
      ...versionTwo,
      previous: null,
      expect: { error: 'E_AGREEMENT_CHAIN' },
    },
    { description: 'version 1 as if after itself', previous: plain.record, expect: { error: 'E_AGREEMENT_CHAIN' } },
    {
      description: 'version 2 that names another hash',
      record: text(changed({ version: 2, prevHash: fresh('other version') }), []),
      previous: plain.record,
      expect: { error: 'E_AGREEMENT_CHAIN' },
    },
  ];
  return cases.map((one) => ({ ...plain, ...one }));
}

function roots({ roots: keys }: FixtureOrg): EventSigner[] {
  return keys.slice(0, 2).map((key) => rootSigner(key.sign));
}

function device({ device: signer, sign }: DeviceKeys): EventSigner {
  return { kind: 'device', signer, privateKey: sign.privateKey };
}

function text(bytes: Uint8Array, signatures: readonly AgreementSignature[]): string {
  return toBase64Url(writeAgreementRecord(agreementRecord(bytes, signatures)));
}
