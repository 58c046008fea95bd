import { Module } from '@nestjs/common';

import {
  API_CONFIGURATION,
  readNoticeKey,
  type ApiConfiguration,
} from '../platform/configuration/api-configuration.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { DigestRepository } from './digest.repository.js';
import { DigestService, DigestSettings } from './digest.service.js';
import { DropMailer } from './mail/drop-mailer.js';
import { type Mailer, MAILER } from './mail/mailer.js';
import { SealedAddress } from './mail/sealed-address.js';
import { SmtpMailer } from './mail/smtp-mailer.js';
import { NoticeListService } from './notice-list.service.js';
import { NoticeSettingsRepository } from './notice-settings.repository.js';
import { NoticeSettingsService } from './notice-settings.service.js';
import { NoticeRepository } from './notice.repository.js';
import { NoticeResolver } from './notice.resolver.js';
import { NoticeService } from './notice.service.js';
import { NoticesJobs } from './notices.jobs.js';
import { ReminderRepository } from './reminder.repository.js';

/** Notices: that there is something to read. Stands on no other feature, so that each of them can raise one. */
@Module({
  providers: [
    { provide: MAILER, useFactory: makeMailer, inject: [API_CONFIGURATION] },
    {
      provide: SealedAddress,
      useFactory: (configuration: ApiConfiguration) => new SealedAddress(readNoticeKey(configuration)),
      inject: [API_CONFIGURATION],
    },
    {
      provide: DigestSettings,
      useFactory: ({ origin, notices: { from, jitterMs } }: ApiConfiguration) =>
        new DigestSettings({ from, origin }, jitterMs),
      inject: [API_CONFIGURATION],
    },
    DigestRepository,
    DigestService,
    IdempotencyRepository,
    NoticeListService,
    NoticeRepository,
    NoticeResolver,
    NoticeService,
    NoticeSettingsRepository,
    NoticeSettingsService,
    NoticesJobs,
    ReminderRepository,
  ],
  exports: [NoticeService],
})
export class NoticesModule {}

function makeMailer({ notices: { transport, from } }: ApiConfiguration): Mailer | null {
  if (transport === null) return null;
  return 'folder' in transport ? new DropMailer(transport.folder) : new SmtpMailer(transport, from);
}
