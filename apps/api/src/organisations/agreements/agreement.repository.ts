import { Injectable } from '@nestjs/common';
import { decodeStrict, encode, readItems } from '@sealbridge/cbor';
import { MAX_AGREEMENT_RECORD_BYTES, type AgreementRecord, type Standing } from '@sealbridge/directory';
import type { DatedVersion } from '@sealbridge/policy';
import { handlingRank, markingRank, type Id } from '@sealbridge/vocabulary';

import type { Permit } from '../../access/permit.js';
import type { Transaction } from '../../platform/database/transaction.js';

import { AgreementEntity } from './agreement.entity.js';
import {
  ADD_STANDING,
  AGREEMENT_PAGES,
  agreementsOf,
  APPLY_STANDING,
  COURSE,
  KNOWN_TO_EACH_OTHER,
  NEWEST,
  NEWEST_LOCKED,
  PARTY_STATES,
  VERSIONS,
} from './agreement.sql.js';
import { pageStatement, type ListPage } from './list-page.js';

/** The newest version of an agreement, how it stands now, and what its parties said about that. */
export interface StoredAgreement {
  /** Orders pages; never leaves the server. */
  readonly row: string;
  readonly id: Id;
  readonly version: number;
  readonly versionHash: Uint8Array;
  readonly orgs: readonly [Id, Id];
  readonly state: AgreementState;
  /** The agreement record. */
  readonly record: Uint8Array;
  /** Standing records about this version, oldest first. */
  readonly standing: readonly Uint8Array[];
}

/** `pending` before its start; `ended` by its end, by a party, or because a party is no member any more. */
export type AgreementState = 'pending' | 'in_force' | 'suspended' | 'ended';

/** One version of an agreement, as it was signed. */
export interface StoredVersion {
  readonly id: Id;
  readonly version: number;
  readonly versionHash: Uint8Array;
  readonly newest: boolean;
  readonly record: Uint8Array;
}

/** One version as policy looks at it. `suspended` matters of the newest alone. */
export type CourseRow = DatedVersion & { readonly suspended: boolean };

interface SignedParts {
  readonly body: Uint8Array;
  readonly signatures: Uint8Array;
}

/** Agreements, all versions, and the statements about them. */
@Injectable()
export class AgreementRepository {
  /** The newest version as it is; null when there is none. */
  async newest(tx: Transaction, id: Id): Promise<StoredAgreement | null> {
    const [row] = await tx.query<AgreementRow>(NEWEST, [id]);
    return row === undefined ? null : storedAgreement(row);
  }

  /** The newest version, held against other acts on it until the transaction ends; null when there is none. */
  async newestLocked(tx: Transaction, id: Id): Promise<StoredAgreement | null> {
    const [row] = await tx.query<AgreementRow>(NEWEST_LOCKED, [id]);
    return row === undefined ? null : storedAgreement(row);
  }

  /** A page of the newest versions that policy shows, newest first. */
  async page(tx: Transaction, permit: Permit, page: ListPage): Promise<StoredAgreement[]> {
    const { statement, values } = pageStatement(AGREEMENT_PAGES, agreementsOf, permit, page);
    return (await tx.query<AgreementRow>(statement, values)).map(storedAgreement);
  }

  /** Versions of an agreement below a version number, newest first. */
  async versions(tx: Transaction, id: Id, below: number | null, limit: number): Promise<StoredVersion[]> {
    const rows = await tx.query<SignedParts & Omit<StoredVersion, 'record'>>(VERSIONS, [id, below, limit]);
    return rows.map(({ body, signatures, ...rest }) => ({ ...rest, record: signedBytes(body, signatures) }));
  }

  /** Every version as policy looks at it, oldest first. */
  course(tx: Transaction, id: Id): Promise<CourseRow[]> {
    return tx.query<CourseRow>(COURSE, [id]);
  }

  /** Whether two organisations have, or had, an agreement with each other, or have an open proposal. */
  async areKnown(tx: Transaction, orgs: readonly Id[]): Promise<boolean> {
    const [row] = await tx.query<{ known: boolean }>(KNOWN_TO_EACH_OTHER, [...orgs].sort());
    return row?.known === true;
  }

  /** The stored states of those of these organisations that exist. */
  async partyStates(tx: Transaction, orgs: readonly Id[]): Promise<string[]> {
    const rows = await tx.query<{ state: string }>(PARTY_STATES, [orgs]);
    return rows.map(({ state }) => state);
  }

  /** Stores a verified version as the newest one. */
  async add(tx: Transaction, bytes: Uint8Array, { agreement, hash, bytes: body }: AgreementRecord): Promise<void> {
    const [orgA, orgB] = agreement.orgs;
    if (orgA === undefined || orgB === undefined) throw new Error('an agreement has two parties');
    const signatures = readItems(decodeStrict(bytes, { maxBytes: MAX_AGREEMENT_RECORD_BYTES })).value(1);
    await tx.manager.update(AgreementEntity, { id: agreement.agreement, newest: true }, { newest: false });
    await tx.manager.insert(AgreementEntity, {
      id: agreement.agreement,
      version: agreement.version,
      versionHash: Buffer.from(hash),
      orgA,
      orgB,
      circle: agreement.circle,
      purposes: [...agreement.purposes],
      prohibited: [...agreement.prohibited],
      markingCeiling: markingRank(agreement.markingCeiling),
      handlingCeiling: handlingRank(agreement.handlingCeiling),
      jurisdictions: [...agreement.jurisdictions],
      attribution: agreement.attribution,
      retentionMonths: agreement.retentionMonths,
      startsAt: agreement.start,
      endsAt: agreement.end,
      newest: true,
      body: Buffer.from(body),
      signatures: Buffer.from(encode(signatures)),
    });
  }

  /** Keeps a verified statement, and what all of them come to on the row of the version. */
  async addStanding(
    tx: Transaction,
    record: Uint8Array,
    { versionHash, seq, agreement, org, act, at }: Standing,
    now: { readonly endedAt: number | null; readonly suspendedBy: Id | null },
  ): Promise<void> {
    await tx.query(ADD_STANDING, [versionHash, seq, agreement, org, act, at, record]);
    await tx.query(APPLY_STANDING, [versionHash, now.endedAt, now.suspendedBy]);
  }
}

type AgreementRow = SignedParts & Omit<StoredAgreement, 'record' | 'orgs'> & { readonly orgA: Id; readonly orgB: Id };

function storedAgreement({ body, signatures, orgA, orgB, ...rest }: AgreementRow): StoredAgreement {
  return { ...rest, orgs: [orgA, orgB], record: signedBytes(body, signatures) };
}

/** An agreement record put together again from its stored parts; the signatures are stored as CBOR already. */
export function signedBytes(body: Uint8Array, signatures: Uint8Array): Uint8Array {
  return encode([body, decodeStrict(signatures, { maxBytes: MAX_AGREEMENT_RECORD_BYTES })]);
}
