import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { Database } from '../../platform/database/database.js';
import { PeriodicJobs } from '../../platform/jobs/periodic-jobs.js';

import { PasskeyRepository } from './passkey.repository.js';

const INTERVAL_MS = 600_000;
/** A passkey of a device that nobody confirmed is kept this long. */
const UNCONFIRMED_DAYS = 30;
/** Passkeys removed in one run. */
const BATCH = 1_000;

/** Removes passkeys that can never sign anybody in again. */
@Injectable()
export class PasskeysJobs implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly database: Database,
    private readonly passkeys: PasskeyRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.every(INTERVAL_MS, 'forget-passkeys', () =>
      this.database.system((tx) => this.passkeys.forget(tx, UNCONFIRMED_DAYS, BATCH)),
    );
  }
}
