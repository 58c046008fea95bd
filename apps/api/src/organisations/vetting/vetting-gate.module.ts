import { Module } from '@nestjs/common';

import { NoticesModule } from '../../notices/notices.module.js';

import { AdmissionGate } from './admission-gate.service.js';
import { ApplicationRepository } from './application.repository.js';
import { GuestAttempts } from './guest-attempts.service.js';
import { StandingRepository } from './standing.repository.js';
import { SuspensionService } from './suspension.service.js';
import { VerdictRepository } from './verdict.repository.js';

const PARTS = [
  AdmissionGate,
  ApplicationRepository,
  GuestAttempts,
  StandingRepository,
  SuspensionService,
  VerdictRepository,
];

/** What the key directory asks before it takes an admission or a suspension; apart from vetting, which stands on the directory. */
@Module({ imports: [NoticesModule], providers: PARTS, exports: PARTS })
export class VettingGateModule {}
