import { Module } from '@nestjs/common';

import { KeysModule } from '../../keys/keys.module.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { IdempotencyRepository } from '../../platform/idempotency/idempotency.repository.js';
import { OrganisationsModule } from '../organisations.module.js';

import { AgreementListService } from './agreement-list.service.js';
import { AgreementStandingService } from './agreement-standing.service.js';
import { AgreementRepository } from './agreement.repository.js';
import { AgreementResolver } from './agreement.resolver.js';
import { AgreementService } from './agreement.service.js';
import { PartyService } from './party.service.js';
import { PreviewRepository } from './preview.repository.js';
import { PreviewService } from './preview.service.js';
import { ProposalSigningService } from './proposal-signing.service.js';
import { ProposalRepository } from './proposal.repository.js';
import { ProposalResolver } from './proposal.resolver.js';
import { ProposalService } from './proposal.service.js';
import { VersionService } from './version.service.js';

/** Agreements; apart from the organisations because their signatures are checked against the key directory. */
@Module({
  imports: [KeysModule, NoticesModule, OrganisationsModule],
  providers: [
    AgreementListService,
    AgreementRepository,
    AgreementResolver,
    AgreementService,
    AgreementStandingService,
    IdempotencyRepository,
    PartyService,
    PreviewRepository,
    PreviewService,
    ProposalRepository,
    ProposalResolver,
    ProposalService,
    ProposalSigningService,
    VersionService,
  ],
})
export class AgreementsModule {}
