import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { Database } from '../platform/database/database.js';
import { PeriodicJobs } from '../platform/jobs/periodic-jobs.js';

import { LinkRepository } from './links/link.repository.js';
import { LockRepository } from './lock.repository.js';
import { RetentionRepository } from './retention.repository.js';
import { SessionRepository } from './session.repository.js';

const INTERVAL_MS = 60_000;
const FORGET_MS = 600_000;
/** Rows of each kind removed in one run. */
const BATCH = 1_000;

/** Removes what is over: challenges, failures that count no more, sessions that ran out, links, invitations and questions of long ago. */
@Injectable()
export class PeopleJobs implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly locks: LockRepository,
    private readonly links: LinkRepository,
    private readonly retention: RetentionRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.every(INTERVAL_MS, 'purge-sessions', () =>
      this.database.system(async (tx) => {
        await this.sessions.purge(tx, BATCH);
        await this.locks.purge(tx, BATCH);
        await this.links.forget(tx, BATCH);
      }),
    );
    this.jobs.every(FORGET_MS, 'forget-people', () => this.database.system((tx) => this.retention.forget(tx, BATCH)));
  }
}
