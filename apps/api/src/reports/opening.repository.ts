import { Injectable } from '@nestjs/common';
import type { Member } from '@sealbridge/policy';
import type { Id, Purpose } from '@sealbridge/vocabulary';

import type { Transaction } from '../platform/database/transaction.js';

/** A report with the grant that one member could use. */
export interface OpenableReport {
  readonly row: string;
  readonly reportId: Id;
  readonly version: number;
  readonly state: string;
  readonly originOrg: Id;
  readonly originUnit: Id;
  readonly recipientUnits: readonly Id[];
  readonly marking: number;
  readonly handling: number;
  readonly openUntil: number;
  readonly reportHash: Uint8Array;
  readonly grantSetHash: Uint8Array;
  readonly grantSetSeq: number;
  readonly grantSetState: string;
  readonly grantId: Id;
  readonly unit: Id;
  readonly epoch: number;
  readonly purposes: readonly Purpose[];
  readonly notAfter: number;
  readonly agreementId: Id | null;
  readonly frame: Uint8Array;
  readonly policy: Uint8Array;
  readonly note: Uint8Array;
  readonly grantSetFrame: Uint8Array;
}

/** The same with what only an opening releases, the grant still wrapped. */
export interface SealedOpening extends OpenableReport {
  readonly cardSalt: Uint8Array | null;
  readonly card: Uint8Array | null;
  readonly wrappedGrant: Uint8Array;
  readonly grantKekId: string;
  readonly shredKekId: string;
  readonly wrappedShredKey: Uint8Array;
}

const OPENABLE_COLUMNS = `r.row, r.id as "reportId", r.version, r.state, r.origin_org as "originOrg",
  r.origin_unit as "originUnit", array_remove(array_remove(r.scopes, r.origin_org), r.origin_unit) as "recipientUnits",
  r.marking, r.handling, least(r.open_until, g.not_after) as "openUntil", v.report_hash as "reportHash",
  s.grantset_hash as "grantSetHash", s.seq as "grantSetSeq", s.state as "grantSetState", g.id as "grantId",
  g.unit_id as unit, g.epoch, g.purposes, g.not_after as "notAfter", g.agreement_id as "agreementId",
  v.frame, v.policy, v.note, s.frame as "grantSetFrame"`;

const OPENABLE_TABLES = `report r
  join report_version v on v.row = r.row and v.version = r.version
  join lateral (select seq, grantset_hash, frame, state from grantset where row = r.row order by seq desc limit 1) s on true
  join stored_grant g on g.row = r.row and g.version = r.version
    and g.unit_id in (select unit_id from member_unit where member_id = $2)`;

/** Of several units of one member, one that received the report comes before the one that wrote it. */
const OFFER = {
  name: 'opening-offer',
  text: `select ${OPENABLE_COLUMNS} from ${OPENABLE_TABLES}
    where r.id = $1 order by g.unit_id = r.origin_unit, g.unit_id limit 1`,
};

const OPEN = {
  name: 'opening-open',
  text: `select ${OPENABLE_COLUMNS}, c.salt as "cardSalt", c.card,
      g.wrapped as "wrappedGrant", g.kek_id as "grantKekId", k.kek_id as "shredKekId", k.wrapped as "wrappedShredKey"
    from ${OPENABLE_TABLES}
    join shred_key k on k.row = r.row
    left join report_card c on c.row = r.row and c.version = r.version
    where r.id = $1 and g.id = $3`,
};

const USE_NONCE = {
  name: 'opening-nonce',
  text: 'insert into opening_nonce (nonce, device_id) values ($1, $2) on conflict do nothing returning device_id',
};

const RECORD = {
  name: 'opening-record',
  text: `insert into opening (event_id, row, version, grant_id, org_id, unit_id, member_id, device_id, purpose)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

const PURGE_NONCES = {
  name: 'opening-nonce-purge',
  text: `delete from opening_nonce where nonce in (
    select nonce from opening_nonce where used_at < now() - make_interval(secs => $1) limit $2)`,
};

/** Grants on their way to a reader. */
@Injectable()
export class OpeningRepository {
  /** The report with the grant of one of the member's units, or null: no such report, or none for the member. */
  async offer(tx: Transaction, reportId: Id, member: Id): Promise<OpenableReport | null> {
    const [row] = await tx.query<OpenableReport>(OFFER, [reportId, member]);
    return row ?? null;
  }

  /** The report with everything an opening releases, or null. One statement, one round trip. */
  async open(tx: Transaction, reportId: Id, member: Id, grantId: Id): Promise<SealedOpening | null> {
    const [row] = await tx.query<SealedOpening>(OPEN, [reportId, member, grantId]);
    return row ?? null;
  }

  /** Uses a nonce up. False when it was used before. */
  async useNonce(tx: Transaction, nonce: Uint8Array, device: Id): Promise<boolean> {
    return (await tx.query(USE_NONCE, [nonce, device])).length === 1;
  }

  /** Remembers an opening under its audit event: it is what the ciphertext is served for. */
  async record(tx: Transaction, eventId: Id, opened: OpenableReport, by: Member, purpose: Purpose): Promise<void> {
    const { row, version, grantId, unit } = opened;
    await tx.query(RECORD, [eventId, row, version, grantId, by.org, unit, by.member, by.device, purpose]);
  }

  /** Forgets used nonces that have ended long since, at most `limit`. */
  async purgeNonces(tx: Transaction, seconds: number, limit: number): Promise<void> {
    await tx.query(PURGE_NONCES, [seconds, limit]);
  }
}
