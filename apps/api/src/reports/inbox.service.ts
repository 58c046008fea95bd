import { Injectable } from '@nestjs/common';
import { HANDLINGS, parseId, TLP, type Id } from '@sealbridge/vocabulary';

import { Access } from '../access/access.js';
import type { EntryDetail } from '../access/act.js';
import { answerOf } from '../access/answer-of.js';
import type { Caller } from '../access/caller.js';
import { PARTNERS_ALONE } from '../access/own-agreements.js';
import { sessionOf } from '../access/session-of.js';
import { ApiError } from '../platform/errors/api-error.js';

import { InboxRepository, type InboxRow } from './inbox.repository.js';
import { pageOf, pageSize } from '../platform/graphql/page.js';
import type { PageArgs } from '../platform/graphql/page.types.js';
import type { InboxConnection, InboxEdge, Report } from './report.types.js';
import { type DecidedReport, reportResource } from './report-resource.js';
import { maskedOf, type ShownReport } from './report-view.js';
import { SealedCursor } from '../platform/graphql/sealed-cursor.js';
import { unitsThatRead } from './units-that-read.js';

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
        return this.reports.page(tx, permit, { units: scopes, agreements: inForce, after, limit: size + 1 });
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
    let found: DecidedReport | null = null;
    const outcome = await this.access.perform(caller, {
      action: 'report.read',
      detail,
      resource: async (tx) => {
        found = await this.reports.decided(tx, reportId);
        if (found === null) return null;
        detail.aboutOrg = found.originOrg;
        return reportResource(found);
      },
      work: (permit, tx) => (found === null ? Promise.resolve(null) : this.reports.shown(tx, permit, found)),
    });
    const shown = answerOf(outcome, null);
    return shown === null ? null : reportType(shown);
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

/** What is not shown is null, and named. */
function reportType(shown: ShownReport): Report {
  const { id, version, state, marking, hour, handling, purposes } = shown;
  return {
    ...{ id, version, state, hour, tlp: TLP[marking] ?? '' },
    originHandle: shown.originHandle ?? null,
    originUnitHandle: shown.originUnitHandle ?? null,
    handling: handling === undefined || handling === null ? null : (HANDLINGS[handling] ?? ''),
    urgency: shown.urgency ?? null,
    discovery: shown.discovery ?? null,
    purposes: purposes === undefined || purposes === null ? null : [...purposes],
    openUntil: shown.openUntil ?? null,
    attachments: shown.attachments ?? null,
    sealedBytes: shown.sealedBytes ?? null,
    masked: maskedOf(shown),
  };
}
