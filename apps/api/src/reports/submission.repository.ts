import { Injectable } from '@nestjs/common';
import type { Id, Purpose } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';
import { isUniqueViolation } from '../platform/database/unique-violation.js';
import { Rejected } from '../platform/graphql/rejected.js';
import { conflict } from '../platform/graphql/user-error.js';

import { INSERT_REPORT } from './submission.sql.js';

/** A unit a report is addressed to, its row held against a change of epoch until the transaction ends. */
export interface LockedUnit {
  readonly unit: Id;
  readonly organisation: Id;
  readonly currentEpoch: number;
  readonly epochState: 'current' | 'previous' | 'closed' | null;
  readonly kemPkSha256: Uint8Array | null;
  /** UNIX hours in which the epoch began and since which it is due; null without an epoch, or while only its age makes it due. */
  readonly epochHour: number | null;
  readonly dueSince: number | null;
  /** The less of the standings of the unit and its organisation. */
  readonly standing: string;
  /** What the unit works for. */
  readonly purposes: readonly Purpose[];
}

/** Uploaded ciphertext. */
export interface UploadedBlob {
  readonly row: string;
  readonly sha256: Uint8Array;
  readonly length: number;
}

/** Everything `INSERT_REPORT` stores, in its words. */
export interface NewReport {
  readonly report: readonly [id: Id, originOrg: Id, originUnit: Id, scopes: readonly Id[]];
  readonly version: {
    readonly reportHash: Uint8Array;
    readonly frame: Uint8Array;
    readonly policy: Uint8Array;
    readonly note: Uint8Array;
    readonly signer: Id;
  };
  readonly labels: {
    readonly marking: number;
    readonly handling: number;
    readonly urgency: string;
    readonly discovery: string;
    readonly purposes: readonly string[];
    readonly agreements: readonly Id[];
    readonly openUntil: number;
    readonly retentionMonths: number;
    readonly hour: number;
  };
  readonly card: { readonly salt: Uint8Array; readonly bytes: Uint8Array } | null;
  /** The body, then the attachments in their order. */
  readonly blobs: readonly { readonly row: string; readonly attachment: Id | null }[];
  /** Bytes of ciphertext in all. */
  readonly sealedBytes: number;
  readonly grants: readonly StoredGrant[];
  readonly shredKey: { readonly kekId: string; readonly wrapped: Uint8Array };
  readonly grantSet: { readonly hash: Uint8Array; readonly frame: Uint8Array };
  /** Recipient units with their agreements, each a row of the page index, and the index's columns. */
  readonly index: {
    readonly scopes: readonly { readonly unit: Id; readonly agreement: Id }[];
    readonly month: number;
    readonly facets: readonly (readonly string[])[];
  };
}

/** A grant as stored: wrapped, and beside it what the server has to know. */
export interface StoredGrant {
  readonly id: Id;
  readonly organisation: Id;
  readonly unit: Id;
  readonly epoch: number;
  readonly hash: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly purposes: readonly string[];
  readonly notAfter: number;
  readonly agreement: { readonly id: Id; readonly versionHash: Uint8Array } | null;
}

const SIGNER_KEY = {
  name: 'submit-signer',
  text: "select sign_pk as key from device where id = $1 and state = 'active'",
};

/** Share locks: submissions go side by side, a new epoch waits for them and they for it (security-corrections B5). */
const LOCK_UNITS = {
  name: 'submit-units',
  text: `select u.id as unit, u.org_id as organisation, u.current_epoch as "currentEpoch", e.state as "epochState",
      e.kem_pk_sha256 as "kemPkSha256", e.hour as "epochHour", e.due_since as "dueSince", lesser_standing(standing(u.state, u.suspended_until, u.attested_until),
        standing(o.state, o.suspended_until, o.attested_until)) as standing, u.purposes
    from unit u join organisation o on o.id = u.org_id left join unit_epoch e on e.unit_id = u.id and e.epoch = u.current_epoch
    where u.id = any($1::uuid[]) order by u.id for share of u`,
};

