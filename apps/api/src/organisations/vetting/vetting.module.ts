import { Module } from '@nestjs/common';

import { KeysModule } from '../../keys/keys.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';

import { AdmissionService } from './admission.service.js';
import { ApplicantAuthority } from './applicant-authority.js';
import { ApplicantResolver } from './applicant.resolver.js';
import { ApplicantStatements } from './applicant-statements.js';
import { ApplicationQueryService } from './application-query.service.js';
import { ApplyService } from './apply.service.js';
import { AttestationService } from './attestation.service.js';
import { EndingService } from './ending.service.js';
import { EvidenceService } from './evidence.service.js';
import { InterestService } from './interest.service.js';
import { StatusService } from './status.service.js';
import { StewardResolver } from './steward.resolver.js';
import { VerdictService } from './verdict.service.js';
import { VettingGateModule } from './vetting-gate.module.js';

/** Vetting: applications, evidence, verdicts, admission, yearly attestation, ending. Suspension is an event of the directory. */
@Module({
  imports: [KeysModule, NoticesModule, VettingGateModule],
  providers: [
    AdmissionService,
    ApplicantAuthority,
    ApplicantResolver,
    ApplicantStatements,
    ApplicationQueryService,
    ApplyService,
    AttestationService,
    EndingService,
    EvidenceService,
    IdempotencyRepository,
    InterestService,
    StatusService,
    StewardResolver,
    VerdictService,
  ],
})
export class VettingModule {}
