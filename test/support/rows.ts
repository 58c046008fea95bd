import { randomBytes } from 'node:crypto';

import { type Id, idFromBytes, rightsOfRoles, type Role } from '@sealbridge/vocabulary';
import type { Client } from 'pg';

/** A random id. */
export const newId = (): Id => idFromBytes(randomBytes(16));

/** A member with a device and a live session, as rows. */
export interface Person {
  readonly org: Id;
  readonly unit: Id;
  readonly member: Id;
  readonly device: Id;
  readonly tokenSha256: Uint8Array;
}

const FAR_HOUR = 1_000_000;

/** Writes an organisation with one unit, as the database superuser. */
export async function addOrganisation(admin: Client, handle: string, kind = 'ngo'): Promise<{ org: Id; unit: Id }> {
  const org = newId();
  const unit = newId();
  await admin.query(
    `INSERT INTO sealbridge.organisation (id, handle, kind, country, name, root_keys, head_seq, head_hash)
     VALUES ($1, $2, $3, 'XA', $2, '{}', 0, $4)`,
    [org, handle, kind, randomBytes(32)],
  );
  await admin.query('INSERT INTO sealbridge.unit (id, org_id, handle) VALUES ($1, $2, $3)', [unit, org, handle]);
  return { org, unit };
}

/** Writes a member of a unit with a device and a session that started now. */
export async function addPerson(admin: Client, { org, unit }: { org: Id; unit: Id }, roles: Role[]): Promise<Person> {
  const [member, device, tokenSha256] = [newId(), newId(), randomBytes(32)];
  await admin.query(
    `INSERT INTO sealbridge.member (id, org_id, roles, rights, clearance, training_until, jurisdictions, country)
     VALUES ($1, $2, $3, $4, 4, $5, '{*}', 'XA')`,
    [member, org, roles, rightsOfRoles(roles), FAR_HOUR],
  );
  await admin.query('INSERT INTO sealbridge.member_unit (member_id, unit_id, org_id) VALUES ($1, $2, $3)', [
    member,
    unit,
    org,
  ]);
  await admin.query(
    `INSERT INTO sealbridge.device (id, org_id, member_id, sign_pk, kem_pk, add_event_hash, ways_in)
     VALUES ($1, $2, $3, $4, $5, $6, 2)`,
    [device, org, member, randomBytes(32), randomBytes(1216), randomBytes(32)],
  );
  await admin.query(
    `INSERT INTO sealbridge.session (id, token_hash, org_id, member_id, device_id) VALUES ($1, $2, $3, $4, $5)`,
    [newId(), tokenSha256, org, member, device],
  );
  return { org, unit, member, device, tokenSha256: new Uint8Array(tokenSha256) };
}

/** Writes an agreement between two organisations that is live now. */
export async function addAgreement(admin: Client, a: Id, b: Id, changes: { endsAt?: number } = {}): Promise<Id> {
  const id = newId();
  const now = Math.floor(Date.now() / 1000);
  await admin.query(
    `INSERT INTO sealbridge.agreement (id, version, version_hash, org_a, org_b, body, signatures, circle, purposes,
       prohibited, marking_ceiling, handling_ceiling, jurisdictions, retention_months, starts_at, ends_at)
     VALUES ($1, 1, $2, $3, $4, '', '', 'north', '{trafficking_investigation}', '{}', 4, 3, '{*}', 12, $5, $6)`,
    [id, randomBytes(32), a, b, now - 3600, changes.endsAt ?? now + 3600],
  );
  return id;
}

/** Writes a report of one organisation addressed to units of others; returns its id and internal row. */
export async function addReport(
  admin: Client,
  from: { org: Id; unit: Id },
  to: readonly Id[],
): Promise<{ id: Id; row: string }> {
  const id = newId();
  const { rows } = await admin.query<{ row: string }>(
    `INSERT INTO sealbridge.report (id, origin_org, origin_unit, version, marking, handling, urgency, discovery, purposes,
       agreements, open_until, retention_months, hour, scopes, attachments, sealed_bytes)
     VALUES ($1, $2, $3, 1, 2, 2, 'routine', 'circle', '{trafficking_investigation}', '{}', $4, 12, 1, $5, 0, 0) RETURNING row::text`,
    [id, from.org, from.unit, FAR_HOUR, [from.org, from.unit, ...to]],
  );
  const row = rows[0]?.row ?? '';
  await admin.query(
    `INSERT INTO sealbridge.report_scope (scope, row, agreement_id, month, marking, handling, discovery)
     SELECT unnest($1::uuid[]), $2, $3, 1, 2, 2, 'circle'`,
    [[from.org, ...to], row, newId()],
  );
  return { id, row };
}
