import { Module } from '@nestjs/common';

import { KeysModule } from '../keys/keys.module.js';
import { PeopleModule } from '../people/people.module.js';
import {
  API_CONFIGURATION,
  readCursorKey,
  type ApiConfiguration,
} from '../platform/configuration/api-configuration.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { BlobController } from './blob.controller.js';
import { BlobRepository } from './blob.repository.js';
import { BlobService } from './blob.service.js';
import { InboxRepository } from './inbox.repository.js';
import { InboxService } from './inbox.service.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';
import { OpeningNonce } from './opening-nonce.js';
import { OpeningRepository } from './opening.repository.js';
import { OpeningService } from './opening.service.js';
import { ReportResolver } from './report.resolver.js';
import { ReportsJobs } from './reports.jobs.js';
import { SubmissionRepository } from './submission.repository.js';
import { SubmissionService } from './submission.service.js';
import { InboxChanges } from './watch/inbox-changes.js';
import { InboxWatchRepository } from './watch/inbox-watch.repository.js';
import { InboxWatchResolver } from './watch/inbox-watch.resolver.js';
import { InboxWatchService } from './watch/inbox-watch.service.js';

/** Sealed reports: submission, lists, opening, ledger, ciphertext. */
@Module({
  imports: [KeysModule, PeopleModule],
  controllers: [BlobController],
  providers: [
    {
      provide: OpeningNonce,
      useFactory: (configuration: ApiConfiguration) => new OpeningNonce(readCursorKey(configuration)),
      inject: [API_CONFIGURATION],
    },
    BlobRepository,
    BlobService,
    IdempotencyRepository,
    InboxChanges,
    InboxRepository,
    InboxService,
    InboxWatchRepository,
    InboxWatchResolver,
    InboxWatchService,
    LedgerRepository,
    LedgerService,
    OpeningRepository,
    OpeningService,
    ReportResolver,
    ReportsJobs,
    SubmissionRepository,
    SubmissionService,
  ],
})
export class ReportsModule {}
