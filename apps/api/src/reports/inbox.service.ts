import { Injectable } from '@nestjs/common';
import type { Member, Resource } from '@sealbridge/policy';
import { HANDLINGS, parseId, TLP, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { EntryDetail } from '../access/act.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import { PARTNERS_ALONE } from '../access/own-agreements.js';
import { Refusal } from '../access/refusal.js';
import { sessionOf } from '../access/session-of.js';
import { ApiError } from '../platform/errors/api-error.js';

import { InboxRepository, type InboxRow, type ListedRow, type ReportRow } from './inbox.repository.js';
import { pageOf, pageSize } from '../platform/graphql/page.js';
import type { PageArgs } from '../platform/graphql/page.types.js';
import type { InboxConnection, InboxEdge, Report } from './report.types.js';
import { SealedCursor } from '../platform/graphql/sealed-cursor.js';

const LIST = 'inbox';

/** Reports without their content. */
@Injectable()
export class InboxService {
  constructor(
    private readonly access: Access,
    private readonly reports: InboxRepository,
    private readonly cursors: SealedCursor,
  ) {}

  /** May be called by members; shows what is addressed to their units while they have the right to open. */
  async inbox(caller: Caller, page: PageArgs): Promise<InboxConnection> {
    const { organisation } = sessionOf(caller);
    const size = pageSize(page);
    const after = this.#after(organisation, page);
    const outcome = await this.access.perform(caller, {
      action: 'report.inbox',
      agreements: PARTNERS_ALONE,
      resource: () => Promise.resolve({ type: 'Report', list: true }),
      work: (permit, tx) => {
        const { rights, agreements } = permit.member;
        const scopes = rights.includes('report.open') ? unitsThatRead(permit.member) : [];
        const inForce = agreements.flatMap(({ id, standing }) => (standing === 'in_force' ? [id] : []));
        return this.reports.page(tx, { units: scopes, agreements: inForce, after, limit: size + 1 });
      },
      entry: (rows) => ({ resultCount: Math.min(rows.length, size) }),
    });
    return pageOf(answerOf(outcome, []), size, (row) => this.#edge(row, organisation));
  }

  /** May be called by members of units it is addressed to and of the originating organisation. */
  async report(caller: Caller, id: string): Promise<Report | null> {
    const reportId = parseId(id);
    if (reportId === null) return null;
    const detail: { -readonly [Key in keyof EntryDetail]?: EntryDetail[Key] } = {
      object: { type: 'report', id: reportId, version: null, hash: null },
    };
    let found: ReportRow | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'report.read',
      detail,
      resource: async (tx) => {
        found = await this.reports.one(tx, reportId);
        if (found === null) return null;
        detail.aboutOrg = found.originOrg;
        return reportResource(found);
      },
      work: () => Promise.resolve(found),
    });
    const row = answerOf(outcome, null);
    return row === null ? null : reportType(row);
  }

  #after(organisation: Id, { after }: PageArgs): bigint | null {
    if (after === undefined || after === null) return null;
    const row = this.cursors.open(LIST, organisation, after);
    if (row === null) throw new ApiError('BAD_USER_INPUT');
    return row;
  }

  #edge(row: InboxRow, organisation: Id): InboxEdge {
    const cursor = this.cursors.seal(LIST, organisation, BigInt(row.row));
    return { cursor, node: reportType(row), opened: row.opened };
  }
}

/** The units whose reports may be listed. Throws Refusal when none of them stands: an empty list would say that nothing came. */
function unitsThatRead({ units, unitsInStanding, unitsVetted }: Member): readonly Id[] {
  if (units.length > 0 && unitsInStanding.length === 0) throw new Refusal('suspended');
  if (units.length > 0 && unitsVetted.length === 0) throw new Refusal('not_vetted');
  return unitsVetted;
}

function reportResource({ originOrg, originUnit, recipientUnits, marking, handling }: ReportRow): Resource {
  const attributes = { originOrg, originUnit, recipientUnits: [...recipientUnits], marking, handling };
  return { type: 'Report', attributes };
}

function reportType({ marking, handling, purposes, ...rest }: ListedRow): Report {
  const { id, version, state, originHandle, originUnitHandle, urgency, discovery } = rest;
  const { hour, openUntil, attachments, sealedBytes } = rest;
  return {
    ...{
      id,
      version,
      state,
      originHandle,
      originUnitHandle,
      urgency,
      discovery,
      hour,
      openUntil,
      attachments,
      sealedBytes,
    },
    tlp: TLP[marking] ?? '',
    handling: HANDLINGS[handling] ?? '',
    purposes: [...purposes],
  };
}
