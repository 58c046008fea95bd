import { Injectable } from '@nestjs/common';
import type { Id } from '@sealbridge/vocabulary';

import type { Transaction } from '../../platform/database/transaction.js';

/** A proof that has not been spent. */
export interface AgencyProof {
  readonly subjectSha256: Uint8Array;
  readonly expiresAt: Date;
}

/** What is known of a person and of the subject of a proof: each may be linked already, to the other or elsewhere. */
export interface AgencyLinks {
  /** All handles of a person share it. */
  readonly person: Id;
  /** The subject this person is linked to. */
  readonly subjectSha256: Uint8Array | null;
  /** The person this subject is linked to. */
  readonly linkedPerson: Id | null;
}

const ORGANISATION = { name: 'agency-organisation', text: 'select id from organisation where handle = $1' };

const HANDLE = { name: 'agency-handle', text: 'select handle from organisation where id = $1' };

const STORE = {
  name: 'agency-proof-store',
  text: `insert into agency_proof (lookup, org_id, subject_sha256, expires_at)
    values ($1, $2, $3, now() + make_interval(secs => $4)) on conflict do nothing returning lookup`,
};

const READ = {
  name: 'agency-proof-read',
  text: `select subject_sha256 as "subjectSha256", expires_at as "expiresAt" from agency_proof
    where lookup = $1 and ($2::uuid is null or org_id = $2) and expires_at > now()`,
};

const SPEND = {
  name: 'agency-proof-spend',
  text: 'delete from agency_proof where lookup = $1 and org_id = $2 and expires_at > now() returning lookup',
};

const LINKS = {
  name: 'agency-links',
  text: `select p.person, (select l.subject_sha256 from agency_link l where l.person = p.person) as "subjectSha256",
      (select l.person from agency_link l where l.org_id = $2 and l.subject_sha256 = $3) as "linkedPerson"
    from (select coalesce((select mp.person from member_person mp where mp.member_id = $1), $1) as person) p`,
};

const LINK = {
  name: 'agency-link',
  text: `insert into agency_link (person, org_id, subject_sha256) values ($1, $2, $3) on conflict do nothing returning person`,
};

const PURGE = {
  name: 'agency-proof-purge',
  text: 'delete from agency_proof where lookup in (select lookup from agency_proof where expires_at < now() limit $1)',
};

/** Proofs of agencies, and which subject of a provider a person is. */
@Injectable()
export class AgencyRepository {
  /** The organisation of a handle; null when there is none. */
  async organisation(tx: Transaction, handle: string): Promise<Id | null> {
    const [row] = await tx.query<{ id: Id }>(ORGANISATION, [handle]);
    return row?.id ?? null;
  }

  /** The handle of an organisation; null when there is none. */
  async handle(tx: Transaction, organisation: Id): Promise<string | null> {
    const [row] = await tx.query<{ handle: string }>(HANDLE, [organisation]);
    return row?.handle ?? null;
  }

  /** Stores a proof for so many seconds. False when there is one under this lookup. */
  async store(
    tx: Transaction,
    lookup: Uint8Array,
    { organisation, subjectSha256, seconds }: { organisation: Id; subjectSha256: Uint8Array; seconds: number },
  ): Promise<boolean> {
    return (await tx.query(STORE, [lookup, organisation, subjectSha256, seconds])).length === 1;
  }

  /** The proof under a lookup that is not over, of this organisation or, with null, of any. */
  async read(tx: Transaction, lookup: Uint8Array, organisation: Id | null): Promise<AgencyProof | null> {
    const [row] = await tx.query<AgencyProof>(READ, [lookup, organisation]);
    return row ?? null;
  }

  /** Uses a proof up. False when it is over or was used. */
  async spend(tx: Transaction, lookup: Uint8Array, organisation: Id): Promise<boolean> {
    return (await tx.query(SPEND, [lookup, organisation])).length === 1;
  }

  /** What is linked to what, for a member and a subject of their organisation's provider. */
  async links(tx: Transaction, member: Id, organisation: Id, subjectSha256: Uint8Array): Promise<AgencyLinks> {
    const [row] = await tx.query<AgencyLinks>(LINKS, [member, organisation, subjectSha256]);
    if (row === undefined) throw new Error('a query without a row');
    return row;
  }

  /** Links a person to a subject. False when either is linked meanwhile. */
  async link(tx: Transaction, person: Id, organisation: Id, subjectSha256: Uint8Array): Promise<boolean> {
    return (await tx.query(LINK, [person, organisation, subjectSha256])).length === 1;
  }

  /** Deletes proofs that are over, at most `limit`. */
  async purge(tx: Transaction, limit: number): Promise<void> {
    await tx.query(PURGE, [limit]);
  }
}
