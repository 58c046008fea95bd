// Terms between organisations of a directory fixture, unsigned or signed by one party at a time.
import { randomBytes } from 'node:crypto';

import {
  type Agreement,
  type AgreementRecord,
  agreementRecord,
  type EventSigner,
  signAgreement,
  signStanding,
  type Standing,
  type StandingAct,
  standingRecord,
  writeAgreement,
  writeAgreementRecord,
  writeStanding,
  writeStandingRecord,
} from '@sealbridge/directory';
import type { DeviceKeys } from '@sealbridge/keyring';
import { toBase64 } from '@sealbridge/sodium';
import { idFromBytes } from '@sealbridge/vocabulary';

import { agreementInput } from './agreement-input.js';
import { FIXTURE_ORIGIN, type FixtureOrg } from './directory-fixture.js';

const DAY = 24 * 3600;
const YEAR = 365 * DAY;
/** How far ahead the end of an agreement has to lie when a statement is signed. */
const SOON_SECONDS = 2;

/** UNIX seconds. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** A first agreement of two organisations from yesterday on for a year, everything allowed, signed by nobody. */
export function draft(parties: readonly FixtureOrg[], fields: Partial<Agreement> = {}): AgreementRecord {
  const start = nowSeconds() - DAY;
  const about = {
    agreement: idFromBytes(randomBytes(16)),
    orgs: parties.map(({ org }) => org),
    origin: FIXTURE_ORIGIN,
  };
  return agreementRecord(writeAgreement(agreementInput({ ...about, start, end: start + YEAR, ...fields })), []);
}

/** The next version after another, everything as it was but `fields`, signed by nobody. */
export function nextDraft(before: AgreementRecord, fields: Partial<Agreement> = {}): AgreementRecord {
  const { agreement, hash } = before;
  const next = { ...agreement, version: agreement.version + 1, prevHash: hash, ...fields };
  return agreementRecord(writeAgreement(next), []);
}

/** A device as it signs for its organisation. */
export function deviceSigner({ device, sign }: DeviceKeys): EventSigner {
  return { kind: 'device', signer: device, privateKey: sign.privateKey };
}

/** The record with the signatures of one party and no others. */
export function signedBy(
  { bytes }: AgreementRecord,
  { org }: FixtureOrg,
  signers: readonly EventSigner[],
): AgreementRecord {
  return agreementRecord(
    bytes,
    signers.map((signer) => signAgreement(bytes, org, signer)),
  );
}

/** A record as it travels. */
export const recordText = (record: AgreementRecord): string => toBase64(writeAgreementRecord(record));

/** A statement of one party about a version, signed; `fields` change it. */
export function statement(
  { agreement, hash }: AgreementRecord,
  { org }: FixtureOrg,
  signers: readonly EventSigner[],
  { act, seq, ...fields }: { readonly act: StandingAct; readonly seq: number } & Partial<Standing>,
): string {
  const at = nowSeconds() + (act === 'end' ? SOON_SECONDS : 0);
  const about = { agreement: agreement.agreement, versionHash: hash, org, origin: agreement.origin };
  const bytes = writeStanding({ ...about, act, seq, at, ...fields });
  const signatures = signers.map((signer) => signStanding(bytes, signer));
  return toBase64(writeStandingRecord(standingRecord(bytes, signatures)));
}
