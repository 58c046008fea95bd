import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';

import { InboxService } from './inbox.service.js';
import { LedgerService } from './ledger.service.js';
import { OpeningService } from './opening.service.js';
import { OpeningOfferResult, OpenReportInput, OpenReportResult } from './opening.types.js';
import { PageArgs } from '../platform/graphql/page.types.js';
import { InboxConnection, LedgerConnection, Report } from './report.types.js';
import { SubmissionService } from './submission.service.js';
import { SubmitReportInput, SubmitReportResult } from './submission.types.js';

/** Reports on their way from an organisation to a unit. */
@Resolver()
export class ReportResolver {
  constructor(
    private readonly submission: SubmissionService,
    private readonly inboxes: InboxService,
    private readonly opening: OpeningService,
    private readonly ledgers: LedgerService,
  ) {}

  /** Members of units it is addressed to, and of the originating organisation. */
  @Query(() => Report, {
    nullable: true,
    description: 'A report without its content; null when not there or not for the caller.',
  })
  report(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the report.' }) id: string,
  ): Promise<Report | null> {
    return this.inboxes.report(caller, id);
  }

  /** Members with the right report.open, for their own units. */
  @Query(() => InboxConnection, { description: "Reports addressed to the caller's units, newest first." })
  inbox(@CurrentCaller() caller: Caller, @Args() page: PageArgs): Promise<InboxConnection> {
    return this.inboxes.inbox(caller, page);
  }

  /** Whoever may open the report. */
  @Query(() => OpeningOfferResult, { description: 'What the caller needs to sign an open request for this report.' })
  openingOffer(
    @CurrentCaller() caller: Caller,
    @Args('reportId', { type: () => ID, description: 'Id of the report.' }) reportId: string,
    @Args('purpose', {
      type: () => String,
      nullable: true,
      description: 'What it is to be opened for: chooses among the grants of several units of the caller.',
    })
    purpose: string | null,
  ): Promise<typeof OpeningOfferResult> {
    return this.opening.offer(caller, reportId, purpose ?? null);
  }

  /** Members of the originating organisation. */
  @Query(() => LedgerConnection, {
    nullable: true,
    description: 'Who opened a report of the own organisation and who was refused; null when not there or not own.',
  })
  ledger(
    @CurrentCaller() caller: Caller,
    @Args('reportId', { type: () => ID, description: 'Id of the report.' }) reportId: string,
    @Args() page: PageArgs,
  ): Promise<LedgerConnection | null> {
    return this.ledgers.ledger(caller, reportId, page);
  }

  /** Members with the right report.share, for a unit of theirs. */
  @Mutation(() => SubmitReportResult, { description: 'Stores a sealed report and addresses it.' })
  submitReport(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The sealed report.' }) input: SubmitReportInput,
  ): Promise<typeof SubmitReportResult> {
    return this.submission.submit(caller, input);
  }

  /** A reader of a unit it is addressed to, under a live agreement, for a purpose that grant and agreement allow. */
  @Mutation(() => OpenReportResult, {
    description: "Releases the grant for the caller's unit, in the transaction of its log entry.",
  })
  openReport(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The signed request.' }) input: OpenReportInput,
  ): Promise<typeof OpenReportResult> {
    return this.opening.open(caller, input);
  }
}