/** Share locks: what is about to be named is not swept away meanwhile. */
const BLOBS = {
  name: 'submit-blobs',
  text: `select row, sha256, length::integer as length from blob
    where org_id = $1 and complete and sha256 = any($2::bytea[]) for key share`,
};

const CHECKPOINT_ROOT = { name: 'submit-checkpoint', text: 'select root from log_checkpoint where size = $1' };

const AGREEMENT_ENDS = {
  name: 'submit-agreements',
  text: `select id, least(ends_at, ended_at)::float8 as "endsAt" from agreement where id = any($1::uuid[]) and newest`,
};

/** What a submission is checked against, and where it is stored. */
@Injectable()
export class SubmissionRepository {
  /** The public key of an active device, or null. */
  async signerKey(tx: Transaction, device: Id): Promise<Uint8Array | null> {
    const [row] = await tx.query<{ key: Uint8Array }>(SIGNER_KEY, [device]);
    return row?.key ?? null;
  }

  /** The units that are there and visible, locked. */
  lockUnits(tx: Transaction, units: readonly Id[]): Promise<LockedUnit[]> {
    return tx.query<LockedUnit>(LOCK_UNITS, [units]);
  }

  /** Complete uploads of this organisation with one of the hashes. */
  blobs(tx: Transaction, org: Id, hashes: readonly Uint8Array[]): Promise<UploadedBlob[]> {
    return tx.query<UploadedBlob>(BLOBS, [org, hashes]);
  }

  /** The root this log had at a size, or null when it never signed that size. */
  async checkpointRoot(tx: Transaction, size: number): Promise<Uint8Array | null> {
    const [row] = await tx.query<{ root: Uint8Array }>(CHECKPOINT_ROOT, [size]);
    return row?.root ?? null;
  }

  /** When the newest versions of these agreements end, in UNIX seconds. */
  async agreementEnds(tx: Transaction, ids: readonly Id[]): Promise<Map<Id, number>> {
    const rows = await tx.query<{ id: Id; endsAt: number }>(AGREEMENT_ENDS, [ids]);
    return new Map(rows.map(({ id, endsAt }) => [id, endsAt]));
  }

  /** Stores a report with all its parts in one statement, and gives its row. Throws Rejected when an id or hash of it is taken. */
  async insert(tx: Transaction, entry: NewReport): Promise<string> {
    const { report, version, labels, card, blobs, grants, shredKey, grantSet, index } = entry;
    const values = [
      ...report,
      ...[labels.marking, labels.handling, labels.urgency, labels.discovery, labels.purposes, labels.agreements],
      ...[labels.openUntil, labels.retentionMonths, labels.hour],
      ...[version.reportHash, version.frame, version.policy, version.note, version.signer],
      ...[card?.salt ?? null, card?.bytes ?? null],
      ...[blobs.map(({ row }) => row), blobs.map(({ attachment }) => attachment)],
      JSON.stringify(grants.map(grantJson)),
      ...[shredKey.kekId, shredKey.wrapped, grantSet.hash, grantSet.frame],
      ...[index.scopes.map(({ unit }) => unit), index.month, ...index.facets],
      ...[blobs.length - 1, entry.sealedBytes, index.scopes.map(({ agreement }) => agreement)],
    ];
    try {
      const [stored] = await tx.query<{ row: string }>(INSERT_REPORT, values);
      if (stored === undefined) throw new Error('a report was not stored');
      return stored.row;
    } catch (error) {
      throw isUniqueViolation(error) ? new Rejected(conflict('an id of the report is taken')) : error;
    }
  }
}

/** Arrays of arrays do not fit a parameter, so grants travel as one JSON value; bytes in it are hexadecimal. */
function grantJson(grant: StoredGrant): object {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const { id, organisation, unit, epoch, hash, wrapped, purposes, notAfter, agreement } = grant;
  return {
    id,
    org: organisation,
    unit,
    epoch,
    hash: hex(hash),
    wrapped: hex(wrapped),
    purposes,
    not_after: notAfter,
    agreement: agreement?.id ?? null,
    agreement_hash: agreement === null ? null : hex(agreement.versionHash),
  };
}
