import { Inject } from '@nestjs/common';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';

import type { Caller } from '../access/caller.js';
import { CurrentCaller } from '../access/current-caller.js';
import { AuditQueryService } from './audit-query.service.js';
import {
  AuditEntriesArgs,
  AuditEntryConnection,
  AuditLines,
  ExportAuditInput,
  ExportAuditResult,
  LogPosition,
} from './audit.types.js';
import { DecisionService } from './decision.service.js';
import { DecisionResult } from './decision.types.js';

/** The audit log for those who check it. */
@Resolver()
export class AuditResolver {
  constructor(
    @Inject(AuditQueryService) private readonly audit: AuditQueryService,
    @Inject(DecisionService) private readonly decisions: DecisionService,
  ) {}

  /** Any member: auditors everything, an organisation what is about its own reports. */
  @Query(() => AuditEntryConnection, { description: 'Entries of the audit log that the caller may see, newest first.' })
  auditEntries(@CurrentCaller() caller: Caller, @Args() args: AuditEntriesArgs): Promise<AuditEntryConnection> {
    return this.audit.entries(caller, args);
  }

  /** Auditors, and stewards who oversee. */
  @Query(() => DecisionResult, {
    description:
      'What a decision was made on, by which it can be made again. The event id is the reference of a refusal.',
  })
  decision(
    @CurrentCaller() caller: Caller,
    @Args('eventId', { type: () => ID, description: 'Id of the event.' }) eventId: string,
  ): Promise<typeof DecisionResult> {
    return this.decisions.decision(caller, eventId);
  }

  /** Any member, for an event of its own organisation or about its reports. */
  @Query(() => LogPosition, {
    nullable: true,
    description: 'Where an event stands in the log; null while it has no leaf or is not the caller’s to ask for.',
  })
  logEntry(
    @CurrentCaller() caller: Caller,
    @Args('eventId', { type: () => ID, description: 'Id of the event.' }) eventId: string,
  ): Promise<LogPosition | null> {
    return this.audit.position(caller, eventId);
  }

  /** Any member; what is not theirs is withheld. */
  @Query(() => AuditLines, { description: 'Lines of an evidence bundle, in order, after exportAudit.' })
  auditLines(
    @CurrentCaller() caller: Caller,
    @Args('from', { type: () => Int, description: 'First leaf index.' }) from: number,
    @Args('count', { type: () => Int, description: 'How many, 1 to 1000.' }) count: number,
  ): Promise<AuditLines> {
    return this.audit.lines(caller, from, count);
  }

  /** Any member, signed by the device. */
  @Mutation(() => ExportAuditResult, { description: 'Records that an evidence bundle is taken out.' })
  exportAudit(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The signed request.' }) input: ExportAuditInput,
  ): Promise<typeof ExportAuditResult> {
    return this.audit.export(caller, input);
  }
}
