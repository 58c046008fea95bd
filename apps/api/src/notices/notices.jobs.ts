import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { Database } from '../platform/database/database.js';
import { PeriodicJobs } from '../platform/jobs/periodic-jobs.js';

import { DigestRepository } from './digest.repository.js';
import { DigestService } from './digest.service.js';
import { NOTICE_DAYS } from './notice-rules.js';
import { NoticeRepository } from './notice.repository.js';
import { ReminderRepository } from './reminder.repository.js';

const REMIND_MS = 300_000;
const PLAN_MS = 10_000;
const SEND_MS = 5_000;
const FORGET_MS = 600_000;
/** Rows of each kind removed in one run. */
const FORGET_BATCH = 5_000;

/** Reminds, sends, forgets. No effect of anything waits for these: they only tell people. */
@Injectable()
export class NoticesJobs implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly database: Database,
    private readonly notices: NoticeRepository,
    private readonly reminders: ReminderRepository,
    private readonly digests: DigestRepository,
    private readonly delivery: DigestService,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.every(REMIND_MS, 'remind', () => this.database.system((tx) => this.reminders.remind(tx)));
    this.jobs.every(PLAN_MS, 'plan-notices', () => this.delivery.plan());
    this.jobs.every(SEND_MS, 'send-notices', () => this.delivery.send());
    this.jobs.every(FORGET_MS, 'forget-notices', () =>
      this.database.system(async (tx) => {
        await this.notices.forget(tx, NOTICE_DAYS, FORGET_BATCH);
        await this.digests.forget(tx, NOTICE_DAYS, FORGET_BATCH);
      }),
    );
  }
}
