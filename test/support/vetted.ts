// The verdicts of both verifiers on an admission, as rows: vetting has specs of its own, elsewhere it has been.
import type { EventRecord } from '@sealbridge/directory';
import type { DeviceKeys } from '@sealbridge/keyring';
import { randomBytes, sha256 } from '@sealbridge/sodium';
import type { Client } from 'pg';

import { newId } from './rows.js';

const SEATS = ['ngo', 'public'] as const;

/** Writes, as the superuser, an application that the two stewards approved and that waits for this ORG_ADMIT event. */
export async function countAsVerified(
  admin: Client,
  record: EventRecord,
  stewards: readonly DeviceKeys[],
): Promise<string> {
  const event = record.body?.event;
  if (event?.type !== 'ORG_ADMIT') throw new Error('not an admission');
  const { kind, handle, country, name, rootKeys } = event;
  const id = newId();
  const evidenceSet = sha256(new Uint8Array());
  await admin.query(
    `INSERT INTO sealbridge.application (id, kind, profile, org_id, subject_id, state, evidence_set, handle, country, name, root_keys,
       admit_hash) VALUES ($1, 'organisation', $2, $3, $3, 'evidence', $4, $5, $6, $7, $8, $9)`,
    [id, kind, record.leaf.org, evidenceSet, handle, country, name, rootKeys.map(Buffer.from), record.eventHash],
  );
  for (const [index, seat] of SEATS.entries()) {
    const steward = stewards[index];
    if (steward === undefined) throw new Error('two stewards verify');
    await admin.query(
      `INSERT INTO sealbridge.vetting_verdict (hash, application_id, round, stage, verdict, member_id, device_id, seat, evidence_set,
         conflict, findings) VALUES ($1, $2, 1, 'provisional', 'approve', $3, $4, $5, $6, 'none', '[]')`,
      [randomBytes(32), id, steward.member, steward.device, seat, evidenceSet],
    );
  }
  return id;
}
