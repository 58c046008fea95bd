import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { PeriodicJobs } from '../platform/jobs/periodic-jobs.js';

import { GenesisService } from './genesis.service.js';
import { KekRotationService } from './kek-rotation.service.js';

const ROTATION_INTERVAL_MS = 600_000;

/** What has to be there before the first request, and the rotation that goes on. */
@Injectable()
export class KeysJobs implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: PeriodicJobs,
    private readonly genesis: GenesisService,
    private readonly rotation: KekRotationService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.rotation.run();
    await this.genesis.begin();
    this.jobs.every(ROTATION_INTERVAL_MS, 'rotate-shred-keys', () => this.rotation.run());
  }
}
