import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { Database } from '../platform/database/database.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';
import { PeriodicJobs } from '../platform/jobs/periodic-jobs.js';

import { BlobRepository } from './blob.repository.js';
import { OpeningRepository } from './opening.repository.js';
import { IDEMPOTENCY_HOURS, OFFER_SECONDS, OPEN_CLOCK_SKEW_SECONDS, UNREFERENCED_HOURS } from './report-rules.js';

const INTERVAL_MS = 300_000;
/** Blobs removed in one run, with up to 432 slices each. */
const BLOB_BATCH = 20;
const NONCE_BATCH = 5_000;
const KEY_BATCH = 5_000;

/** Removes ciphertext that no report names, nonces that nobody could use again, and keys of requests long done. */
@Injectable()
export class ReportsJobs implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly database: Database,
    private readonly blobs: BlobRepository,
    private readonly openings: OpeningRepository,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.every(INTERVAL_MS, 'sweep-blobs', () =>
      this.database.system((tx) => this.blobs.sweep(tx, UNREFERENCED_HOURS, BLOB_BATCH)),
    );
    this.jobs.every(INTERVAL_MS, 'purge-nonces', () =>
      this.database.system((tx) => this.openings.purgeNonces(tx, OFFER_SECONDS + OPEN_CLOCK_SKEW_SECONDS, NONCE_BATCH)),
    );
    this.jobs.every(INTERVAL_MS, 'purge-idempotency', () =>
      this.database.system((tx) => this.idempotency.purge(tx, IDEMPOTENCY_HOURS, KEY_BATCH)),
    );
  }
}
