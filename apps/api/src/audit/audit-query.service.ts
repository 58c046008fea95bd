import { Inject, Injectable } from '@nestjs/common';
import { operationDigest } from '@sealbridge/envelope';
import { type AuditPayload, decodeAuditPayload, parseCheckpoint, parseNote } from '@sealbridge/transparency';
import { type Id, idFromBytes, parseId } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import type { Permit } from '../access/permit.js';
import { ApiError } from '../platform/errors/api-error.js';
import { asType } from '../platform/graphql/as-type.js';
import { pageOf, pageSize } from '../platform/graphql/page.js';
import { orRejected, Rejected } from '../platform/graphql/rejected.js';
import { conflict, type Failure, refused } from '../platform/graphql/user-error.js';
import { AuditQueryRepository, type EventRow, type LineRow, recordKey } from './audit-query.repository.js';
import {
  type AuditEntriesArgs,
  type AuditEntry,
  type AuditEntryConnection,
  type AuditLine,
  type AuditLines,
  type ExportAuditInput,
  ExportAuditPayload,
  type LogPosition,
  MAX_LINES,
} from './audit.types.js';
import { checkExportRequest, readExportRequest } from './export-request.js';
import { NodeIdentity } from './node-identity.js';
import { PublishedLog } from './published-log.js';
import { statedBasis } from './stated-basis.js';

const US_PER_MS = 1000;

const EVERY_ENTRY = { type: 'AuditEntry', list: true } as const;

/** The audit log as its readers see it: auditors all of it, an organisation what is about its own reports. Reading is logged. */
@Injectable()
export class AuditQueryService {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(AuditQueryRepository) private readonly entriesOf: AuditQueryRepository,
    @Inject(PublishedLog) private readonly log: PublishedLog,
    @Inject(NodeIdentity) private readonly node: NodeIdentity,
  ) {}

  /** May be called by any member; shows what policy shows. An empty page when nothing. */
  async entries(caller: Caller, args: AuditEntriesArgs): Promise<AuditEntryConnection> {
    const size = pageSize(args);
    const filter = { ...filterOf(args), limit: size + 1 };
    const outcome = await this.access.perform(caller, {
      action: 'audit.read',
      ...(filter.report === null ? {} : { detail: { object: aboutReport(filter.report) } }),
      resource: () => Promise.resolve(EVERY_ENTRY),
      work: async (permit, tx) => {
        const rows = await this.entriesOf.entries(tx, permit, filter);
        const read = rows.map((row) => ({ row, payload: decodeAuditPayload(new Uint8Array(row.payload)) }));
        const organisations = read.flatMap(({ payload: { actor } }) =>
          actor === null ? [] : [idFromBytes(actor.org)],
        );
        return { read, handles: await this.entriesOf.handles(tx, organisations) };
      },
      entry: ({ read }) => ({ resultCount: Math.min(read.length, size) }),
    });
    const { read, handles } = answerOf(outcome, { read: [], handles: new Map<Id, string>() });
    return pageOf(read, size, ({ row, payload }) => ({
      cursor: String(row.index),
      node: entryView(row, payload, handles),
    }));
  }

  /** May be called by any member for an event of its own organisation or about its reports; null while there is no leaf. */
  async position(caller: Caller, eventId: string): Promise<LogPosition | null> {
    const id = parseId(eventId);
    if (id === null) {
      return null;
    }
    const outcome = await this.access.perform(caller, {
      action: 'log.read',
      resource: () => Promise.resolve({ type: 'LogEntry', attributes: {} }),
      work: (_permit, tx) => this.entriesOf.position(tx, id),
    });
    return answerOf(outcome, null);
  }

  /** Records a signed export; the lines are then read with `lines`. May be called by any member. */
  async export(caller: Caller, input: ExportAuditInput): Promise<ExportAuditPayload | Failure> {
    return orRejected(async () => {
      const request = await this.access.read(caller, 'audit.export', () => readExportRequest(input.request));
      const size = await this.size();
      const outcome = await this.access.perform(caller, {
        action: 'audit.export',
        operation: operationDigest('exportAudit', [input.request]),
        deviceRequest: { bytes: input.request, signature: input.signature },
        detail: {
          idempotencyKey: input.clientMutationId,
          ...(request.reportId === null ? {} : { object: aboutReport(request.reportId) }),
        },
        resource: () => Promise.resolve(EVERY_ENTRY),
        work: async (permit, tx) => {
          const { member } = permit;
          const key = await this.entriesOf.signingKey(tx, member.device);
          const given = { request, bytes: input.request, signature: input.signature };
          checkExportRequest(given, { member, key }, { node: this.node, size });
          if (!(await this.entriesOf.useNonce(tx, request.nonce, member.device))) {
            throw new Rejected(conflict('this export request was used before'));
          }
          return { size: request.size, restrictedTo: restriction(permit) };
        },
      });
      if (!outcome.ok) {
        return refused(outcome.reason, outcome.ref);
      }
      const { eventId, leafHash, receipt } = outcome.event;
      const { clientMutationId } = input;
      return asType(ExportAuditPayload, { clientMutationId, ...outcome.value, eventId, leafHash, receipt });
    });
  }

  /** Lines of an evidence bundle. May be called by any member; what policy does not show is withheld. */
  async lines(caller: Caller, from: number, count: number): Promise<AuditLines> {
    if (from < 0 || count < 1 || count > MAX_LINES) {
      throw new ApiError('BAD_USER_INPUT');
    }
    const size = await this.size();
    const outcome = await this.access.perform(caller, {
      action: 'audit.read',
      resource: () => Promise.resolve(EVERY_ENTRY),
      work: async (permit, tx) => {
        const rows = await this.entriesOf.lines(tx, permit, from, Math.min(from + count, size));
        const records = await this.entriesOf.records(
          tx,
          rows.filter((row) => row.kind === 'dir').map((row) => new Uint8Array(row.entry)),
        );
        const restrictedTo = restriction(permit);
        const lines = rows.map((row) => lineView(row, restrictedTo !== null, records));
        return { size, restrictedTo, nodeCerts: await this.entriesOf.certificates(tx), lines };
      },
      entry: ({ lines }) => ({ resultCount: lines.length }),
    });
    const lines = answerOf(outcome, null);
    if (lines === null) {
      throw new ApiError('FORBIDDEN');
    }
    return lines;
  }

  private async size(): Promise<number> {
    const note = await this.log.promptCheckpoint();
    return note === null ? 0 : parseCheckpoint(parseNote(note).text).size;
  }
}

