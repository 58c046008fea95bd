import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { Database } from '../../platform/database/database.js';
import { PeriodicJobs } from '../../platform/jobs/periodic-jobs.js';

import { AgencyRepository } from './agency.repository.js';

const INTERVAL_MS = 60_000;
/** Proofs removed in one run. */
const BATCH = 1_000;

/** Removes proofs that are over. */
@Injectable()
export class AgencyJobs implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly database: Database,
    private readonly repository: AgencyRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.every(INTERVAL_MS, 'purge-agency-proofs', () =>
      this.database.system((tx) => this.repository.purge(tx, BATCH)),
    );
  }
}
