import { Injectable } from '@nestjs/common';
import { parseOpenRequest } from '@sealbridge/envelope';
import { decodeAuditPayload, type AuditPayload } from '@sealbridge/transparency';
import { idFromBytes, parseId, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { EntryDetail } from '../access/act.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import { sessionOf } from '../access/session-of.js';
import { ApiError } from '../platform/errors/api-error.js';

import { InboxRepository } from './inbox.repository.js';
import { LedgerRepository, type LedgerRow } from './ledger.repository.js';
import { pageOf, pageSize } from '../platform/graphql/page.js';
import type { PageArgs } from '../platform/graphql/page.types.js';
import { reportResource } from './report-resource.js';
import type { LedgerConnection, LedgerEntry } from './report.types.js';
import { SealedCursor } from '../platform/graphql/sealed-cursor.js';

const US_PER_MS = 1000;

interface ReadEntry {
  readonly row: LedgerRow;
  readonly payload: AuditPayload;
}

/** What became of a report: every opening and every refusal, for the organisation that wrote it. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly access: Access,
    private readonly reports: InboxRepository,
    private readonly ledgers: LedgerRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by members of the originating organisation; null for everybody else, as if there were no report. */
  async ledger(caller: Caller, reportId: string, page: PageArgs): Promise<LedgerConnection | null> {
    const { organisation } = sessionOf(caller);
    const id = parseId(reportId);
    if (id === null) return null;
    const list = `ledger/${id}`;
    const size = pageSize(page);
    const after = this.#after(list, organisation, page);
    const detail: Partial<EntryDetail> = { object: { type: 'report', id, version: null, hash: null } };
    const outcome = await this.access.perform(caller, {
      action: 'report.ledger',
      detail,
      resource: async (tx) => {
        const found = await this.reports.decided(tx, id);
        return found === null ? null : reportResource(found);
      },
      work: async (_permit, tx) => {
        const rows = await this.ledgers.page(tx, id, after, size + 1);
        const entries = rows.map((row) => ({ row, payload: decodeAuditPayload(row.payload) }));
        return { entries, handles: await this.ledgers.handles(tx, entries.flatMap(actorIds)) };
      },
      entry: ({ entries }) => ({ aboutOrg: organisation, resultCount: Math.min(entries.length, size) }),
    });
    const found = answerOf(outcome, null);
    if (found === null) return null;
    const { entries, handles } = found;
    return pageOf(entries, size, (entry) => ({
      cursor: this.cursors.seal(list, organisation, BigInt(entry.row.index)),
      node: ledgerEntry(entry, handles),
    }));
  }

  #after(list: string, organisation: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const index = this.cursors.open(list, organisation, after);
    if (index === null) throw new ApiError('BAD_USER_INPUT');
    return index;
  }
}

function actorIds({ payload: { actor } }: ReadEntry): Id[] {
  if (actor === null) return [];
  return [actor.org, ...(actor.unit === null ? [] : [actor.unit])].map(idFromBytes);
}

function ledgerEntry({ row, payload }: ReadEntry, handles: ReadonlyMap<Id, string>): LedgerEntry {
  const { actor, decision, purpose, timestamp, deviceRequest } = payload;
  const handleOf = (id: Uint8Array | null): string | null =>
    id === null ? null : (handles.get(idFromBytes(id)) ?? null);
  const request = deviceRequest === null ? null : parseOpenRequest(deviceRequest.bytes);
  return {
    eventId: row.eventId,
    at: new Date(timestamp / US_PER_MS),
    decision: decision.effect,
    reasons: [...decision.reasons],
    purpose: purpose?.code ?? null,
    legalBasis: request?.legalBasis ?? null,
    acceptedUses: request?.acceptedUses?.slice() ?? null,
    organisationHandle: handleOf(actor?.org ?? null),
    unitHandle: handleOf(actor?.unit ?? null),
    member: actor === null ? null : idFromBytes(actor.member),
    index: row.index,
    leafHash: row.leafHash,
    grantSetHash: request?.grantSetHash ?? null,
    request: deviceRequest?.bytes ?? null,
    requestSignature: deviceRequest?.signature ?? null,
  };
}
