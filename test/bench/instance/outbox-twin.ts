// A table like the outbox of the log, for the limit: unsigned rows in the real one would be the sequencer's to refuse.
import { randomUUID } from 'node:crypto';

import type { Prepared, RawPool } from './raw-pool.js';

/** Bytes of an entry as the product wrote it, so that the limit writes as many. */
export interface AuditTemplate {
  readonly entry: Buffer;
  readonly payload: Buffer;
  readonly salt: Buffer;
  readonly signature: Buffer;
  readonly aboutOrg: string | null;
}

const NODE = 'node-1';
const LOGGED_WITHIN_MS = 30_000;

const TEMPLATE = {
  name: 'bench-template',
  text: `select l.entry, e.payload, e.salt, e.node_sig as signature, e.about_org as "aboutOrg"
    from audit_event e join log_leaf l on l.idx = e.leaf_index
    where e.action = $1 and e.decision = 'ALLOW' order by e.leaf_index desc limit 1`,
};

const APPEND = {
  name: 'bench-outbox',
  text: `insert into bench_outbox (kind, entry, event_id, payload, salt, about_org, node_id, boot_id, node_seq, node_sig)
    values ('audit', $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

/** Makes the table, indexes and checks included. */
export async function makeOutboxTwin(raw: RawPool): Promise<void> {
  await raw.arrays('create table bench_outbox (like audit_outbox including all)', []);
}

/** The newest entry of an action that was allowed; waits until the sequencer has taken one. */
export async function auditTemplate(raw: RawPool, action: string): Promise<AuditTemplate> {
  for (const end = Date.now() + LOGGED_WITHIN_MS; Date.now() < end;) {
    const [row] = await raw.query<AuditTemplate>({ ...TEMPLATE, values: [action] });
    if (row !== undefined) return row;
  }
  throw new Error(`no entry of ${action} on the log`);
}

/** One row of an entry's size. */
export function outboxRow({ entry, payload, salt, aboutOrg, signature }: AuditTemplate): Prepared {
  return { ...APPEND, values: [entry, randomUUID(), payload, salt, aboutOrg, NODE, randomUUID(), 0, signature] };
}
