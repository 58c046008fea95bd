import { Module } from '@nestjs/common';

import { KeysModule } from '../keys/keys.module.js';
import { NoticesModule } from '../notices/notices.module.js';
import { IdempotencyRepository } from '../platform/idempotency/idempotency.repository.js';

import { AdoptionService } from './adoption.service.js';
import { PolicyJobs } from './policy.jobs.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyResolver } from './policy.resolver.js';
import { PolicyService } from './policy.service.js';
import { PolicyProposalRepository } from './proposal.repository.js';
import { PolicyProposalService } from './proposal.service.js';
import { PolicySigningService } from './signing.service.js';
import { VerifiedRecords } from './verified-records.js';

/** The policy in force and its changes; a feature because signatures are checked against the key directory. */
@Module({
  imports: [KeysModule, NoticesModule],
  providers: [
    AdoptionService,
    IdempotencyRepository,
    PolicyJobs,
    PolicyProposalRepository,
    PolicyProposalService,
    PolicyRepository,
    PolicyResolver,
    PolicyService,
    PolicySigningService,
    VerifiedRecords,
  ],
})
export class PolicyModule {}
