import {
  auditEntry,
  type AuditPayload,
  decodeAuditPayload,
  type NodeCertificate,
  verifyPayloadSignature,
} from '@sealbridge/transparency';
import { type Id, idFromBytes, idToBytes } from '@sealbridge/vocabulary';

import type { ExclusiveConnection } from '../../platform/database/exclusive-connection.js';
import type { Statement } from '../../platform/database/statement.js';

/** Most rows one batch takes (security §3.3). */
export const MAX_BATCH = 5000;

const TAKE: Statement = {
  name: 'outbox-take',
  text: `DELETE FROM audit_outbox WHERE id IN (SELECT id FROM audit_outbox ORDER BY id LIMIT ${MAX_BATCH})
    RETURNING id, kind, entry, event_id, payload, salt, about_org, node_id, boot_id, node_seq, node_sig`,
};

interface StoredRow {
  readonly id: string;
  readonly kind: 'audit' | 'dir' | 'grantset' | 'agreement' | 'policy';
  readonly entry: Buffer;
  readonly event_id: string | null;
  readonly payload: Buffer | null;
  readonly salt: Buffer | null;
  readonly about_org: string | null;
  readonly node_id: string;
  readonly boot_id: Id;
  readonly node_seq: string;
  readonly node_sig: Buffer;
}

/** A row whose node signed it. */
export interface AcceptedRow {
  readonly kind: StoredRow['kind'];
  readonly entry: Uint8Array;
  readonly nodeSignature: Uint8Array;
  readonly bootId: Id;
  readonly nodeSeq: number;
  /** Of an audit entry; the other kinds are public bytes. */
  readonly event: EventPart | null;
}

/** What is stored of an audit entry beside its payload, so that it can be found. */
export interface EventPart {
  readonly eventId: string;
  readonly payload: Uint8Array;
  readonly salt: Uint8Array;
  readonly aboutOrg: string | null;
  readonly actorOrg: string | null;
  readonly action: string;
  readonly objectType: string | null;
  readonly objectId: string | null;
  readonly decision: string;
  readonly timestampUs: number;
}

/** A row that did not come from a node of this log, or was changed since: it gets no leaf. */
export interface RefusedRow {
  readonly id: string;
  readonly code: 'E_NODE' | 'E_SIGNATURE' | 'E_ENTRY' | 'E_PAYLOAD';
  readonly entry: Uint8Array;
}

/** Takes the oldest rows out of the outbox, in the order of their ids. Inside the batch's transaction. */
export async function takeRows(connection: ExclusiveConnection): Promise<StoredRow[]> {
  const rows = await connection.query<StoredRow>(TAKE);
  return rows.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

/** Sorts rows into those a known node signed, unchanged, and the rest (security-corrections C4). */
export function examine(
  rows: readonly StoredRow[],
  nodes: ReadonlyMap<string, readonly NodeCertificate[]>,
): { readonly accepted: readonly AcceptedRow[]; readonly refused: readonly RefusedRow[] } {
  const accepted: AcceptedRow[] = [];
  const refused: RefusedRow[] = [];
  for (const row of rows) {
    const verdict = examineRow(row, nodes.get(row.node_id) ?? []);
    if (typeof verdict === 'string') {
      refused.push({ id: row.id, code: verdict, entry: new Uint8Array(row.entry) });
    } else {
      accepted.push(verdict);
    }
  }
  return { accepted, refused };
}

function examineRow(row: StoredRow, certificates: readonly NodeCertificate[]): AcceptedRow | RefusedRow['code'] {
  const entry = new Uint8Array(row.entry);
  const signed = row.payload === null ? entry : new Uint8Array(row.payload);
  const nodeSignature = new Uint8Array(row.node_sig);
  const nodeSeq = Number(row.node_seq);
  const position = { bootId: idToBytes(row.boot_id), nodeSeq };
  if (certificates.length === 0) {
    return 'E_NODE';
  }
  if (!certificates.some((node) => verifyPayloadSignature(signed, position, nodeSignature, node.publicKey))) {
    return 'E_SIGNATURE';
  }
  const event = row.kind === 'audit' ? eventPart(row, entry) : null;
  return typeof event === 'string'
    ? event
    : { kind: row.kind, entry, nodeSignature, bootId: row.boot_id, nodeSeq, event };
}

function eventPart(row: StoredRow, entry: Uint8Array): EventPart | RefusedRow['code'] {
  const { payload: payloadBytes, salt: saltBytes, event_id: eventId } = row;
  if (payloadBytes === null || saltBytes === null || eventId === null) {
    return 'E_PAYLOAD';
  }
  const [payload, salt] = [new Uint8Array(payloadBytes), new Uint8Array(saltBytes)];
  if (!Buffer.from(auditEntry(salt, payload)).equals(Buffer.from(entry))) {
    return 'E_ENTRY';
  }
  const decoded = decoding(payload);
  if (decoded === null || idFromBytes(decoded.eventId) !== eventId) {
    return 'E_PAYLOAD';
  }
  return {
    eventId,
    payload,
    salt,
    aboutOrg: row.about_org,
    actorOrg: decoded.actor === null ? null : idFromBytes(decoded.actor.org),
    action: decoded.action,
    objectType: decoded.object?.type ?? null,
    objectId: decoded.object?.id ?? null,
    decision: decoded.decision.effect,
    timestampUs: decoded.timestamp,
  };
}

function decoding(payload: Uint8Array): AuditPayload | null {
  try {
    return decodeAuditPayload(payload);
  } catch {
    return null;
  }
}