const aboutReport = (id: Id) => ({ type: 'report', id, version: null, hash: null });

/** Whose view this is: null when policy shows the whole log. */
function restriction(permit: Permit): string | null {
  const { rights, orgKind, org } = permit.member;
  return rights.includes('audit.read') && ['oversight', 'stewards'].includes(orgKind) ? null : org;
}

function filterOf({ after, report, since }: AuditEntriesArgs) {
  const before = after === undefined || after === null ? null : Number(after);
  const sinceMs = since === undefined || since === null ? null : Date.parse(since);
  const reportId = report === undefined || report === null ? null : parseId(report);
  const wrong = [before, sinceMs].some((value) => value !== null && !Number.isSafeInteger(value));
  if (wrong || (reportId === null && report !== undefined && report !== null)) {
    throw new ApiError('BAD_USER_INPUT');
  }
  return { before, sinceUs: sinceMs === null ? null : sinceMs * US_PER_MS, report: reportId };
}

function entryView(row: EventRow, payload: AuditPayload, handles: ReadonlyMap<Id, string>): AuditEntry {
  const { actor, object, purpose, decision } = payload;
  return {
    index: row.index,
    eventId: row.eventId,
    at: new Date(payload.timestamp / US_PER_MS),
    actor: actor === null ? null : actorView(actor, handles),
    action: payload.action,
    legalClass: payload.legalClass,
    objectType: object?.type ?? null,
    objectId: object?.id ?? null,
    purpose: purpose?.code ?? null,
    legalBasis: statedBasis(payload),
    decision: decision.effect,
    reasons: [...decision.reasons],
    leafHash: row.leafHash,
    payload: row.payload,
    salt: row.salt,
  };
}

function actorView(actor: NonNullable<AuditPayload['actor']>, handles: ReadonlyMap<Id, string>) {
  const organisation = idFromBytes(actor.org);
  return {
    organisation,
    organisationHandle: handles.get(organisation) ?? null,
    unit: actor.unit === null ? null : idFromBytes(actor.unit),
    member: idFromBytes(actor.member),
    device: idFromBytes(actor.device),
  };
}

function lineView(row: LineRow, restricted: boolean, records: ReadonlyMap<string, Uint8Array>): AuditLine {
  const { index, kind, entry } = row;
  const bare = { index, kind, entry, payload: null, salt: null, nodeSig: null, record: null };
  switch (kind) {
    case 'audit':
      return row.payload === null
        ? { ...bare, kind: 'withheld' }
        : { ...bare, payload: row.payload, salt: row.salt, nodeSig: row.nodeSig };
    case 'cover':
      return restricted ? { ...bare, kind: 'withheld' } : { ...bare, salt: row.coverSalt };
    case 'dir':
      return { ...bare, record: records.get(recordKey(new Uint8Array(entry))) ?? null };
    case 'grantset':
    case 'agreement':
    case 'policy':
      return bare;
  }
}
